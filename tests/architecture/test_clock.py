"""Only `core/clock.py` reads the clock, so that every test and every demo can hold it."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "eventapp"
READS_CLOCK = re.compile(
    r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|func\.now\(|CURRENT_TIMESTAMP"
)


def test_no_other_file_reads_the_clock():
    readers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if READS_CLOCK.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"core/clock.py"}
