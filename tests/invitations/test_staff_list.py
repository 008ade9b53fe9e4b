"""A list of 1,000 staff with 40 kinds of fault: every good row is in, every bad row is named with line and reason."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.invitations.intake import Reason, check_rows, federation_words
from eventapp.invitations.models import Invitee
from eventapp.invitations.reading import read_file
from eventapp.invitations.report import HEADINGS as CORRECTION
from eventapp.invitations.services import add_invitees
from tests.invitations.workbooks import saved
from tests.support.builders import make_event, make_federation, make_invitee, sign_up
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("reads_here")

HEADINGS = ("Nr", "  NAMN *", "E‑postadress (arbete)", "Avdelning", "Personnummer", "Förbund", "Språk")
LONG = "x" * 70
GOOD, EMPTY = None, "empty"
#: What stands in name, address, unit, federation and language, and what is to be said of it.
FAULTS: list[tuple[tuple[Any, ...], Any]] = [
    (("Utan adress", "", "Enhet"), Reason.NO_ADDRESS),
    (("Bara streck", "-", ""), Reason.NO_ADDRESS),
    (("Saknas", "saknas", ""), Reason.BAD_ADDRESS),
    (("Utan snabel-a", "anna.exempel.se", ""), Reason.BAD_ADDRESS),
    (("Utan toppdomän", "anna@exempel", ""), Reason.BAD_ADDRESS),
    (("Utan början", "@exempel.se", ""), Reason.BAD_ADDRESS),
    (("Utan slut", "anna@", ""), Reason.BAD_ADDRESS),
    (("Mellanslag", "anna ek@exempel.se", ""), Reason.BAD_ADDRESS),
    (("Komma i stället för punkt", "anna@exempel,se", ""), Reason.BAD_ADDRESS),
    (("Två punkter", "anna..ek@exempel.se", ""), Reason.BAD_ADDRESS),
    (("Punkt först", ".anna@exempel.se", ""), Reason.BAD_ADDRESS),
    (("Å före snabel-a", "åsa@exempel.se", ""), Reason.BAD_ADDRESS),
    (("Lång början", f"{LONG}@exempel.se", ""), Reason.BAD_ADDRESS),
    (("För lång", f"anna@{'a.' * 130}se", ""), Reason.ADDRESS_TOO_LONG),
    (("Två adresser", "anna@exempel.se; bo@exempel.se", ""), Reason.SEVERAL_ADDRESSES),
    (("Två snabel-a", "anna@ek@exempel.se", ""), Reason.SEVERAL_ADDRESSES),
    (("Nummer", 70123, ""), Reason.BAD_ADDRESS),
    (("Fel i formel", "#N/A", ""), Reason.NO_ADDRESS),
    (("Formel utan resultat", '=A1&"@exempel.se"', ""), Reason.FORMULA),
    (("N" * 121, "langt.namn@exempel.se", ""), Reason.NAME_TOO_LONG),
    (("Lång enhet", "lang.enhet@exempel.se", "E" * 201), Reason.UNIT_TOO_LONG),
    (("Okänt förbund", "okant@exempel.se", "", "Någon annanstans"), Reason.UNKNOWN_FEDERATION),
    (("Andras förbund", "andras@exempel.se", "", "Andra"), Reason.UNKNOWN_FEDERATION),
    (("Dubblett", "person1@exempel.se", ""), Reason.DOUBLE),
    (("Dubblett med stor bokstav", "PERSON2@Exempel.SE", ""), Reason.DOUBLE),
    (("Dubblett med namn", "Person 3 <person3@exempel.se>", ""), Reason.DOUBLE),
    (("På listan", "finns@exempel.se", ""), Reason.ON_LIST),
    (("Anmäld", "anmald@exempel.se", ""), Reason.REGISTERED),
    (("", "", ""), EMPTY),
    (("  ", "\t", None), EMPTY),
    (("Med mellanslag runt", "  runt@exempel.se  ", ""), GOOD),
    (("Med osynligt tecken", "osynlig@exempel.se\u200b", ""), GOOD),
    (("Med hårt mellanslag", "\u00a0hart@exempel.se\u00a0", ""), GOOD),
    (("Med mailto", "mailto:lank@exempel.se", ""), GOOD),
    (("Med semikolon sist", "semikolon@exempel.se;", ""), GOOD),
    (("", "Eva Ek <hakar@exempel.se>", ""), GOOD),
    (("Länkad formel", '=HYPERLINK("mailto:formel@exempel.se","Skriv")', ""), GOOD),
    (("ÃSA FEL KODAD", "kodad@exempel.se", "VÃ¤xthuset"), GOOD),
    (('=cmd|"/c calc"!A1', "formelnamn@exempel.se", ""), GOOD),
    (("Engelsk", "engelsk@exempel.se", "", "Samordningsförbundet Egna", "English"), GOOD),
    (("Eget förbund, annat sätt", "eget@exempel.se", "", "EGNA", "finska"), GOOD),
]


@pytest.fixture
def host():
    return make_federation(slug="egna", short_name="Egna", name="Samordningsförbundet Egna")


@pytest.fixture
def event(session, host):
    event = make_event(hosts=[host, make_federation(short_name="Andra")])
    make_invitee(event, "finns@exempel.se")
    sign_up(event, "anmald@exempel.se", federation_id=host.id)
    db.session.commit()
    return event


def staff_list() -> tuple[bytes, dict[int, Any]]:
    """Return the file, and by line what is to be said of it; every 25th row has a fault."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Personallista för demokratidagen",), (), ("Utskriven", "2027-10-01"), HEADINGS):
        sheet.append(row)
    expected, faults = {}, list(FAULTS)
    for number in range(1, 1001):
        line = sheet.max_row + 1 if number > 1 else 5
        person: tuple[Any, ...] = (f"Person {number}", f"person{number}@exempel.se", f"Enhet {number % 12}")
        expected[line] = GOOD
        if number % 24 == 0 and faults:
            person, expected[line] = faults.pop(0)
        name, email, unit, *rest = person
        federation, language = [*rest, "", ""][:2]
        cells = (number, name, email, unit, "19800101-1234", federation, language)
        for column, value in enumerate(cells if expected[line] != EMPTY else ("", name, email), 1):
            sheet.cell(line, column, value)
    assert not faults
    return saved(book), expected


@pytest.mark.both_databases
def test_every_good_row_is_in_and_every_bad_row_is_told(event, host):
    content, expected = staff_list()
    assert len(FAULTS) >= 40
    found = read_file(content)
    words = federation_words([(host.id, (host.slug, host.short_name, host.name))])
    checked = check_rows(found.rows, words, host.id)
    with count_queries() as statements, write():
        added = add_invitees(event.id, checked.candidates, SYSTEM, None)

    told = {remark.row.line: remark.reason for remark in (*checked.remarks, *added.remarks)}
    assert told == {line: reason for line, reason in expected.items() if reason not in {GOOD, EMPTY}}
    good = sum(reason in {GOOD, Reason.REGISTERED} for reason in expected.values())
    assert added.number == good
    on_list = db.session.scalar(sa.select(sa.func.count(Invitee.id)).where(Invitee.event_id == event.id))
    assert on_list == good + 1
    assert found.empty == sum(reason == EMPTY for reason in expected.values())
    assert len([one for one in statements if not one.startswith("INSERT")]) < 8

    doubles = [remark for remark in checked.remarks if remark.reason is Reason.DOUBLE]
    assert [remark.first_line for remark in doubles] == [5, 6, 7]
    by_email = {one.email: one for one in db.session.scalars(sa.select(Invitee))}
    assert by_email["kodad@exempel.se"].unit == "Växthuset"
    assert (by_email["engelsk@exempel.se"].language, by_email["eget@exempel.se"].language) == ("en", "sv")
    assert by_email["hakar@exempel.se"].name == "Eva Ek"
    assert {one.federation_id for one in by_email.values()} == {host.id}
    assert not any("19800101" in f"{one.name}{one.unit}" for one in by_email.values())


def test_correction_has_headings_that_are_read(app):
    assert read_file(f"{';'.join(CORRECTION)}\n7;Anna;a@exempel.se;;;\n".encode()).rows[0].line == 7
