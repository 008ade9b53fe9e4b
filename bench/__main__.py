"""`python -m bench`: measure every figure beside its floor and print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import event_page, feeds, growth, memory, sign_up
from bench.products import Products
from bench.report import Figure, Growth, heading
from bench.rounds import Effort

#: One module for each row of the goals; a later row is one module more.
ROWS: dict[str, Callable[[Products, Effort], Sequence[Figure | Growth]]] = {
    "event-page": event_page.measure,
    "sign-up": sign_up.measure,
    "growth": growth.measure,
    "feeds": feeds.measure,
    "memory": memory.measure,
}


def main() -> None:
    """Measure the rows asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: half a minute instead of three")
    parser.add_argument("rows", nargs="*", metavar="row", help=f"only these: {', '.join(ROWS)}")
    asked = parser.parse_args()
    unknown = set(asked.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    if not Path("/proc/self/stat").exists():
        sys.exit("The CPU of a server's processes is read from /proc, which this system does not have.")
    effort = Effort.quick() if asked.quick else Effort.whole()
    print(heading(), flush=True)
    with tempfile.TemporaryDirectory(prefix="eventapp-bench-") as folder:
        products = Products(Path(folder))
        for name in asked.rows or ROWS:
            for figure in ROWS[name](products, effort):
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
