"""Titles and names that organisers enter are shown as they are on pages and in mails, calendars and lists."""

from __future__ import annotations

import csv
import io
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import icalendar
import pytest
import sqlalchemy as sa
import vobject
from flask import Flask

from eventapp.core.extensions import db
from eventapp.core.text import one_line
from eventapp.events.kinds import Attendance, EventKind, QuestionKind
from eventapp.exports.csv_file import defuse
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.links import own_token
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_series,
    make_session,
    make_topic,
    registration_of,
)
from tests.support.forms import fill_in
from tests.support.markup import Markup
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

TITLES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "{0.__class__}",
    "%(name)s %s 100 %",
    "=cmd()",
    'O\'Brien & Åse, "citat"; \\n :',
    "a\u202etxt.exe\u202c b",
    "👩‍👩‍👧‍👦 ديمقراطية 民主",
    "A\x0bBcc: x@y.example",
    "A\r\nBcc: x@y.example\r\n\r\nB",
    "A\x1c\x1d\x1eB\u2028C",
    "END:VEVENT",
    "å" * 200,
    "[länk](javascript:alert(1))",
]


def shown(text: str) -> str:
    """Return a title as it reads on one line, whatever invisible signs came into the database with it."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign in " \r\n\u200d").split())


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_only_text_wherever_it_stands(app: Flask, title: str) -> None:
    federation = make_federation(name=title, short_name=title[:60])
    event = make_event(
        hosts=[federation],
        title=title,
        summary=title,
        description=title,
        directions=title,
        venue_name=title,
        kind=EventKind.SEMINAR,
        attendance=Attendance.ON_SITE,
        series=make_series(title=title, summary=title),
        topics=[make_topic(name=title[:120])],
    )
    workshop = make_session(event, slot=1, title=title, description=title, place=title)
    question = make_question(
        event, QuestionKind.ONE_CHOICE, label=title, hint=title, options=[one_line(title), "b"]
    )
    organiser = OrganiserBrowser(app, make_organiser((federation, Role.OWNER), name=title))
    client = app.test_client()
    page = f"/evenemang/{event.slug}"
    fields = {f"question_{question.id}": one_line(title), "session_1": workshop.public_id}
    done = fill_in(client, f"{page}/anmalan", name="Kim", email="kim@example.se", **fields)

    assert done.request.path.endswith("/klar"), done.text
    own = f"/anmalan/{own_token(registration_of(event))}"
    manage = f"/arrangor/evenemang/{event.public_id}"
    public = ["/", page, f"{page}/anmalan", f"/serie/{event.series.slug}", f"/forbund/{federation.slug}"]
    answers = [client.get(path) for path in [*public, own, f"{own}/andra", f"{own}/avboka"]]
    answers += [organiser.get(path) for path in ("/arrangor/", manage, f"{manage}/deltagare")]
    for answer in [done, *answers]:
        assert answer.status_code == 200, answer.request.path
        markup = Markup(answer.text)
        assert markup.alive == [], answer.request.path
        assert shown(title) in shown(" ".join(markup.blocks)), answer.request.path
    check_mail(title)
    for path in (f"{page}.ics", f"{own}/kalender.ics"):
        check_calendar(client.get(path).data, title)
    check_csv(organiser.post(f"{manage}/deltagare.csv").data, title)


def check_mail(title: str) -> None:
    """The mail has the headers it should have and the title in them, and nothing of it lives."""
    octets = db.session.scalars(sa.select(OutboxMessage.payload)).one()
    assert octets
    message = message_from_bytes(octets, policy=policy.default)
    assert "Bcc" not in message
    assert len(message.keys()) == 9
    assert message["Subject"].startswith(f"Du är anmäld: {shown(title)}, ")
    # The standard library's newer parser leaves a space between encoded words of a name (RFC 2047 6.2 takes it away).
    name, _address = parseaddr(str(message_from_bytes(octets)["From"]))
    assert str(make_header(decode_header(name))) == shown(title)
    html = Markup(message.get_body(("html",)).get_content())
    assert html.alive == []
    assert f"Du är anmäld till {shown(title)}" in [shown(block) for block in html.blocks]
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    check_calendar(part.get_payload(decode=True), title)


def check_calendar(octets: bytes, title: str) -> None:
    """Two libraries read the title, and no line of it became a property."""
    events = icalendar.Calendar.from_ical(octets).events
    assert not [error for event in events for error in event.errors]
    assert str(events[0]["SUMMARY"]) == shown(title)
    assert vobject.readOne(octets.decode()).vevent.summary.value == shown(title)
    assert b"\r\nBcc" not in octets.replace(b"\r\n ", b"")


def check_csv(octets: bytes, title: str) -> None:
    """The question heads its column and its answer stands in it."""
    head, row = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";")
    assert defuse(title) in head
    assert defuse(one_line(title)) in row
