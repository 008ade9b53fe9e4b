"""What organisers see of answers from calendars."""

from __future__ import annotations

from datetime import timedelta

from eventapp.calendars.models import CalendarEntry
from eventapp.core.clock import now
from eventapp.events.models import Event
from tests.browser.inventory import organiser_state
from tests.browser.states.organisers import manage, own_event
from tests.browser.states.participants import event_with_people, joint_event
from tests.support.builders import registration_of
from tests.support.calendar_answers import answer, receive_mail

LIST = "invitations_manage.list_answers"
LONG_ADDRESS = "fornamn.efternamn.{}@arbetsmarknadsforvaltningen.example.se"


def entry_of(event: Event, email: str) -> CalendarEntry:
    """Return the calendar entry of somebody who has signed up."""
    entry = registration_of(event, email).calendar_entry
    assert entry is not None
    return entry


@organiser_state(LIST)
def answers_with_none() -> str:
    return manage(own_event(), "/svar")


@organiser_state(LIST)
def answers() -> str:
    event = event_with_people(5)
    entries = [entry_of(event, f"person.{number}@example.se") for number in range(5)]
    receive_mail(answer(entries[0], "DECLINED"))
    receive_mail(answer(entries[1], "TENTATIVE", more="COMMENT:Kommer efter lunch om tåget går"))
    receive_mail(answer(entries[2], "ACCEPTED"))
    receive_mail(answer(entries[3], "DECLINED", sender="assistent@example.se"))
    receive_mail(answer(entries[4], "DELEGATED"))
    return manage(event, "/svar")


@organiser_state(LIST)
def answers_on_the_joint_day() -> str:
    event = joint_event()
    entry = entry_of(event, LONG_ADDRESS.format(0))
    words = "Jag kan tyvärr bara på eftermiddagen, går det att flytta? " * 4
    receive_mail(answer(entry, "TENTATIVE", method="COUNTER", more=f"COMMENT:{words}"))
    receive_mail(
        answer(entry, "DECLINED", sender="assistent.till.chefen@arbetsmarknadsforvaltningen.example.se")
    )
    receive_mail(answer(entry, "ACCEPTED", stamped_at=now() - timedelta(days=9)))
    receive_mail(answer(entry, "ACCEPTED", stamped_at=now() - timedelta(days=10)))
    return manage(event, "/svar")
