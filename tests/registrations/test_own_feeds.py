"""One's own calendar: what it holds, whom its address is told, and how it ends."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.services import erase
from eventapp.registrations.links import own_token
from eventapp.registrations.models import OwnFeed
from eventapp.registrations.own_feeds import find_feed, send_feed
from eventapp.registrations.services import cancel_registration
from tests.registrations.reading import read
from tests.support.builders import make_event, make_session, registration_of, sign_up, swedish
from tests.support.forms import hidden_fields
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

KIM = "kim@example.se"


@pytest.fixture(autouse=True)
def today(session, at):
    at("2027-10-01 12:00")


def make(title, when="2027-11-08 09:00", email=KIM, **overrides):
    event = make_event(title=title, starts_at=swedish(when), **overrides)
    sign_up(event, email)
    return event


def address(email=KIM) -> str:
    """Ask for the calendar as its owner, and return the address in the mail."""
    event = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient == email)).first()
    assert event is not None
    query = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.kind == "own_feed", OutboxMessage.recipient == email)
        .order_by(OutboxMessage.id.desc())
    )
    found = re.search(r"https?://\S+?(/\S+\.ics)", read(db.session.scalars(query).first()).text)
    assert found is not None
    return found.group(1)


def entries(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def titles(client, path):
    return [str(entry["SUMMARY"]) for entry in entries(client, path)]


def ask(event, email=KIM):
    registration = registration_of(event, email)
    with write():
        send_feed(registration_of(event, email))
    return registration


def test_calendar_holds_all_that_its_owner_has_a_seat_for(client):
    first = make("Ett", attendance=Attendance.ON_SITE, venue_name="Stadshuset")
    make("Två", "2027-11-20 09:00")
    make("Någon annans", email="robin@example.se")
    full = make_event(title="Fullt", seats=0, starts_at=swedish("2027-11-09 09:00"))
    sign_up(full, KIM)
    gone = make("Avbokat", "2027-11-10 09:00")
    cancel_registration(registration_of(gone).id)
    make("Inställt", "2027-12-01 09:00").status = EventStatus.CANCELLED
    db.session.commit()
    ask(first)
    assert titles(client, address()) == ["Ett", "Två", "INSTÄLLT: Inställt"]


def test_entry_is_the_one_that_came_by_mail_and_names_nobody(client):
    event = make("Ett")
    db.session.commit()
    registration = ask(event)
    entry = entries(client, address())[0]
    assert str(entry["UID"]) == registration.calendar_entry.uid
    assert "ATTENDEE" not in entry
    assert "ORGANIZER" not in entry
    assert "/delta/" in str(entry["DESCRIPTION"])
    assert "/anmalan/" not in client.get(address()).text


def test_chosen_workshops_are_entries_of_their_own(client):
    event = make_event(title="Dagen", starts_at=swedish("2027-11-08 09:00"))
    workshop = make_session(event, slot=1, title="Tjänstedesign")
    sign_up(event, KIM, sessions={1: workshop.id})
    db.session.commit()
    ask(event)
    assert titles(client, address()) == ["Dagen", "Tjänstedesign"]
    assert len({str(entry["UID"]) for entry in entries(client, address())}) == 2


def test_address_is_told_in_the_mail_only(client):
    event = make("Ett")
    db.session.commit()
    page = f"/anmalan/{own_token(registration_of(event))}"
    sent = hidden_fields(client.get(page).text)["csrf_token"]
    after = client.post(f"{page}/kalender", data={"csrf_token": sent}, follow_redirects=True).text
    assert "Vi har mejlat adressen" in after
    assert "/kalender/" not in after.replace("/kalender/fornya", "").replace("/kalender/stoppa", "")
    assert titles(client, address()) == ["Ett"]


def test_new_address_ends_the_old_one_and_stopping_ends_all(client, at):
    event = make("Ett")
    db.session.commit()
    ask(event)
    old = address()
    page = f"/anmalan/{own_token(registration_of(event))}"
    at("2027-10-01 12:05")
    sent = {"csrf_token": hidden_fields(client.get(page).text)["csrf_token"]}
    client.post(f"{page}/kalender/fornya", data=sent)
    assert client.get(old).status_code == 404
    new = address()
    assert new != old
    assert titles(client, new) == ["Ett"]
    client.post(f"{page}/kalender/stoppa", data=sent)
    assert client.get(new).status_code == 404
    with write():
        send_feed(registration_of(event))
    assert client.get(new).status_code == 404


@pytest.mark.parametrize("token", ["x", "abc-def", "%00", "a" * 300])
def test_wrong_address_opens_nothing(client, token):
    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_answer_is_private_unindexed_and_the_same_until_something_changes(client):
    event = make("Ett")
    db.session.commit()
    ask(event)
    answer = client.get(address())
    assert answer.headers["Cache-Control"].startswith("private")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    again = client.get(address(), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    event.title = "Ett, nytt"
    db.session.commit()
    again = client.get(address(), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200


def test_calendar_goes_with_the_last_registration(client):
    first, second = make("Ett"), make("Två", "2027-11-20 09:00")
    db.session.commit()
    ask(first)
    opened = address()
    with write():
        erase(registration_of(first).id)
    assert titles(client, opened) == ["Två"]
    with write():
        erase(registration_of(second).id)
    assert client.get(opened).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(OwnFeed.id))) == 0


def test_who_has_no_address_has_no_calendar(client):
    event = make("Ett")
    registration = registration_of(event)
    registration.email = registration.email_key = ""
    db.session.commit()
    with write():
        send_feed(registration)
    assert find_feed("") is None


def test_queries_do_not_grow_with_registrations(client):
    event = make("Ett")
    db.session.commit()
    ask(event)
    path = address()

    def queries():
        with count_queries() as counted:
            client.get(path)
        return len(counted)

    few = queries()
    for number in range(8):
        make(f"Nummer {number}", f"2027-11-{10 + number} 09:00")
    db.session.commit()
    assert queries() == few
