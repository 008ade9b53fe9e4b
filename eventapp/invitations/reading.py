"""A file or a pasted text as rows of people, with what there is to say of it as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from eventapp.core.addresses import split_bracketed
from eventapp.core.reader_process import Refused
from eventapp.core.reading_apart import CannotRead, read_apart
from eventapp.core.text import one_line
from eventapp.invitations.columns import find_columns
from eventapp.invitations.csv_table import read_lines
from eventapp.invitations.errors import UnreadableFile, sentence_for, unreadable
from eventapp.invitations.file_kinds import LARGEST_FILE, Kind, kind_of
from eventapp.invitations.rows import MOST_LINES, FoundRows, Row, from_values
from eventapp.invitations.tables import at_most, count_empty, read_table

READERS = {Kind.XLSX: "eventapp.invitations.workbook_list", Kind.TEXT: "eventapp.invitations.text_list"}
#: A birth date or a phone number, which is nobody's name.
_NUMBER = re.compile(r"\d{4}|\d\d[ -]\d\d")


def read_file(content: bytes) -> FoundRows:
    """Return the rows of an Excel or CSV file, read in a process of its own.

    Raises `UnreadableFile` and the errors of `read_apart`.
    """
    try:
        return from_values(read_apart(READERS[kind_of(content)], content).values)
    except Refused as refused:
        raise unreadable(refused) from refused
    except (KeyError, TypeError, ValueError) as error:
        raise CannotRead from error


def read_pasted(text: str) -> FoundRows:
    """Return the rows of a pasted text: a table with headings, or addresses with or without names.

    Raises `UnreadableFile`.
    """
    if len(text) > LARGEST_FILE:
        raise UnreadableFile(sentence_for("too_large"))
    try:
        return _read_pasted(text)
    except Refused as refused:
        raise unreadable(refused) from refused


def _read_pasted(text: str) -> FoundRows:
    lines = read_lines(text, MOST_LINES)
    if find_columns(lines[:1]):
        return read_table(lines, count_empty(text))
    rows = (row for number, line in enumerate(text.splitlines(), 1) for row in _people_on(number, line))
    return FoundRows(at_most(list(islice(rows, MOST_LINES))))


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
