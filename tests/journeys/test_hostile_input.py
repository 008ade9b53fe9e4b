"""Whatever is typed into the sign-up form comes back unchanged everywhere it is shown, or is refused in a sentence."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import openpyxl
import pytest
import sqlalchemy as sa
import vobject
from flask import Flask
from openpyxl.utils.escape import unescape
from werkzeug.test import TestResponse

from eventapp.core.extensions import db
from eventapp.events.kinds import QuestionKind
from eventapp.exports.csv_file import defuse
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.links import own_token
from eventapp.registrations.models import Registration
from tests.support.builders import make_event, make_question
from tests.support.forms import fill_in, hidden_fields
from tests.support.markup import Markup
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

KEPT = [
    "Q",
    "O'Brien & Åse",
    "von Essen",
    "Anna-Lena d'Örnö",
    "محمد الأمين",
    "王小明",
    "გიორგი ბერიძე",
    "Ñandú Łukasz Đặng",
    "👩‍👩‍👧‍👦 Kim 🏳️‍🌈",
    "🙂",
    "q\u0323\u0307 Z\u0353\u0354",
    "می\u200cخواهم",
    "葛\U000e0100飾",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7} #{7*7}",
    "{0.__class__}",
    "%(name)s %s %d",
    "=cmd|' /C calc'!A0",
    "+SUM(1)",
    "-2+3",
    "@x",
    "'quoted",
    "a;b,c:d\\n\\e",
    "BEGIN:VEVENT",
    "=?utf-8?b?QQ==?=",
    "&lt;b&gt; &amp;amp;",
    "null",
    "0046",
    "../../etc/passwd",
    "'; DROP TABLE registration; --",
]
#: What is typed; what is left of it on one line; what is left in a text of several lines.
CLEANED = [
    ("A\0B", "AB", "AB"),
    ("A\x0bB", "AB", "AB"),
    ("A\x1cB\x1dC\x1eD\x0cE", "ABCDE", "ABCDE"),
    ("A\r\nBcc: x@y.example\r\n\r\nB", "A Bcc: x@y.example B", "A\nBcc: x@y.example\n\nB"),
    ("A\u2028B\u2029C\x85D", "ABCD", "ABCD"),
    ("\t=1+1", "=1+1", "=1+1"),
    ("\r=1+1", "=1+1", "=1+1"),
    ("  A  \u00a0 B ", "A B", "A  \u00a0 B"),
    ("A\u030ase O\u0308berg", "Åse Öberg", "Åse Öberg"),
    ("\x1b[31mRed\x7f", "[31mRed", "[31mRed"),
    ("a\u202etxt.exe\u202c b", "atxt.exe b", "atxt.exe b"),
    ("\u200fשלום\u200f 123", "שלום 123", "\u200fשלום\u200f 123"),
    ("K\u200bi\u200dm\u00ad\ufeff", "Kim", "Kim"),
]
LINES = ("name", "organisation", "own_line")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
]  # fmt: skip


@dataclass
class Person:
    """What one person typed into every text field, and what should come back of it."""

    email: str
    #: Field -> text expected.
    expected: dict[str, str]
    registration_id: int = 0

    @property
    def registration(self) -> Registration:
        """The registration as the database has it."""
        db.session.rollback()
        return db.session.get_one(Registration, self.registration_id)


class Story:
    """One event whose form has every text field, its organiser and those who signed up."""

    def __init__(self, app: Flask) -> None:
        self.event = make_event(seats=100, serves_food=True, asks_advance_question=True)
        line, text = (
            make_question(self.event, QuestionKind.TEXT),
            make_question(self.event, QuestionKind.LONG_TEXT),
        )
        names = ("name", "organisation", "needs", "food", "advance_question")
        #: Our name for the field -> its name in the form.
        self.fields = {name: name for name in names}
        self.fields |= {"own_line": f"question_{line.id}", "own_text": f"question_{text.id}"}
        self.organiser = OrganiserBrowser(app, make_organiser((self.event.coordinating_host, Role.OWNER)))
        self.client = app.test_client()
        self.path = f"/evenemang/{self.event.slug}/anmalan"
        self.people_path = f"/arrangor/evenemang/{self.event.public_id}/deltagare"
        self.people: list[Person] = []

    def send(self, texts: dict[str, str]) -> TestResponse:
        """Send the form with these texts, by our names."""
        fields = {self.fields[name]: text for name, text in texts.items()}
        return fill_in(self.client, self.path, email=self.next_address(), **fields)

    def next_address(self) -> str:
        """Return the address of the next person."""
        return f"kim.{len(self.people)}@example.se"

    def sign_up(self, texts: dict[str, str], expected: dict[str, str]) -> Person:
        """Sign somebody up with these texts; fails unless the form is taken."""
        person = Person(self.next_address(), expected)
        answer = Markup((page := self.send(texts)).text)
        assert page.request.path.endswith("/anmalan/klar"), (texts, answer.blocks)
        assert answer.alive == []
        found = sa.select(Registration.id).where(Registration.email == person.email)
        person.registration_id = db.session.scalars(found).one()
        self.people.append(person)
        return person


@pytest.fixture
def story(app: Flask) -> Story:
    """An event that asks everything."""
    return Story(app)


def check_pages(story: Story, person: Person) -> None:
    """Every page about one person shows the texts, and nothing of them is alive."""
    own = f"/anmalan/{own_token(person.registration)}"
    one = f"{story.people_path}/{person.registration.public_id}"
    seen = {
        tuple(story.fields): story.client.get(own),
        ("name", "organisation", "own_line", "own_text"): story.organiser.get(one),
        ("needs", "food"): story.organiser.post(f"{one}/behov"),
    }
    for names, answer in seen.items():
        page = Markup(answer.text)
        assert page.alive == [], person
        for name in names:
            assert person.expected[name] in page.blocks, name
    form = Markup(story.client.get(f"{own}/andra").text)
    assert form.alive == []
    assert {name: form.values[control] for name, control in story.fields.items()} == person.expected


def check_mail(person: Person) -> None:
    """The last mail says the name unchanged, as text, HTML and calendar, and nothing came into its headers."""
    message, name = read_mail(person), person.expected["name"]
    assert [name for name in message if name != "Reply-To"] == HEADERS
    assert message["To"] == person.email
    html = Markup(message.get_body(("html",)).get_content())
    assert html.alive == []
    assert f"Hej {name}" in html.blocks
    assert f"Hej {name}\n" in message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            check_calendar(part.get_payload(decode=True), name)


def read_mail(person: Person) -> EmailMessage:
    """Return the latest mail to a person."""
    newest = sa.select(OutboxMessage.payload).order_by(OutboxMessage.id.desc())
    octets = db.session.scalars(newest.where(OutboxMessage.about == person.registration.public_id)).first()
    assert octets
    assert octets.isascii()
    return message_from_bytes(octets, policy=policy.default)


def check_calendar(octets: bytes, name: str) -> None:
    """Two libraries read the invitation; `"` and `^` cannot stand in a name there (RFC 5545 3.2)."""
    assert octets.count(b"BEGIN:VEVENT\r\n") == octets.count(b"\r\nEND:VEVENT\r\n") == 1
    wanted = " ".join(name.replace('"', " ").replace("^", " ").split())
    by_icalendar = icalendar.Calendar.from_ical(octets)
    assert not by_icalendar.errors
    assert str(by_icalendar.events[0]["ATTENDEE"].params["CN"]) == wanted
    assert vobject.readOne(octets.decode()).vevent.attendee.params["CN"] == [wanted]


def check_lists(story: Story) -> None:
    """The organiser's list, CSV and XLSX hold everybody's texts, and no cell is a formula."""
    page = Markup(story.organiser.get(story.people_path).text)
    assert page.alive == []
    table = story.organiser.post(f"{story.people_path}.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))[1:]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
    book = openpyxl.load_workbook(io.BytesIO(story.organiser.post(f"{story.people_path}.xlsx").data))
    cells = list(book.active.iter_rows(min_row=2))
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    by_address = {row[1].value: [unescape(cell.value) for cell in row if cell.value] for row in cells}
    for person in story.people:
        (csv_row,) = [row for row in rows if row[1] == person.email]
        for name in ("name", "organisation", "own_line", "own_text"):
            assert defuse(person.expected[name]) in csv_row, name
            assert person.expected[name] in by_address[person.email], name
        assert {person.expected["name"], person.expected["organisation"]} <= set(page.blocks), person


def test_what_is_typed_comes_back_unchanged_everywhere(story: Story) -> None:
    for value in KEPT:
        texts = dict.fromkeys(story.fields, value)
        person = story.sign_up(texts, texts)
        check_pages(story, person)
        check_mail(person)
    check_lists(story)


@pytest.mark.both_databases
def test_what_nobody_sees_is_taken_away_and_the_rest_kept(story: Story) -> None:
    for raw, line, text in CLEANED:
        expected = {name: line if name in LINES else text for name in story.fields}
        person = story.sign_up(dict.fromkeys(story.fields, raw), expected)
        check_pages(story, person)
        check_mail(person)
    check_lists(story)


def test_a_name_of_nothing_is_asked_for_in_a_sentence(story: Story) -> None:
    for raw in ("", "   ", "\0\0", "\r\n\t", "\u2028", "\u3164", "\u2800\u00ad", "\U000e0041", "\u0301"):
        page = Markup(story.send(dict.fromkeys(story.fields, raw)).text)
        assert "Skriv ditt namn eller det namn du vill använda" in page.blocks
        assert page.values["name"] == ""
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


def test_what_is_too_long_is_counted_in_every_field_and_kept(story: Story) -> None:
    raw = "<&ö" * 3333 + "x"
    page = Markup(story.send(dict.fromkeys(story.fields, raw)).text)

    for most, times in ((120, 1), (200, 3), (2000, 3)):
        sentence = f"Korta texten. Du har skrivit 10000 tecken och får plats med {most}."
        assert page.blocks.count(f"Fel: {sentence}") == times
    assert {page.values[control] for control in story.fields.values()} == {raw}
    assert page.alive == []
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


@pytest.mark.both_databases
def test_the_longest_texts_allowed_arrive_whole(story: Story) -> None:
    lengths = {"name": 120, "organisation": 200, "own_line": 200, "food": 200}
    texts = {name: "ö👪" * (lengths.get(name, 2000) // 2) for name in story.fields}
    person = story.sign_up(texts, texts)

    check_pages(story, person)
    check_mail(person)
    check_lists(story)


def test_a_change_keeps_hostile_text_too(story: Story) -> None:
    person = story.sign_up(*(dict.fromkeys(story.fields, "Kim"),) * 2)
    person.expected = dict.fromkeys(story.fields, "</dd><script>x</script> =1 {{ 2 }}")
    path = f"/anmalan/{own_token(person.registration)}/andra"
    texts = {control: person.expected[name] for name, control in story.fields.items()}
    story.client.post(path, data=hidden_fields(story.client.get(path).text) | texts)

    check_pages(story, person)
    check_mail(person)
