"""The same person twice on an event: finding likely doubles, and keeping one of two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.registrations import mail, organiser_mail, waiting_list
from eventapp.registrations.answers import apply_choices
from eventapp.registrations.errors import SeatNotForKept
from eventapp.registrations.gates import require_not_begun
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus
from eventapp.registrations.moving_people import plan_now
from eventapp.registrations.participants import ParticipantFilter, conditions
from eventapp.registrations.queries import get_registration
from eventapp.registrations.seats import move_seats
from eventapp.registrations.services import lock_registration, take_out
from eventapp.registrations.sign_up import Choices
from eventapp.registrations.states import Step, StepNotAllowed


@dataclass(frozen=True, slots=True)
class Likeness:
    """One of two people who may be one."""

    public_id: str
    name: str
    sort_name: str
    email: str
    organisation: str
    status: RegistrationStatus

    @property
    def mailbox(self) -> str:
        """The address before the @."""
        return self.email.partition("@")[0].lower()


def list_doubles(scope: Scope) -> list[tuple[Likeness, Likeness]]:
    """Return pairs of active people with the same name, or the same address before the @. One query."""
    query = (
        sa.select(
            Registration.public_id,
            Registration.name,
            Registration.sort_name,
            Registration.email,
            Registration.organisation,
            Registration.status,
        )
        .where(*conditions(scope, ParticipantFilter()), Registration.status.in_(ACTIVE))
        .order_by(Registration.sort_name, Registration.id)
    )
    people = [Likeness(*row) for row in db.session.execute(query)]
    named = _pairs((person.sort_name, person) for person in people)
    addressed = _pairs((person.mailbox, person) for person in people if person.mailbox)
    return list({frozenset((a.public_id, b.public_id)): (a, b) for a, b in (*named, *addressed)}.values())


def merge_doubles(kept_id: int, other_id: int, actor: Actor, *, takes_over: bool) -> Registration:
    """Keep one of two registrations of a person: the other goes, with its entry, and its seat where the kept waits.

    With `takes_over` what the kept has not answered is taken from the other. Raises `SeatNotForKept`,
    `RegistrationNotOpen`, and `StepNotAllowed` unless both are active, of one event and not the same.
    """
    kept = lock_registration(kept_id)
    other = get_registration(other_id)
    if kept.event_id != other.event_id or kept.id == other.id or not (kept.is_active and other.is_active):
        raise StepNotAllowed
    require_not_begun(kept.event)
    choices = _filled_up(kept, other) if takes_over else None
    had_seat = take_out(other, Step.MERGE, actor, {"kept": kept.public_id})
    db.session.flush()
    if had_seat and kept.status is RegistrationStatus.WAITLISTED:
        _seat(kept, actor)
    fields = _take_over(kept, choices) if choices is not None else []
    record = ("registration", kept.public_id)
    details = {"other": other.public_id, "fields": fields}
    record_action(actor, "merge_kept", record=record, event_id=kept.event_id, details=details)
    organiser_mail.registration_merged(other, had_seat=had_seat)
    waiting_list.give_free_seats(kept.event)
    return kept


def _pairs(keyed: Iterable[tuple[str, Likeness]]) -> list[tuple[Likeness, Likeness]]:
    """Return each person after the first of a key with the one before."""
    last: dict[str, Likeness] = {}
    pairs = []
    for key, person in keyed:
        if key in last:
            pairs.append((last[key], person))
        last[key] = person
    return pairs


def _seat(kept: Registration, actor: Actor) -> None:
    plan = plan_now(kept)
    if plan.is_full:
        raise SeatNotForKept
    waiting_list.give_seat(kept, plan, Step.GIVE_SEAT, actor)


def _filled_up(kept: Registration, other: Registration) -> Choices:
    """Return what the kept has chosen, and where it has nothing what the other has."""
    mine, theirs = _choices_of(kept), _choices_of(other)
    return replace(
        mine,
        organisation=mine.organisation or theirs.organisation,
        role=mine.role or theirs.role,
        needs=mine.needs or theirs.needs,
        food=mine.food or theirs.food,
        advance_question=mine.advance_question or theirs.advance_question,
        sessions=theirs.sessions | mine.sessions,
        answers=theirs.answers | mine.answers,
    )


def _choices_of(registration: Registration) -> Choices:
    return Choices(
        name=registration.name,
        mode=registration.mode,
        organisation=registration.organisation,
        role=registration.role,
        needs=registration.needs,
        food=registration.food,
        advance_question=registration.advance_question,
        sessions={choice.slot: choice.session_id for choice in registration.choices},
        answers={answer.question_id: list(answer.values) for answer in registration.answers},
    )


def _take_over(kept: Registration, choices: Choices) -> list[str]:
    """Write what is taken over; a mail goes only where the calendar must follow."""
    if kept.status is RegistrationStatus.CONFIRMED:
        move_seats(kept, choices.wanted(kept.federation_id))
    fields = apply_choices(kept, choices)
    db.session.flush()
    if "sessions" in fields and kept.status is RegistrationStatus.CONFIRMED:
        mail.registration_changed(kept, is_calendar_change=True)
    return fields
