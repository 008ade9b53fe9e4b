"""The services refuse by themselves what no page offers: on a draft, a cancelled event, one for invited people only."""

from __future__ import annotations

import pytest

from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import PartStat
from eventapp.core.clock import now
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import Audience, EventStatus
from eventapp.events.queries import lock_event
from eventapp.invitations.calendar_answers import answer_invitation
from eventapp.invitations.services import invite_people
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.changing import change_registration
from eventapp.registrations.errors import OnlyForInvited
from eventapp.registrations.manage_people import bring_back
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.moving_people import give_seat, move_to_queue
from eventapp.registrations.phone import register_by_phone
from eventapp.registrations.services import cancel_registration, return_attendee, submit_form
from eventapp.registrations.sign_up import Choices, SignUp
from eventapp.registrations.waiting_list import give_free_seats
from tests.support.builders import make_event, make_invitee, registration_of, sign_up

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


def _somebody(event):
    return SignUp(choices=Choices(name="Kim Ek", mode=event.modes[0]), email="kim@example.se")


def _id(event, name):
    return registration_of(event, f"{name}@example.se").id


#: What seats people or writes to them, for an event with a seated, a waiting, a cancelled and an invited person.
SERVICES = {
    "sign up": lambda event: submit_form(event.id, _somebody(event), form_id="x", network=""),
    "sign up invited": lambda event: submit_form(
        event.id, _somebody(event), form_id="x", network="", is_invited=True
    ),
    "sign up by phone": lambda event: register_by_phone(
        event.id, _somebody(event), contact="08-123 45 67", form_id="x", actor=SYSTEM
    ),
    "change": lambda event: change_registration(
        _id(event, "seated"), Choices(name="Annan", mode=event.modes[0])
    ),
    "come back": lambda event: return_attendee(_id(event, "left")),
    "bring back": lambda event: bring_back(_id(event, "left"), SYSTEM),
    "give a seat": lambda event: give_seat(_id(event, "waits"), "", SYSTEM, adds_seat=True),
    "move to the queue": lambda event: move_to_queue(_id(event, "seated"), "", SYSTEM),
    "invite": lambda event: invite_people(event.id, [_invitee(event).id], SYSTEM, "x"),
    "accept in the calendar": lambda event: answer_invitation(_offered(event).id, PartStat.ACCEPTED, now()),
}


def _invitee(event):
    return make_invitee(event, "inbjuden@example.se")


def _offered(event):
    """Return somebody invited whose calendar has the event."""
    invitee, status = _invitee(event), event.status
    event.status = EventStatus.PUBLISHED
    invite_people(event.id, [invitee.id], SYSTEM, "x")
    event.status = status
    db.session.flush()
    return invitee


@pytest.fixture
def event(app):
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    event = make_event(seats=1)
    for name in ("seated", "waits", "left"):
        sign_up(event, f"{name}@example.se")
    cancel_registration(_id(event, "left"))
    lock_event(event.id).pools[0].capacity = 2
    db.session.flush()
    return event


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
@pytest.mark.parametrize("service", SERVICES)
def test_service_refuses_an_event_that_is_not_public(event, service, status):
    event.status = status
    with pytest.raises(DomainError):
        SERVICES[service](event)


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "move to the queue"])
def test_service_does_it_for_a_published_event(event, service):
    """What is refused above is refused for the event's sake alone."""
    SERVICES[service](event)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_queue_of_an_event_that_is_not_public_stands_still(event, status):
    event.status = status
    assert give_free_seats(event) == []
    assert registration_of(event, "waits@example.se").status is RegistrationStatus.WAITLISTED


def test_only_invited_people_sign_up_for_an_event_of_theirs(event):
    event.audience = Audience.INVITED
    before = db.session.query(OutboxMessage).count()
    with pytest.raises(OnlyForInvited):
        SERVICES["sign up"](event)
    assert db.session.query(OutboxMessage).count() == before
    SERVICES["sign up invited"](event)


def test_leaving_a_draft_is_always_possible(event):
    event.status = EventStatus.DRAFT
    cancel_registration(_id(event, "seated"))
    assert registration_of(event, "seated@example.se").status is RegistrationStatus.CANCELLED
