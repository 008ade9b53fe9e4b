"""Excel files."""

import openpyxl
import pytest

from eventapp.exports.xlsx_file import LONGEST_CELL, send_chunks, write_xlsx


def read(*cells):
    with write_xlsx("Deltagare", ["A", "B"], [[list(cells)]]) as file:
        return [cell.value for cell in openpyxl.load_workbook(file).active[2]]


@pytest.mark.parametrize(
    "value", [" blank på båda sidor ", "rad\nrad", "1", "TRUE", "=1", "{=1}", "http://a.se", "#N/A"]
)
def test_every_value_is_the_text_it_was(value):
    assert read(value, "b") == [value, "b"]


def test_cell_longer_than_excel_takes_is_cut_there():
    assert len(read("å" * 40_000, "b")[0]) == LONGEST_CELL


@pytest.mark.parametrize("value", ["\ufffe", "\uffff", "a\x0bb"])
def test_signs_that_xml_forbids_do_not_break_the_file(value):
    assert read(value, "b")[1] == "b"


def test_file_is_closed_when_it_is_sent_or_left():
    file = write_xlsx("Deltagare", ["A"], [])
    chunks = send_chunks(file)
    assert next(chunks).startswith(b"PK")
    chunks.close()
    assert file.closed


def test_nothing_is_left_behind_when_reading_fails(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing():
        yield [["Åse"]]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write_xlsx("Deltagare", ["Namn"], failing())
    assert list(tmp_path.iterdir()) == []
