"""What one's own page shows: where the registration stands and what one can do with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from eventapp.core import clock
from eventapp.core import formatting as fmt
from eventapp.core.shown import Shown
from eventapp.events.kinds import EventStatus
from eventapp.events.presentation import shown
from eventapp.events.registration_window import RegistrationState, registration_state
from eventapp.registrations import waiting_list
from eventapp.registrations.labels import answer_text
from eventapp.registrations.models import Registration, RegistrationStatus


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """*kl. 13.00–14.00* and *Tillgänglighet i praktiken*; no time where the programme has none."""

    time: str
    title: Shown


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """One registration as its owner sees it."""

    place: int | None = None
    has_begun: bool = False
    is_called_off: bool = False
    #: May sign up again after cancelling.
    can_return: bool = False
    can_change: bool = False
    can_cancel: bool = False
    has_calendar_file: bool = False
    #: Time and title of each workshop, chosen or wished for.
    workshops: list[WorkshopLine] = field(default_factory=list)
    #: Question and answer, in the form's order.
    answers: list[tuple[Shown, str]] = field(default_factory=list)


def describe(registration: Registration) -> OwnPage:
    """Return what the own page needs beside the registration itself."""
    event = registration.event
    begun = event.starts_at is not None and event.starts_at <= clock.now()
    called_off = event.status is EventStatus.CANCELLED
    changeable = registration.is_active and not begun and not called_off
    waits = registration.status is RegistrationStatus.WAITLISTED
    return OwnPage(
        place=waiting_list.place_of(registration) if waits else None,
        has_begun=begun,
        is_called_off=called_off,
        can_return=not registration.is_active and registration_state(event) is RegistrationState.OPEN,
        can_change=changeable,
        can_cancel=changeable,
        has_calendar_file=bool(registration.email)
        and registration.status is RegistrationStatus.CONFIRMED
        and not called_off,
        workshops=list_workshops(registration),
        answers=list_answers(registration),
    )


def list_workshops(registration: Registration) -> list[WorkshopLine]:
    """Return time and title of each workshop, in order."""
    return [_workshop_line(registration, choice.session_id) for choice in registration.choices]


def list_answers(registration: Registration) -> list[tuple[Shown, str]]:
    """Return the organiser's own questions that were answered, with the answers as they were shown."""
    given = {answer.question_id: answer.values for answer in registration.answers}
    return [
        (shown(question, "label"), answer_text(question, given[question.id]))
        for question in registration.event.questions
        if question.id in given
    ]


def _workshop_line(registration: Registration, session_id: int) -> WorkshopLine:
    session = next(choice.session for choice in registration.choices if choice.session_id == session_id)
    title = shown(session, "title")
    if session.starts_at is None or session.ends_at is None:
        return WorkshopLine("", title)
    return WorkshopLine(
        fmt.clock_span(session.starts_at, session.ends_at, registration.event.timezone), title
    )
