"""New texts reach nobody by themselves; at a press they reach everybody, and no answer is asked for again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.changes.plans import Plan
from eventapp.changes.send_update import NothingToUpdate, plan_update, send_update
from eventapp.core.extensions import db
from eventapp.events.editing import claim_version
from eventapp.events.kinds import EventStatus
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from tests.registrations.reading import read
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def event(at):
    at("2027-10-01 12:00")
    event = make_event(hosts=[make_federation()], seats=1, starts_at=swedish("2027-11-08 09:00"))
    sign_up(event)
    sign_up(event, "waits@example.se")
    registration_of(event).calendar_entry.partstat = "ACCEPTED"
    db.session.commit()
    return event


def mails(event, email="kim@example.se"):
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(OutboxMessage.id)
    return [read(message) for message in db.session.scalars(query)]


def claim(event):
    return claim_version(event.id, event.version)


def test_update_brings_the_new_title_with_a_higher_sequence_and_keeps_the_answer(event):
    event.title = "Demokratin, nu rättstavad"
    assert plan_update(event) == Plan(updates=2)
    assert send_update(claim(event), SYSTEM) == Plan(updates=2)
    db.session.flush()
    first, update = mails(event)
    assert (update.method, update.entry.uid.value) == ("REQUEST", first.entry.uid.value)
    assert int(update.entry.sequence.value) == int(first.entry.sequence.value) + 1
    assert update.entry.summary.value == "Demokratin, nu rättstavad"
    assert "PARTSTAT=ACCEPTED" in update.calendar
    assert "Uppgifterna om evenemanget har ändrats" in update.text
    assert mails(event, "waits@example.se")[-1].entry is None


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_nothing_is_sent_of_what_is_not_published(event, status):
    event.status = status
    with pytest.raises(NothingToUpdate):
        send_update(claim(event), SYSTEM)


def test_nothing_is_sent_of_what_has_been(event, at):
    at("2027-11-09 09:00")
    with pytest.raises(NothingToUpdate):
        send_update(claim(event), SYSTEM)


def test_page_says_how_many_and_one_press_sends_once(app, event):
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.EDITOR)))
    there = f"/arrangor/evenemang/{event.public_id}/uppdatering"
    page = browser.get(there).text
    assert "Skicka uppdatering till 2 personer" in page
    sent = {"version": hidden_fields(page)["version"]}
    assert browser.post(there, **sent).status_code == 303
    db.session.expire_all()
    assert len(mails(event)) == 2
    again = browser.post(there, **sent)
    assert "Någon annan har ändrat evenemanget" in again.text
    assert len(mails(event)) == 2


def test_page_without_people_has_no_button(app, event):
    other = make_event(hosts=[event.coordinating_host])
    db.session.commit()
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.EDITOR)))
    page = browser.get(f"/arrangor/evenemang/{other.public_id}/uppdatering").text
    assert "Det finns ingen att skicka en uppdatering till" in page
