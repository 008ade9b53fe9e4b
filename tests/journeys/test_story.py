"""The whole story with real parts: web process, worker, mail server, and a calendar that reads what comes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import vobject

from eventapp.core.extensions import db
from tests.support.builders import make_event, make_session
from tests.support.mail_server import MailServer, ReceivedMail
from tests.support.processes import RunningServer
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


def await_mails(server: MailServer, address: str, count: int) -> list[ReceivedMail]:
    """Return an address's mails when so many have come; fails after 20 seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mails = server.to(address)
        if len(mails) >= count:
            assert len(mails) == count
            return mails
        time.sleep(0.05)
    raise AssertionError(f"{len(server.to(address))} of {count} mails have come")


def invitation(mail: ReceivedMail) -> Any:
    """Return the calendar message inside a mail, as a calendar reads it."""
    (part,) = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    calendar = vobject.readOne(part.get_payload(decode=True).decode())
    assert calendar.method.value == part.get_param("method")
    return calendar


def own_address(mail: ReceivedMail) -> str:
    """Return the personal link in a mail's text."""
    text = mail.message.get_body(("plain",)).get_content()
    return re.search(r"http\S+/anmalan/[a-z0-9]+-[a-z0-9]+", text).group(0)


def test_sign_up_change_cancel_and_come_back_with_the_calendar_following(
    serve: Callable[..., RunningServer], smtp_server: MailServer
):
    event = make_event()
    make_session(event, slot=1, title="Tjänstedesign")
    workshop = make_session(event, slot=1, title="Tillgänglighet")
    db.session.commit()
    slug, session_id = event.slug, workshop.public_id
    visitor = Visitor(serve(worker=True).url)

    assert visitor.sign_up(slug, "kim@example.se", session_1="").heading == "Du är anmäld"
    confirmation = await_mails(smtp_server, "kim@example.se", 1)[0]
    own = own_address(confirmation)
    assert visitor.send_form(f"{own}/andra", name="Kim", session_1=session_id).heading == "Din anmälan"
    changed = await_mails(smtp_server, "kim@example.se", 2)[1]
    assert "Du är avbokad" in visitor.send_form(f"{own}/avboka").text
    cancelled = await_mails(smtp_server, "kim@example.se", 3)[2]
    page = visitor.get(own)
    assert visitor.post(f"{own}/aterkom", page.hidden).heading == "Din anmälan"
    again = await_mails(smtp_server, "kim@example.se", 4)[3]

    entries = [invitation(mail) for mail in (confirmation, changed, cancelled, again)]
    assert [entry.method.value for entry in entries] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert [entry.vevent.sequence.value for entry in entries] == ["0", "1", "2", "0"]
    uids = [entry.vevent.uid.value for entry in entries]
    assert uids[0] == uids[1] == uids[2] != uids[3]
    assert "Tillgänglighet" in entries[1].vevent.description.value
    assert "Tillgänglighet" not in entries[0].vevent.description.value
    assert entries[2].vevent.status.value == "CANCELLED"
    stamps = [entry.vevent.dtstamp.value for entry in entries[:3]]
    assert stamps == sorted(set(stamps))


def test_the_first_in_line_gets_the_seat_with_mail_and_invitation(
    serve: Callable[..., RunningServer], smtp_server: MailServer
):
    event = make_event(seats=1)
    db.session.commit()
    slug = event.slug
    visitor = Visitor(serve(worker=True).url)
    visitor.sign_up(slug, "first@example.se")
    assert visitor.sign_up(slug, "next@example.se").heading == "Du står i kö"
    own = own_address(await_mails(smtp_server, "first@example.se", 1)[0])

    visitor.send_form(f"{own}/avboka")

    waiting, promoted = await_mails(smtp_server, "next@example.se", 2)
    assert waiting.message["Subject"].startswith("Du står i kö")
    assert promoted.message["Subject"].startswith("Du har fått en plats")
    assert invitation(promoted).method.value == "REQUEST"
    assert [part.get_content_type() for part in waiting.message.walk()].count("text/calendar") == 0
