"""What a list of staff holds once it is read: rows of people, also as they travel between two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields
from typing import Any

#: People on one list.
MOST_ROWS = 5000
#: Lines that are read at all: more than there may be people on, so that too many are noticed.
MOST_LINES = 2 * MOST_ROWS
#: Characters of a cell that are looked at; more than any limit of what is taken in, so that too long is noticed.
LONGEST_CELL = 1000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it stood in the file; `line` as a program for tables numbers it."""

    line: int
    email: str
    name: str = ""
    unit: str = ""
    federation: str = ""
    language: str = ""
    #: The address is a formula of which the file holds no result.
    is_formula: bool = False


@dataclass(frozen=True)
class FoundRows:
    """The rows of a list; `empty` are those between them with nothing in the columns that are read."""

    rows: list[Row] = field(default_factory=list)
    empty: int = 0
    #: Rows that are hidden in the file, and are in all the same.
    hidden: int = 0
    #: There was no heading: only the addresses are in.
    has_only_addresses: bool = False

    def as_values(self) -> dict[str, Any]:
        """Return the same as plain values."""
        about = {name: getattr(self, name) for name in ("empty", "hidden", "has_only_addresses")}
        return {"rows": [astuple(row) for row in self.rows], **about}


_TYPES = (int, str, str, str, str, str, bool)
_NAMES = tuple(one.name for one in fields(Row))


def from_values(values: Mapping[str, Any]) -> FoundRows:
    """Return rows from plain values; raises KeyError, TypeError or ValueError for what cannot be a list's."""
    rows = [_row(cells) for cells in values["rows"]]
    if not 0 < len(rows) <= MOST_ROWS:
        raise ValueError("no list has so many rows")
    empty, hidden = int(values["empty"]), int(values["hidden"])
    return FoundRows(rows, empty, hidden, has_only_addresses=bool(values["has_only_addresses"]))


def _row(cells: list[Any]) -> Row:
    if tuple(map(type, cells)) != _TYPES:
        raise TypeError("not a row")
    return Row(**dict(zip(_NAMES, cells, strict=True)))
