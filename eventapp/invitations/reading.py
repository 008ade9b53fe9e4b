"""A file or a pasted text as rows of people, with what there is to say of it as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from eventapp.core.addresses import split_bracketed
from eventapp.core.text import one_line
from eventapp.invitations.columns import (
    HEADING_WITHIN,
    Columns,
    Line,
    find_address_column,
    find_columns,
    list_headings,
)
from eventapp.invitations.csv_table import decode, read_lines
from eventapp.invitations.errors import UnreadableFile, no_heading, sentence_for
from eventapp.invitations.file_kinds import LARGEST_FILE, Kind, kind_of
from eventapp.invitations.intake import Row
from eventapp.invitations.xlsx_table import Beside, Workbook, address_in_formula

MOST_ROWS = 5000
#: Lines that are read at all: more than there may be people on, so that too many are noticed.
MOST_LINES = 2 * MOST_ROWS
_WORD = re.compile(r"\w")
#: A birth date or a phone number, which is nobody's name.
_NUMBER = re.compile(r"\d{4}|\d\d[ -]\d\d")
#: Kinds of cell that may be merged over several rows and then hold for all of them.
_FOR_SEVERAL = ("unit", "federation", "language")


@dataclass(frozen=True)
class FoundRows:
    """The rows of a list; `empty` are those between them with nothing in the columns that are read."""

    rows: list[Row] = field(default_factory=list)
    empty: int = 0
    #: Rows that are hidden in the file, and are in all the same.
    hidden: int = 0
    #: There was no heading: only the addresses are in.
    has_only_addresses: bool = False


def read_file(content: bytes) -> FoundRows:
    """Return the rows of an Excel or CSV file; raises `UnreadableFile`."""
    if kind_of(content) is Kind.XLSX:
        return _read_xlsx(content)
    text = decode(content)
    if text is None:
        raise UnreadableFile(sentence_for("broken"))
    return _read_table(read_lines(text, MOST_LINES), _count_empty(text))


def read_pasted(text: str) -> FoundRows:
    """Return the rows of a pasted text: a table with headings, or addresses with or without names.

    Raises `UnreadableFile`.
    """
    if len(text) > LARGEST_FILE:
        raise UnreadableFile(sentence_for("too_large"))
    lines = read_lines(text, MOST_LINES)
    if find_columns(lines[:1]):
        return _read_table(lines, _count_empty(text))
    rows = [row for number, line in enumerate(text.splitlines(), 1) for row in _people_on(number, line)]
    return FoundRows(_at_most(rows))


def _read_table(lines: Sequence[Line], empty: int) -> FoundRows:
    columns = find_columns(lines[:HEADING_WITHIN])
    if columns is None:
        return _read_bare_addresses(lines)
    return _found(
        [columns.read(line) for line in lines if line[0] > columns.heading_line], empty, has_heading=True
    )


def _read_bare_addresses(lines: Sequence[Line]) -> FoundRows:
    """Take the addresses of a text without headings, and nothing beside them: nobody has said what it is."""
    rows = [Row(line=number, email=cell) for number, cells in lines for cell in cells if "@" in cell]
    if not rows:
        raise no_heading(", ".join(list_headings(lines[:HEADING_WITHIN])))
    return _found(rows, 0, has_heading=False)


def _read_xlsx(content: bytes) -> FoundRows:
    try:
        with closing(Workbook(content)) as book:
            return _read_workbook(book)
    except UnreadableFile:
        raise
    # A file can be broken in as many ways as the libraries have lines.
    except Exception:  # noqa: BLE001
        raise UnreadableFile(sentence_for("broken")) from None


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
    raise no_heading(", ".join(headings))


def _read_sheet(book: Workbook, sheet: str, columns: Columns, *, has_heading: bool) -> FoundRows:
    lines = [line for line in book.read_lines(sheet, most=MOST_LINES) if line[0] > columns.heading_line]
    beside = book.read_beside(sheet)
    rows = [columns.read(line) for line in _fill_merged(lines, columns, beside)]
    rows = _with_links(book, sheet, rows, lines, columns, beside)
    last = lines[-1][0] if lines else 0
    empty = last - columns.heading_line - len(lines)
    found = _found(rows, empty, has_heading=has_heading)
    hidden = len(beside.hidden_rows.intersection(row.line for row in found.rows))
    return replace(found, hidden=hidden)


def _fill_merged(lines: Sequence[Line], columns: Columns, beside: Beside) -> list[Line]:
    """Return the lines with what a cell merged over several rows says for all of them."""
    cells_of = {number: list(cells) for number, cells in lines}
    places = [columns.places[name] for name in _FOR_SEVERAL if name in columns.places]
    for left, top, right, bottom in beside.merged:
        for place in places:
            if not left <= place + 1 <= right or top not in cells_of:
                continue
            value = cells_of[top][left - 1]
            for number, cells in cells_of.items():
                if top < number <= bottom and not cells[place]:
                    cells[place] = value
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


def _found(rows: Sequence[Row], empty: int, *, has_heading: bool) -> FoundRows:
    """Leave out the rows in which nothing stands that is read."""
    kept = [row for row in rows if row.email or row.name or row.is_formula]
    return FoundRows(_at_most(kept), empty=empty + len(rows) - len(kept), has_only_addresses=not has_heading)


def _count_empty(text: str) -> int:
    """Return how many lines hold nothing but signs between cells."""
    return sum(not _WORD.search(line) for line in text.strip().splitlines())


def _at_most(rows: list[Row]) -> list[Row]:
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(sentence_for("too_many_rows"))
    if not rows:
        raise UnreadableFile(sentence_for("no_people"))
    return rows


def _people_on(number: int, line: str) -> Iterable[Row]:
    """Give the people on one pasted line: several addresses, or one with a name before or after it."""
    pieces = [one_line(piece) for piece in re.split(r"[;\t]", line)]
    pieces = [piece for part in pieces for piece in _split_at_commas(part)]
    if not pieces:
        return
    names: list[str] = []
    addressed: list[Row] = []
    for piece in pieces:
        if "@" in piece:
            addressed.append(Row(line=number, email=piece, name=" ".join(names)))
            names = []
        elif not _NUMBER.search(piece):
            names.append(piece)
    if not addressed:
        yield Row(line=number, email=" ".join(pieces))
    elif names and len(addressed) == 1 and not addressed[0].name:
        yield replace(addressed[0], name=names[0])
    else:
        yield from addressed


def _split_at_commas(text: str) -> list[str]:
    """Split at commas, but for the one in *Ek, Anna <anna@exempel.se>*; spaces split addresses, and a name from one."""
    pieces: list[str] = []
    for piece in filter(None, (part.strip() for part in text.split(","))):
        is_rest = split_bracketed(piece) and pieces and "@" not in pieces[-1]
        if is_rest:
            pieces[-1] = f"{pieces[-1]}, {piece}"
        elif piece.count("@") > 1 and "<" not in piece:
            pieces += piece.split()
        elif named := _name_and_address(piece):
            pieces += named
        else:
            pieces.append(piece)
    return pieces


def _name_and_address(text: str) -> list[str] | None:
    """Return first and last name, and the address after them; None where the text is not that.

    One word alone may be a part of an address that has got a space in it.
    """
    *names, address = text.split()
    is_named = len(names) > 1 and names[0][0].isalpha() and names[-1][0].isalpha()
    has_one_address = text.count("@") == 1 and "@" in address.strip("@") and not {"<", ">"} & {*text}
    return [" ".join(names), address] if is_named and has_one_address else None
