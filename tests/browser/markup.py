"""The HTML checker over every page that the tests of the states have seen, once, when the last of them is there."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.browser.visiting import Visit
from tests.support import html_checker

#: What the checker says without being right, and why: part of the sentence, reason.
EXPLAINED = [
    (
        "is not supported in all browsers",
        "Without a calendar, a clock or a keypad of the browser's own the box takes text, and what is typed is read.",
    ),
]


def check_when_all_are_there(
    run_folder: Path, area: str, areas: Iterable[str], visits: Sequence[Visit]
) -> list[str]:
    """Put the pages of an area by; return what the checker says of all when no area is missing any longer."""
    folder = run_folder / "pages"
    (folder / "seen").mkdir(parents=True, exist_ok=True)
    for number, visit in enumerate(visits):
        (folder / f"{visit.state.name}-{number}.html").write_text(visit.html)
    with (run_folder / "pages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "seen" / area).touch()
        is_last = {path.name for path in (folder / "seen").iterdir()} >= set(areas)
    if not is_last or html_checker.missing():
        return []
    told = html_checker.check_folder(folder)
    return [sentence for sentence in told if not any(part in sentence for part, _reason in EXPLAINED)]
