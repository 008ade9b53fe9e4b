"""The lines of a table as rows of people, whatever sort of file they come from; pure, for both sides of a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eventapp.core.reader_process import Refused
from eventapp.invitations.columns import HEADING_WITHIN, Line, find_columns, list_headings
from eventapp.invitations.rows import MOST_ROWS, FoundRows, Row

_WORD = re.compile(r"\w")


def read_table(lines: Sequence[Line], empty: int) -> FoundRows:
    columns = find_columns(lines[:HEADING_WITHIN])
    if columns is None:
        return _read_bare_addresses(lines)
    return found_rows(
        [columns.read(line) for line in lines if line[0] > columns.heading_line], empty, has_heading=True
    )


def _read_bare_addresses(lines: Sequence[Line]) -> FoundRows:
    """Take the addresses of a text without headings, and nothing beside them: nobody has said what it is."""
    rows = [Row(line=number, email=cell) for number, cells in lines for cell in cells if "@" in cell]
    if not rows:
        raise Refused("no_heading", headings=", ".join(list_headings(lines[:HEADING_WITHIN])))
    return found_rows(rows, 0, has_heading=False)


def found_rows(rows: Sequence[Row], empty: int, *, has_heading: bool) -> FoundRows:
    """Leave out the rows in which nothing stands that is read."""
    kept = [row for row in rows if row.email or row.name or row.is_formula]
    return FoundRows(at_most(kept), empty=empty + len(rows) - len(kept), has_only_addresses=not has_heading)


def count_empty(text: str) -> int:
    """Return how many lines hold nothing but signs between cells."""
    return sum(not _WORD.search(line) for line in text.strip().splitlines())


def at_most(rows: list[Row]) -> list[Row]:
    if len(rows) > MOST_ROWS:
        raise Refused("too_many_rows")
    if not rows:
        raise Refused("no_people")
    return rows
