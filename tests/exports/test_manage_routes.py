"""Downloading the list: files opened by other programs, with what people really write in them."""

import csv
import io

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.utils.escape import unescape

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, Audience, Mode, QuestionKind
from eventapp.federations.models import Role
from eventapp.registrations.references import reference_of
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases

#: What is typed, and what a CSV holds of it; an XLSX holds what was typed.
HOSTILE = {
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    "@SUM(1)": "'@SUM(1)",
    "+SUM(1)": "'+SUM(1)",
    "-2+3": "'-2+3",
    "+46 8 123": "+46 8 123",
    "-(08) 123-45": "-(08) 123-45",
    "von Essen": "von Essen",
    "O'Brien & Åse": "O'Brien & Åse",
    'semikolon; "citat"': 'semikolon; "citat"',
    "😀 מרים": "😀 מרים",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "0046": "0046",
    "https://evil.example": "https://evil.example",
    "_x0041_": "_x0041_",
}


@pytest.fixture
def event(session):
    return make_event(hosts=[make_federation()], slug="demokratidagen", starts_at=swedish("2027-11-08 09:00"))


def download(app, event, file_format, *roles, query="", **fields):
    roles = roles or ((event.coordinating_host, Role.EDITOR),)
    browser = OrganiserBrowser(app, make_organiser(*roles))
    return browser.post(f"/arrangor/evenemang/{event.public_id}/deltagare.{file_format}{query}", **fields)


def read_csv(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    return [list(row) for row in sheet.iter_rows()]


def test_hostile_values_come_back_from_csv_as_text(app, event):
    for number, name in enumerate(HOSTILE):
        sign_up(event, f"{number}@example.se", name=name, organisation=name)
    rows = read_csv(download(app, event, "csv"))[1:]
    assert {row[0] for row in rows} == {row[2] for row in rows} == set(HOSTILE.values())


def test_hostile_values_come_back_unchanged_from_excel_and_are_no_formulas(app, event):
    for number, name in enumerate(HOSTILE):
        sign_up(event, f"{number}@example.se", name=name)
    rows = read_xlsx(download(app, event, "xlsx"))[1:]
    # Excel writes a literal _x0041_ as _x005F_x0041_; openpyxl leaves the reading of that to its caller.
    assert {unescape(row[0].value) for row in rows} == set(HOSTILE)
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
    assert all(cell.hyperlink is None for row in rows for cell in row)


def test_csv_is_what_swedish_excel_opens(app, event):
    sign_up(event, name="Åse")
    answer = download(app, event, "csv")
    assert answer.data.startswith(b"\xef\xbb\xbfNamn;E-postadress;")
    assert answer.data.count(b"\r\n") == answer.data.count(b"\n") == 2
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="deltagare-demokratidagen-2027-11-08.csv"'
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_columns_are_the_form_s_in_its_order_and_words(app, session, at, file_format):
    at("2027-10-01 12:05")
    hosts = [make_federation(short_name="Ett"), make_federation(short_name="Två")]
    event = make_event(
        hosts=hosts,
        attendance=Attendance.HYBRID,
        audience=Audience.EMPLOYEES,
        starts_at=swedish("2027-11-08 09:00"),
        serves_food=True,
        asks_advance_question=True,
    )
    workshop = make_session(event, slot=1, title="Tjänstedesign")
    several = make_question(
        event, QuestionKind.SEVERAL_CHOICES, label="Vad lockar?", options=["Mat", "Samtal"]
    )
    yes_no = make_question(event, QuestionKind.YES_NO, label="Tåg?")
    sign_up(
        event,
        name="Åse",
        federation_id=hosts[1].id,
        is_eligible=True,
        mode=Mode.ONLINE,
        organisation="Insats",
        sessions={1: workshop.id},
        answers={several.id: ["Mat", "Samtal"], yes_no.id: ["no"]},
        needs="hörslinga",
        food="vegan",
        advance_question="Varför?",
    )
    answer = download(app, event, file_format)
    rows = read_csv(answer) if file_format == "csv" else _values(read_xlsx(answer))
    assert dict(zip(rows[0], rows[1], strict=True)) == {
        "Namn": "Åse",
        "E-postadress": "kim@example.se",
        "Vilket förbund hör du till?": "Två",
        "Var arbetar du?": "Insats",
        "Vilken roll har du?": "",
        "Jag arbetar i en insats som ett av förbunden finansierar": "ja",
        "Hur vill du delta?": "Digitalt",
        "Vilken workshop vill du gå på kl.\N{NO-BREAK SPACE}09.00–09.30?": "Tjänstedesign",
        "Vad lockar?": "Mat, Samtal",
        "Tåg?": "nej",
        "Status": "Anmäld",
        "Plats i kön": "",
        "Anmäld den": "2027-10-01 12.05",
        "Svar i kalendern": "Ej svarat",
        "Referens": reference_of(registration_of(event).public_id),
    }


def test_file_has_the_same_people_as_the_list(app, session):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=2)
    for number, host in enumerate((*hosts, *hosts)):
        sign_up(event, f"{number}@example.se", name=f"Person {number}", federation_id=host.id)
    other = (hosts[1], Role.EDITOR)
    assert _names(download(app, event, "csv")) == ["Person 0", "Person 1", "Person 2", "Person 3"]
    assert _names(download(app, event, "csv", query="?status=waitlisted")) == ["Person 2", "Person 3"]
    assert _names(download(app, event, "csv", query="?q=person+3")) == ["Person 3"]
    assert _names(download(app, event, "csv", other)) == ["Person 1", "Person 3"]
    assert _names(download(app, event, "xlsx", other, query="?sortera=anmald")) == ["Person 3", "Person 1"]


def test_download_is_in_the_trail_without_what_was_searched(app, event):
    sign_up(event, name="Åse")
    download(app, event, "xlsx", query="?q=Åse&sortera=ko")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (entry.record_id, entry.event_id) == (event.public_id, event.id)
    assert entry.details == {"format": "xlsx", "count": 1, "narrowed_by": ["q"]}


def test_opening_the_file_s_address_is_no_download(app, event):
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))
    assert browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare.csv").status_code == 405


def test_sensitive_event_is_not_named_and_asks_why(app, session):
    event = make_event(
        title="Våld i nära relation",
        is_sensitive=True,
        neutral_title="Kunskapsseminarium",
        slug="kunskapsseminarium",
        starts_at=swedish("2027-11-08 09:00"),
    )
    refused = download(app, event, "csv")
    assert "Skriv varför du behöver listan" in refused.text
    assert "Fel: Hämta deltagarlista" in refused.text
    assert "Våld" not in refused.text
    answer = download(app, event, "csv", reason="Namnskyltar")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="deltagare-2027-11-08.csv"'
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert entry.details["reason"] == "Namnskyltar"


def test_number_of_queries_does_not_grow_with_the_list(app, event):
    counts = []
    for number in (1, 12):
        for each in range(number):
            sign_up(event, f"{number}-{each}@example.se")
        db.session.commit()
        with count_queries() as statements:
            assert len(read_csv(download(app, event, "csv"))) > number
        counts.append(len(statements))
    assert counts[0] == counts[1]


def _names(answer):
    rows = _values(read_xlsx(answer)) if answer.data.startswith(b"PK") else read_csv(answer)
    return [row[0] for row in rows[1:]]


def _values(rows):
    return [[cell.value or "" for cell in row] for row in rows]
