"""Tables as text: in the encodings and with the signs between cells that programs write them with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from eventapp.core.reader_process import Refused
from eventapp.core.text import one_line
from eventapp.invitations.columns import HEADING_WITHIN, Line, find_columns, repaired
from eventapp.invitations.rows import LONGEST_CELL

DELIMITERS = (";", "\t", ",", "|")
#: A cell over more lines than this is a quotation mark that nobody closed.
LINES_IN_CELL = 10
#: Cells further to the right are not looked at.
WIDEST = 100
#: Lines of a text, empty ones with them; characters of one, which may hold 5,000 addresses; signs between cells in all,
#: of any one kind.
MOST_TEXT_LINES, LONGEST_LINE, MOST_DELIMITERS = 50_000, 500_000, 500_000


def decode(content: bytes) -> str | None:
    """Return the text, by its mark, else UTF-8, else as Windows in Sweden writes; None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").lstrip("\ufeff")
    zeros = content[:400].count(0)
    if zeros:
        half = min(len(content), 400) // 2
        if zeros < half // 2:
            return None
        order = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        return content.decode(order, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_lines(text: str, most: int) -> list[Line]:
    """Return at most so many lines that are not empty, cut as gives headings that are understood, else as it looks.

    Raises `Refused` for what no list can be, before it is cut up.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    _check(text)
    tops = [(_understood(_cut(text, delimiter, HEADING_WITHIN)), delimiter) for delimiter in DELIMITERS]
    best, delimiter = max(tops, key=lambda top: top[0])
    if not best:
        delimiter = max(DELIMITERS, key=text[:2000].count)
    return _cut(text, delimiter, most)


def _check(text: str) -> None:
    if text.count("\n") > MOST_TEXT_LINES:
        raise Refused("too_many_rows")
    if max(map(len, text.split("\n"))) > LONGEST_LINE:
        raise Refused("too_long_line")
    if max(map(text.count, DELIMITERS)) > MOST_DELIMITERS:
        raise Refused("too_many_cells")


def _understood(lines: Sequence[Line]) -> int:
    columns = find_columns(lines)
    return len(columns.places) if columns else 0


def _cut(text: str, delimiter: str, most: int) -> list[Line]:
    lines: list[Line] = []
    for has_quotes in (True, False):
        with suppress(csv.Error):
            lines = list(islice(_read(text, delimiter, has_quotes=has_quotes), most))
            if not any(cell.count("\n") > LINES_IN_CELL for _number, cells in lines for cell in cells):
                break
    return [
        (number, [one_line(repaired(cell[:LONGEST_CELL])).strip('" ') for cell in cells])
        for number, cells in lines
    ]


def _read(text: str, delimiter: str, *, has_quotes: bool) -> Iterator[Line]:
    """Give each record with the number of the line on which it begins."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if has_quotes else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells[:WIDEST]
        begins = reader.line_num + 1
