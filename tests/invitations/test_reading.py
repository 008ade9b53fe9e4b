"""Files and pasted texts as people send them: what is read of each, and what is said where nothing can be."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink

from eventapp.invitations.errors import UnreadableFile
from eventapp.invitations.reading import read_file, read_pasted
from eventapp.invitations.rows import Row
from tests.invitations.workbooks import (
    HEADING,
    archive,
    declared_smaller,
    saved,
    with_parts,
    workbook,
    workbook_of_excel,
)

pytestmark = pytest.mark.usefixtures("reads_here")

ANNA = ("Anna Ek", "anna@exempel.se", "Unga framåt")
EXPECTED = [Row(line=2, name="Anna Ek", email="anna@exempel.se", unit="Unga framåt")]


def told(content: bytes) -> str:
    """Return what is said of a file that cannot be read."""
    with pytest.raises(UnreadableFile) as caught:
        read_file(content)
    return str(caught.value.sentence)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_in_any_encoding_with_any_sign_between(app, encoding, delimiter):
    lines = [HEADING, ANNA]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)
    assert read_file(text.encode(encoding)).rows == EXPECTED


@pytest.mark.parametrize(
    "headings",
    [
        ("Namn", "E-post", "Enhet"),
        ("\ufeffNAMN", "  E-postadress *", "avdelning:"),
        ("Medarbetare", "Mejl", "Arbetsplats"),
        ("Name", "E-mail", "Department"),
        ("Fullt namn", "mailadress", "Verksamhet"),
        ("NÃ¤mn", "Epost (arbete)", "Enhet"),
        ("Visningsnamn", "E‑post", "Insats"),
        ("F�r- och efternamn", "E-post", "F�rvaltning"),
        ("För- och efternamn", "Epostadress (obligatorisk)", "Team"),
    ],
)
def test_headings_however_written(app, headings):
    assert read_file(workbook([headings, ANNA])).rows == EXPECTED


def test_first_and_last_name_are_put_together_and_other_columns_left(app):
    rows = [
        ("Personnummer", "Förnamn", "Efternamn", "Chefens e-post", "E-post", "Telefon"),
        ("19800101-1234", "Anna", "von Ek", "chef@exempel.se", "anna@exempel.se", 70123),
    ]
    (row,) = read_file(workbook(rows)).rows
    assert row == Row(line=2, name="Anna von Ek", email="anna@exempel.se")


def test_heading_further_down_and_on_another_sheet(app):
    rows = [("Personallista 2027",), (), ("Utskriven", "2027-10-01"), (), HEADING, ANNA]
    found = read_file(workbook([("Läs mig först",)], Lista=rows))
    assert [(row.line, row.email) for row in found.rows] == [(6, "anna@exempel.se")]


def test_empty_rows_are_counted_and_lines_keep_their_numbers(app):
    found = read_file(workbook([HEADING, ANNA, (), ("", "", ""), ("Bo", "bo@exempel.se")]))
    assert ([row.line for row in found.rows], found.empty) == ([2, 5], 2)
    text = "Namn;E-post\n;;\n\nBo;bo@exempel.se\n"
    found = read_file(text.encode())
    assert ([row.line for row in found.rows], found.empty) == ([4], 2)


def test_quotes_hold_line_breaks_and_an_open_one_swallows_nothing(app):
    text = 'Namn;E-post;Enhet\n"Ek\nAnna";anna@exempel.se;"A ""och"" B"\nBo;bo@exempel.se;X\n'
    rows = read_file(text.encode()).rows
    assert [(row.line, row.name, row.unit) for row in rows] == [(2, "Ek Anna", 'A "och" B'), (4, "Bo", "X")]
    many = (
        "Namn;E-post\n" + '"Anna;anna@exempel.se\n' + "".join(f"P{n};p{n}@exempel.se\n" for n in range(3000))
    )
    assert len(read_file(many.encode()).rows) == 3001


def test_wrongly_read_letters_are_repaired(app):
    text = "Namn;E-post\nÃ…sa Ã–berg;asa@exempel.se\n"
    assert read_file(text.encode()).rows[0].name == "Åsa Öberg"


def test_addresses_in_links_and_formulas(app):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADING)
    sheet.append(("Anna", "Skriv till Anna", ""))
    sheet["B2"].hyperlink = Hyperlink(ref="B2", target="mailto:anna@exempel.se?subject=Hej")
    sheet.append(("Bo", '=HYPERLINK("mailto:bo@exempel.se","Bo")'))
    sheet.append(("Eva", '=CONCATENATE(A4,"@exempel.se")'))
    sheet.append(("Ida", "mailto:ida@exempel.se"))
    sheet["B5"].font = Font(underline="single")
    rows = read_file(saved(book)).rows
    assert [(row.email, row.is_formula) for row in rows] == [
        ("mailto:anna@exempel.se?subject=Hej", False),
        ("bo@exempel.se", False),
        ("", True),
        ("mailto:ida@exempel.se", False),
    ]


def test_numbers_dates_and_faults_of_formulas_become_text(app):
    rows = [HEADING, (123, "a@exempel.se", 7.0), (date(2027, 1, 2), 12345, "#N/A")]
    first, second = read_file(workbook(rows)).rows
    assert (first.name, first.unit) == ("123", "7")
    assert (second.name, second.email, second.unit) == ("2027-01-02", "12345", "")


def test_merged_units_hold_for_all_their_rows_and_hidden_rows_are_in(app):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADING, ANNA, ("Bo", "bo@exempel.se", None), ("Eva", "eva@exempel.se", "Annan")):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    sheet.row_dimensions[3].hidden = True
    found = read_file(saved(book))
    assert [row.unit for row in found.rows] == ["Unga framåt", "Unga framåt", "Annan"]
    assert found.hidden == 1


def test_without_headings_only_addresses_are_taken(app):
    found = read_file(workbook([("19800101", "anna@exempel.se"), ("19810101", "bo@exempel.se")]))
    assert [(row.name, row.email) for row in found.rows] == [("", "anna@exempel.se"), ("", "bo@exempel.se")]
    assert found.has_only_addresses
    found = read_file(b"19800101;anna@exempel.se\n19810101;bo@exempel.se\n")
    assert [(row.name, row.email) for row in found.rows] == [("", "anna@exempel.se"), ("", "bo@exempel.se")]


PASTED = [
    ("anna@exempel.se", [("", "anna@exempel.se")]),
    (
        "anna@exempel.se, bo@exempel.se;eva@exempel.se",
        [("", a + "@exempel.se") for a in ("anna", "bo", "eva")],
    ),
    ("anna@exempel.se bo@exempel.se", [("", "anna@exempel.se"), ("", "bo@exempel.se")]),
    (
        "Anna Ek <anna@exempel.se>; Bo Al <bo@exempel.se>",
        [("", "Anna Ek <anna@exempel.se>"), ("", "Bo Al <bo@exempel.se>")],
    ),
    (
        "Ek, Anna <anna@exempel.se>, Al, Bo <bo@exempel.se>",
        [("", "Ek, Anna <anna@exempel.se>"), ("", "Al, Bo <bo@exempel.se>")],
    ),
    ("Anna Ek\tanna@exempel.se", [("Anna Ek", "anna@exempel.se")]),
    ("Anna\tEk\tanna@exempel.se", [("Anna Ek", "anna@exempel.se")]),
    ("Anna Ek, anna@exempel.se", [("Anna Ek", "anna@exempel.se")]),
    ("Anna Maria Ek anna@exempel.se", [("Anna Maria Ek", "anna@exempel.se")]),
    ("anna ek@exempel.se", [("", "anna ek@exempel.se")]),
    ("anna@exempel.se; Anna Ek", [("Anna Ek", "anna@exempel.se")]),
    ("19800101-1234;anna@exempel.se", [("", "anna@exempel.se")]),
    ("Namn;E-post\nAnna Ek;anna@exempel.se", [("Anna Ek", "anna@exempel.se")]),
    ("E-post\nanna@exempel.se", [("", "anna@exempel.se")]),
    ("Anna Ek", [("", "Anna Ek")]),
]


@pytest.mark.parametrize(("text", "people"), PASTED)
def test_pasted_addresses(app, text, people):
    assert [(row.name, row.email) for row in read_pasted(text).rows] == people


ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>")
REFUSED = {
    "tom": (b" \r\n", "Filen är tom"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "äldre Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), "äldre format"),
    "lösenord": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + bytes(600), "lösenord"),
    "OpenDocument": (ODS, "OpenDocument"),
    "Word": (archive(word__document_xml=b"<x/>"), "dokument"),
    "arkiv": (archive(lista_csv=b"Namn"), "Packa upp"),
    "binär Excel": (archive(xl__workbook_bin=b"x"), "äldre format"),
    "webbsida": (b"<html><table>", "webbsida"),
    "gammal XML": (b'<?xml version="1.0"?><Workbook>', "äldre format"),
    "bild": (b"\x89PNG\r\n", "bild"),
    "skräp": (bytes(range(256)) * 20, "Det går inte att läsa filen"),
    "trasigt arkiv": (b"PK\x03\x04" + bytes(200), "Det går inte att läsa filen"),
    "avklippt": (workbook([HEADING, ANNA])[:-400], "Det går inte att läsa filen"),
    "fel kolumner": (
        workbook([("Namn", "Telefon"), ("Anna", "070")]),
        "Rubrikerna i filen är: Namn, Telefon",
    ),
    "ingen": (workbook([HEADING]), "inga personer"),
    "för många": (b"E-post\n" + b"".join(b"p%d@exempel.se\n" % n for n in range(5001)), "5 000 rader"),
    "för många i Excel": (
        workbook([HEADING, *((f"P{n}", f"p{n}@exempel.se") for n in range(5001))]),
        "5 000 rader",
    ),
    "stor": (b"x" * (5 * 1024 * 1024 + 1), "högst 5 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_gets_a_sentence_that_helps(app, name):
    content, sentence = REFUSED[name]
    assert sentence in told(content)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN = workbook_of_excel([HEADING, ANNA])
LAUGHS = f"""<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "{"ha" * 50}">{
    "".join(f'<!ENTITY {chr(97 + n)} "{("&" + chr(96 + n) + ";") * 10}">' for n in range(1, 10))
}]><sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>""".encode()
BOMBS = {
    "one huge part": with_parts(PLAIN, sheet1=b"<worksheet>" + b" " * (60 * 1024 * 1024)),
    "huge strings": with_parts(PLAIN, sharedStrings=b"<sst>" + b"<si><t>a</t></si>" * 2_000_000),
    "lies about its size": declared_smaller(
        with_parts(PLAIN, sheet1=b"<worksheet>" + b" " * (60 * 1024 * 1024)), 1000
    ),
    "many parts": archive(**{f"xl__p{n}_xml": b"" for n in range(3000)}, xl__workbook_xml=b""),
    "entities": with_parts(PLAIN, sharedStrings=LAUGHS),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_cheaply(app, name):
    content = BOMBS[name]
    assert len(content) < 5 * 1024 * 1024
    tracemalloc.start()
    begun = time.process_time()
    sentence = told(content)
    took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "Excel" in sentence or "arbetsbok" in sentence
    assert took < 2
    assert peak < 30 * 1024 * 1024
