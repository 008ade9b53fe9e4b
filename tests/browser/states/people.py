"""What organisers do with people, and what became of the mails to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from eventapp.audit.services import organiser_actor
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, QuestionKind
from eventapp.events.models import Event
from eventapp.messages.models import OutboxMessage, WorkerBeat
from eventapp.registrations.manage_people import remove_participant
from eventapp.registrations.services import cancel_registration
from tests.browser.inventory import SetUp, fill, send, state
from tests.browser.states.organisers import manage, office, own_event
from tests.browser.states.participants import event_with_people, joint_event, person_on
from tests.browser.states.without_address import called
from tests.support.builders import make_question, make_session, registration_of, sign_up

AREA = "people"
LAST = "person.2@example.se"
LONG_ANSWER = "550 5.1.1 <fornamn.efternamn@arbetsmarknadsforvaltningen.example.se>: user unknown, see help"


def _organisers(endpoint: str, **details: Any) -> Callable[[SetUp], SetUp]:
    name = f"registrations_manage.{endpoint}"
    return state(name, AREA, is_signed_in=True, has_english=False, **details)


def press(text: str) -> Callable[[Any], None]:
    """Return the action of pressing a button."""
    return lambda page: page.get_by_role("button", name=text).click()


def full_form() -> Event:
    """Make an event that asks for everything, with one person."""
    event = own_event(attendance=Attendance.HYBRID)
    make_session(event, slot=1, seats=3)
    make_question(event, QuestionKind.YES_NO)
    make_question(event, QuestionKind.LONG_TEXT)
    sign_up(event, "person.0@example.se", needs="Tolk")
    return event


@_organisers("edit_participant")
def person_to_change() -> str:
    return person_on(full_form(), page="/andra")


@_organisers("edit_participant")
def person_to_change_on_the_joint_day() -> str:
    return person_on(
        joint_event(), "fornamn.efternamn.0@arbetsmarknadsforvaltningen.example.se", page="/andra"
    )


@_organisers("edit_participant", action=fill(name=""))
def person_to_change_errors() -> str:
    return person_on(full_form(), page="/andra")


@_organisers("correct_participant_address")
def address_to_correct() -> str:
    return person_on(event_with_people(), page="/adress")


@_organisers("correct_participant_address", action=send)
def address_to_correct_errors() -> str:
    return person_on(event_with_people(), page="/adress")


@_organisers("correct_participant_address", action=fill(email=LAST))
def address_of_another() -> str:
    return person_on(event_with_people(), page="/adress")


@_organisers("correct_participant_address")
def address_to_add() -> str:
    event = own_event()
    called(event)
    return person_on(event, "", page="/adress")


@_organisers("remove_participant")
def person_to_remove() -> str:
    return person_on(event_with_people(), page="/avboka")


@_organisers("remove_participant", action=send)
def person_to_remove_errors() -> str:
    return person_on(event_with_people(), page="/avboka")


@_organisers("give_seat")
def seat_to_give() -> str:
    return person_on(event_with_people(seats=1), LAST, page="/ge-plats")


@_organisers("give_seat", action=fill(reason="Leder en workshop"))
def seat_to_give_in_a_full_event() -> str:
    return person_on(event_with_people(seats=1), LAST, page="/ge-plats")


@_organisers("move_to_queue")
def person_to_move_to_the_queue() -> str:
    return person_on(event_with_people(seats=1), page="/till-kon")


@_organisers("move_to_queue", action=fill(reason="Fel grupp"))
def person_whom_no_queue_takes() -> str:
    return person_on(event_with_people(), page="/till-kon")


@_organisers("show_participant")
def person_cancelled_with_a_reason() -> str:
    event = event_with_people()
    actor = organiser_actor(office().id)
    remove_participant(registration_of(event, LAST).id, "Anmäld två gånger", actor, tells_reason=True)
    return person_on(event, LAST)


@_organisers("show_participant")
def person_without_an_address() -> str:
    event = own_event()
    called(event)
    return person_on(event, "")


@_organisers("renew_pin", action=press("Ge en ny PIN-kod"))
def pin_renewed() -> str:
    event = own_event()
    called(event)
    return person_on(event, "")


@_organisers("list_doubles")
def doubles_with_none() -> str:
    return manage(event_with_people(), "/deltagare/dubbletter")


@_organisers("list_doubles")
def doubles() -> str:
    event = own_event(seats=1)
    sign_up(event, "kim@hemma.example.se", name="Kim Exempel")
    sign_up(event, "kim.exempel@arbetsmarknadsforvaltningen.example.se", name="Kim Exempel")
    return manage(event, "/deltagare/dubbletter")


def two_of_one() -> str:
    """Make two registrations of one person and return the address where they stand side by side."""
    event = own_event(seats=1)
    sign_up(event, "kim@hemma.example.se", name="Kim Exempel", organisation="Arbetsmarknadsförvaltningen")
    sign_up(event, "kim@arbete.example.se", name="Kim Exempel")
    other = registration_of(event, "kim@arbete.example.se").public_id
    return person_on(event, "kim@hemma.example.se", page=f"/samma-som/{other}")


@_organisers("merge_participants")
def two_side_by_side() -> str:
    return two_of_one()


@_organisers("merge_participants", action=send)
def two_side_by_side_errors() -> str:
    return two_of_one()


@_organisers("register_caller", action=fill(name="Kim", email=LAST))
def known_address_added() -> str:
    return manage(event_with_people(), "/deltagare/ny")


@_organisers("list_participants")
def participants_with_bouncing_mail() -> str:
    event = event_with_people()
    fail(LAST, event)
    return manage(event, "/deltagare")


def fail(address: str, event: Event) -> None:
    """Let the mails about somebody have been refused."""
    about = registration_of(event, address).public_id
    refused = sa.update(OutboxMessage).where(OutboxMessage.about == about)
    db.session.execute(refused.values(status="failed", server_answer=LONG_ANSWER, finished_at=now()))


@_organisers("list_mails")
def mails_with_none() -> str:
    db.session.merge(WorkerBeat(id=1, at=now()))
    return manage(own_event(), "/mejl")


@_organisers("list_mails")
def mails_in_every_state() -> str:
    event = event_with_people(5)
    states = ("failed", "unknown", "sent", "withdrawn", "sending")
    for number, status in enumerate(states):
        about = registration_of(event, f"person.{number}@example.se").public_id
        these = sa.update(OutboxMessage).where(OutboxMessage.about == about)
        db.session.execute(these.values(status=status, attempts=3, server_answer=LONG_ANSWER))
    return manage(event, "/mejl")


@_organisers("list_mails")
def mails_narrowed_to_none() -> str:
    return manage(event_with_people(), "/mejl?lage=misslyckade")


@_organisers("list_mails")
def mails_second_page() -> str:
    return manage(event_with_people(51, seats=None), "/mejl?sida=2")


@_organisers("list_mails")
def mails_while_none_goes_out() -> str:
    db.session.execute(sa.delete(WorkerBeat))
    return manage(event_with_people(), "/mejl")


@_organisers("list_mails", action=press("Skicka igen"))
def mail_sent_again() -> str:
    event = event_with_people(1)
    fail("person.0@example.se", event)
    return manage(event, "/mejl")


@_organisers("show_log")
def log_with_nothing() -> str:
    return manage(own_event(), "/logg")


@_organisers("show_log")
def log() -> str:
    event = joint_event()
    actor = organiser_actor(office().id)
    address = "fornamn.efternamn.0@arbetsmarknadsforvaltningen.example.se"
    remove_participant(registration_of(event, address).id, "Anmäld två gånger", actor, tells_reason=True)
    return manage(event, "/logg")


@_organisers("show_log")
def log_second_page() -> str:
    event = event_with_people(51, seats=None)
    cancel_registration(registration_of(event, LAST).id)
    return manage(event, "/logg?sida=2")
