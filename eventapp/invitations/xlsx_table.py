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

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from eventapp.core.text import one_line
from eventapp.invitations.columns import Line, repaired
from eventapp.invitations.errors import UnreadableFile, sentence_for

#: Columns further to the right are not looked at.
WIDEST = 100
#: Rows of a sheet, empty ones with them, that are looked at.
LONGEST = 200_000
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

    def close(self) -> None:
        """Let the file go."""
        self._book.close()

    def read_lines(self, sheet: str, most: int | None = None) -> Iterator[Line]:
        """Give the lines that are not empty, as text, from the top; at most so many."""
        given = 0
        for number, values in enumerate(self._values(self._book, sheet), 1):
            cells = [_text(value) for value in values]
            if any(cells):
                yield number, cells
                given += 1
            if number >= LONGEST:
                raise UnreadableFile(sentence_for("too_many_rows"))
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
        return openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
        )


def _text(value: Any) -> str:
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return one_line(repaired(str(value)))


def _read_beside(archive: zipfile.ZipFile, path: str) -> Beside:
    beside = Beside()
    relations: dict[str, str] = {}
    with archive.open(path) as sheet:
        for _event, element in iterparse(sheet, events=("end",)):
            kind = element.tag.rpartition("}")[2]
            if kind == "row":
                if element.get("hidden") in {"1", "true"} and (element.get("r") or "").isdecimal():
                    beside.hidden_rows.add(int(element.get("r")))
                element.clear()
            elif kind == "mergeCell" and len(beside.merged) < 1000:
                beside.merged.append(range_boundaries(element.get("ref")))
            elif kind == "hyperlink":
                relations = relations or _read_relations(archive, path)
                _note_link(beside, element, relations)
    return beside


def _note_link(beside: Beside, element: Any, relations: dict[str, str]) -> None:
    key = next((value for name, value in element.items() if name.endswith("}id")), "")
    target = relations.get(key, "")
    if target.lower().startswith("mailto:"):
        row, column = coordinate_to_tuple(str(element.get("ref")).partition(":")[0])
        beside.links[row, column] = target


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
