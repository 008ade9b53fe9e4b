"""Excel files in which every value is a text cell, unchanged; written row by row through a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import IO

import xlsxwriter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's own limit for one cell.
LONGEST_CELL = 32767
CHUNK = 64 * 1024


def write_xlsx(title: str, headings: list[str], batches: Iterable[Iterable[Sequence[str]]]) -> IO[bytes]:
    """Return a nameless temporary file with one sheet; it is gone when it is closed."""
    with ExitStack() as on_error:
        target = on_error.enter_context(tempfile.TemporaryFile())
        # The rows are kept in a folder that goes away too, also when something fails.
        with tempfile.TemporaryDirectory(prefix="eventapp-") as folder:
            _write_workbook(target, folder, title, headings, batches)
        target.seek(0)
        on_error.pop_all()
    return target


def send_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Give the file piece by piece and close it, also when nobody listens any more."""
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write_workbook(
    target: IO[bytes],
    folder: str,
    title: str,
    headings: list[str],
    batches: Iterable[Iterable[Sequence[str]]],
) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Closing it at the end, whatever happens, also closes its own file of rows.
    with closing(xlsxwriter.Workbook(target, options)) as workbook:
        sheet = workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, min(max(len(heading), 14) + 2, 40))
        sheet.write_row(0, 0, headings, workbook.add_format({"bold": True}))
        _write_rows(sheet, batches)


def _write_rows(sheet: xlsxwriter.worksheet.Worksheet, batches: Iterable[Iterable[Sequence[str]]]) -> None:
    write = sheet.write_string
    number = 0
    for rows in batches:
        for row in rows:
            number += 1
            for column, value in enumerate(row):
                if value:
                    write(number, column, value[:LONGEST_CELL])
