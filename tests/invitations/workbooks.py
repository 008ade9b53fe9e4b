"""Makes the files that people send: workbooks, and archives that only look like ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
import xlsxwriter

HEADING = ("Namn", "E-post", "Enhet")


def workbook(rows: Iterable[Sequence[Any]], **sheets: Iterable[Sequence[Any]]) -> bytes:
    """Return an Excel file with these rows in its first sheet, and further sheets by name."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for row in lines:
            sheet.append(row)
    return saved(book)


def workbook_of_excel(rows: Iterable[Sequence[str]]) -> bytes:
    """Return an Excel file as Excel writes it, with its strings in a part of their own."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def saved(book: Any) -> bytes:
    """Return a workbook's file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """Return an archive with some of its parts replaced, by the end of their name without its suffix."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts.pop(key, None) or old.read(name))
    return stream.getvalue()


def archive(**parts: bytes) -> bytes:
    """Return an archive with these parts, `__` for a slash and `_` for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def declared_smaller(content: bytes, size: int) -> bytes:
    """Return an archive whose directory says that every part is of this size."""
    changed = bytearray(content)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", size)
        at += 4
    return bytes(changed)
