"""CSV that Swedish Excel opens right: `;`, UTF-8 with BOM, CRLF, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
#: The last four are full-width: spreadsheets of East Asian locales read them as the first ones.
FORMULA_STARTS = frozenset("=@\t\r\n+-＝＠＋－")
#: What may follow `+` or `-`: a telephone number, a negative number, a dash.
HARMLESS = re.compile(r"[+-][\d\s()\[\]-]*", re.ASCII)


def write_csv(headings: list[str], batches: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
    """Give the file piece by piece, the headings at once."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([defuse(heading) for heading in headings])
    yield _take(buffer)
    for rows in batches:
        for row in rows:
            writer.writerow([defuse(cell) if cell[:1] in FORMULA_STARTS else cell for cell in row])
        yield _take(buffer)


def defuse(value: str) -> str:
    """Return the value with a leading `'` where a spreadsheet would take it for a formula, else unchanged."""
    start = value[:1]
    if not start or start not in FORMULA_STARTS:
        return value
    return value if start in "+-" and HARMLESS.fullmatch(value) else f"'{value}"


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
