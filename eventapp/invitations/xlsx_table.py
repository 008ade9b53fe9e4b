"""Tables from Excel, read without trusting what the file says of itself."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from eventapp.core.reader_process import Refused
from eventapp.core.text import one_line
from eventapp.invitations.columns import Line, repaired
from eventapp.invitations.rows import LONGEST_CELL

#: Columns further to the right are not looked at.
WIDEST = 100
#: Rows, empty ones with them, that are looked at in the whole workbook: a row may have any number.
MOST_LOOKED_AT = 200_000
MOST_SHEETS = 50
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_LINK_FORMULA = re.compile(r"mailto:([^\"?)]+)", re.IGNORECASE)


@dataclass
class Beside:
    """What a sheet holds beside the values of its cells, by row and column from 1."""

    links: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


class Workbook:
    """An opened workbook; raises whatever the libraries raise for what is none."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._book = _open(content, data_only=True)
        self.sheets: list[str] = [sheet.title for sheet in self._book.worksheets]
        self._looked_at = 0

    def close(self) -> None:
        """Let the file go."""
        self._book.close()

    def read_lines(self, sheet: str, most: int | None = None) -> Iterator[Line]:
        """Give the lines that are not empty, as text, from the top; at most so many."""
        given = 0
        for number, values in enumerate(self._values(self._book, sheet), 1):
            self._looked_at += 1
            if self._looked_at > MOST_LOOKED_AT:
                raise Refused("too_many_rows")
            # The library fills gaps between rows with empty ones.
            cells = [_text(value) for value in values] if values.count(None) < len(values) else []
            if any(cells):
                yield number, cells
                given += 1
            if given == most:
                return

    def read_beside(self, sheet: str) -> Beside:
        """Return links, hidden rows and merged cells, which the reader of values leaves out."""
        # The library knows the path and has no other name for it.
        path = self._book[sheet]._worksheet_path  # noqa: SLF001
        with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
            return _read_beside(archive, path)

    def read_formulas(self, sheet: str, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """Return the formulas of these cells."""
        wanted, found = set(places), {}
        last = max((row for row, _column in wanted), default=0)
        with closing(_open(self._content, data_only=False)) as book:
            for number, values in enumerate(self._values(book, sheet), 1):
                if number > last:
                    break
                for column, value in enumerate(values, 1):
                    if (number, column) in wanted and isinstance(value, str) and value.startswith("="):
                        found[number, column] = value
        return found

    def _values(self, book: Any, sheet: str) -> Iterator[Sequence[Any]]:
        worksheet = book[sheet]
        # What the sheet says of its own size may be wrong.
        worksheet.reset_dimensions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from worksheet.iter_rows(max_col=WIDEST, values_only=True)


def address_in_formula(formula: str) -> str:
    """Return the address that a formula links to (*HYPERLINK("mailto:…")*), else nothing."""
    found = _LINK_FORMULA.search(formula)
    return found[1] if found else ""


def _open(content: bytes, *, data_only: bool) -> Any:
    with warnings.catch_warnings():
        # About formats that nobody needs here.
        warnings.simplefilter("ignore")
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        _check_sheets([relation.target for _sheet, relation in reader.parser.find_sheets()])
        reader.read()
    return reader.wb


def _check_sheets(parts: Sequence[str]) -> None:
    """Refuse many sheets, and several that are one part: opening the workbook reads each of them."""
    if len(parts) > MOST_SHEETS:
        raise Refused("too_many_sheets")
    if len(set(parts)) < len(parts):
        raise Refused("broken")


def _text(value: Any) -> str:
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return one_line(repaired(str(value)[:LONGEST_CELL]))


def _read_beside(archive: zipfile.ZipFile, path: str) -> Beside:
    beside = Beside()
    links: list[tuple[str, str]] = []
    with archive.open(path) as sheet:
        for _event, element in iterparse(sheet, events=("end",)):
            kind = element.tag.rpartition("}")[2]
            if kind == "row":
                if element.get("hidden") in {"1", "true"} and (element.get("r") or "").isdecimal():
                    beside.hidden_rows.add(int(element.get("r")))
                element.clear()
            elif kind == "mergeCell":
                beside.merged.append(range_boundaries(element.get("ref")))
            elif kind == "hyperlink":
                links.append((str(element.get("ref")).partition(":")[0], _relation_of(element)))
    relations = _read_relations(archive, path) if links else {}
    for place, key in links:
        if relations.get(key, "").lower().startswith("mailto:"):
            row, column = coordinate_to_tuple(place)
            beside.links[row, column] = relations[key]
    return beside


def _relation_of(element: Any) -> str:
    return next((value for name, value in element.items() if name.endswith("}id")), "")


def _read_relations(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    folder, name = posixpath.split(path)
    beside = f"{folder}/_rels/{name}.rels"
    if beside not in archive.namelist():
        return {}
    with archive.open(beside) as relations:
        return {
            element.get("Id", ""): element.get("Target", "")
            for _event, element in iterparse(relations, events=("end",))
            if element.tag.endswith("Relationship")
        }
