"""Child side of a list from Excel (`python -m eventapp.invitations.workbook_list`): the rows of its people."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from eventapp.core.reader_process import Answer, Refused, answer_once
from eventapp.invitations.columns import (
    HEADING_WITHIN,
    Columns,
    Line,
    find_address_column,
    find_columns,
    list_headings,
)
from eventapp.invitations.rows import MOST_LINES, MOST_ROWS, FoundRows, Row
from eventapp.invitations.tables import found_rows
from eventapp.invitations.workbook_archive import check_archive
from eventapp.invitations.xlsx_table import MOST_LOOKED_AT, Beside, Workbook, address_in_formula

#: Kinds of cell that may be merged over several rows and then hold for all of them.
_FOR_SEVERAL = ("unit", "federation", "language")


def read(content: bytes) -> Answer:
    """Return the rows of a workbook; raises `Refused`."""
    check_archive(content)
    try:
        with closing(Workbook(content)) as book:
            return Answer(_read_workbook(book).as_values())
    except (Refused, MemoryError):
        raise
    # A file can be broken in as many ways as the libraries have lines.
    except Exception as error:
        raise Refused("broken") from error


def _read_workbook(book: Workbook) -> FoundRows:
    headings: list[str] = []
    for sheet in book.sheets:
        top = list(book.read_lines(sheet, most=HEADING_WITHIN))
        headings = headings or list_headings(top)
        columns = find_columns(top)
        if columns is not None:
            return _read_sheet(book, sheet, columns, has_heading=True)
    for sheet in book.sheets:
        columns = find_address_column(list(book.read_lines(sheet, most=MOST_ROWS)))
        if columns is not None:
            return _read_sheet(book, sheet, columns, has_heading=False)
    raise Refused("no_heading", headings=", ".join(headings))


def _read_sheet(book: Workbook, sheet: str, columns: Columns, *, has_heading: bool) -> FoundRows:
    lines = [line for line in book.read_lines(sheet, most=MOST_LINES) if line[0] > columns.heading_line]
    beside = book.read_beside(sheet)
    rows = [columns.read(line) for line in _fill_merged(lines, columns, beside)]
    rows = _with_links(book, sheet, rows, lines, columns, beside)
    last = lines[-1][0] if lines else 0
    empty = last - columns.heading_line - len(lines)
    found = found_rows(rows, empty, has_heading=has_heading)
    hidden = len(beside.hidden_rows.intersection(row.line for row in found.rows))
    return replace(found, hidden=hidden)


def _fill_merged(lines: Sequence[Line], columns: Columns, beside: Beside) -> list[Line]:
    """Return the lines with what a cell merged over several rows says for all of them."""
    cells_of = {number: list(cells) for number, cells in lines}
    places = [columns.places[name] for name in _FOR_SEVERAL if name in columns.places]
    last, filled = max(cells_of, default=0), 0
    for left, top, right, bottom in beside.merged:
        for place in places:
            if not left <= place + 1 <= right or top not in cells_of:
                continue
            value = cells_of[top][left - 1]
            below = range(top + 1, min(bottom, last) + 1)
            filled += len(below)
            # Merged cells do not lie upon each other, so in each column they are no more than there are rows.
            if filled > MOST_LOOKED_AT:
                raise Refused("too_many_merged")
            for cells in filter(None, map(cells_of.get, below)):
                cells[place] = cells[place] or value
    return list(cells_of.items())


def _with_links(
    book: Workbook,
    sheet: str,
    rows: list[Row],
    lines: Sequence[Line],
    columns: Columns,
    beside: Beside,
) -> list[Row]:
    """Return the rows with addresses that stand in links and formulas instead of in the cell."""
    place = columns.places["email"] + 1
    without = [index for index, row in enumerate(rows) if "@" not in row.email]
    if not without:
        return rows
    formulas = book.read_formulas(sheet, [(lines[index][0], place) for index in without])
    changed = list(rows)
    for index in without:
        cell = (lines[index][0], place)
        formula = formulas.get(cell, "")
        address = beside.links.get(cell) or address_in_formula(formula)
        changed[index] = replace(
            rows[index], email=address or rows[index].email, is_formula=bool(formula) and not address
        )
    return changed


if __name__ == "__main__":
    answer_once(read)
