"""The organisers' pages about the people on an event."""

from __future__ import annotations

from typing import Any

from eventapp.events.kinds import Attendance, EventKind, Mode
from eventapp.events.models import Event
from eventapp.registrations.services import cancel_registration
from tests.browser.inventory import organiser_state, send
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_federation, make_session, registration_of, sign_up

LIST = "registrations_manage.list_participants"
ONE = "registrations_manage.show_participant"


def event_with_people(number: int = 3, **overrides: Any) -> Event:
    """Make an event of the signed-in organiser's federation with some who have signed up, all with needs."""
    event = own_event(**overrides)
    for count in range(number):
        sign_up(event, f"person.{count}@example.se", name=f"Exempelperson {count + 1}", needs="Tolk")
    return event


def joint_event() -> Event:
    """Make a hybrid event of two hosts with workshops, with people in every status."""
    others = [make_federation(name="Samordningsförbundet Välfärd i Nacka")]
    values = {"attendance": Attendance.HYBRID, "kind": EventKind.DEMOCRACY_DAY, "others": others}
    event = own_event(seats=2, title="Demokratidagen", asks_advance_question=True, **values)
    workshop = make_session(event, slot=1, seats=9, title="Tillgänglighetsarbete i arbetsmarknadsinsatser")
    for count, mode in enumerate((Mode.ON_SITE, Mode.ONLINE, Mode.ON_SITE, Mode.ONLINE)):
        sign_up(
            event,
            f"fornamn.efternamn.{count}@arbetsmarknadsforvaltningen.example.se",
            name=f"Exempelperson {count + 1}",
            mode=mode,
            sessions={1: workshop.id},
            federation_id=event.hosts[count % 2].federation_id,
            organisation="Arbetsmarknadsförvaltningen",
            advance_question="Hur räknas rösterna?",
        )
    cancel_registration(
        registration_of(event, "fornamn.efternamn.1@arbetsmarknadsforvaltningen.example.se").id
    )
    return event


def person_on(event: Event, email: str = "person.0@example.se", page: str = "") -> str:
    """Return the address of an organiser's page about one person."""
    return manage(event, f"/deltagare/{registration_of(event, email).public_id}{page}")


@organiser_state(LIST)
def participants_with_none() -> str:
    return manage(own_event(), "/deltagare")


@organiser_state(LIST)
def participants() -> str:
    return manage(event_with_people(), "/deltagare")


@organiser_state(LIST)
def participants_of_the_joint_day() -> str:
    return manage(joint_event(), "/deltagare")


@organiser_state(LIST)
def participants_narrowed() -> str:
    return manage(event_with_people(), "/deltagare?q=exempelperson&status=confirmed&sortera=status")


@organiser_state(LIST)
def participants_narrowed_to_nobody() -> str:
    return manage(event_with_people(), "/deltagare?q=ingen+alls")


@organiser_state(LIST)
def participants_second_page() -> str:
    return manage(event_with_people(51, seats=None), "/deltagare?sida=2")


@organiser_state(ONE)
def participant_with_needs() -> str:
    return person_on(event_with_people())


@organiser_state(
    "registrations_manage.show_needs",
    action=lambda page: page.get_by_role("button", name="Visa behov").click(),
)
def participant_with_needs_shown() -> str:
    return person_on(event_with_people())


@organiser_state(ONE)
def participant_in_the_queue() -> str:
    return person_on(event_with_people(seats=1), "person.1@example.se")


@organiser_state(ONE)
def participant_cancelled() -> str:
    event = event_with_people()
    cancel_registration(registration_of(event, "person.0@example.se").id)
    return person_on(event)


@organiser_state(ONE)
def participant_of_the_joint_day() -> str:
    return person_on(joint_event(), "fornamn.efternamn.0@arbetsmarknadsforvaltningen.example.se")


@organiser_state(ONE, code=404)
def participant_unknown() -> str:
    return manage(event_with_people(), "/deltagare/finnsinte")


@organiser_state("registrations_manage.list_questions")
def advance_questions_with_none() -> str:
    return manage(own_event(asks_advance_question=True), "/fragor")


@organiser_state("registrations_manage.list_questions")
def questions() -> str:
    return manage(joint_event(), "/fragor")


@organiser_state("exports_manage.choose_export")
def export() -> str:
    return manage(event_with_people(), "/deltagare/hamta")


@organiser_state("exports_manage.choose_export")
def export_narrowed() -> str:
    return manage(event_with_people(), "/deltagare/hamta?status=confirmed")


@organiser_state("exports_manage.choose_export")
def export_of_a_sensitive_event() -> str:
    return manage(event_with_people(is_sensitive=True, neutral_title="Kunskapsdag"), "/deltagare/hamta")


@organiser_state("exports_manage.export_participants", action=send)
def export_errors() -> str:
    return manage(event_with_people(is_sensitive=True, neutral_title="Kunskapsdag"), "/deltagare/hamta")
