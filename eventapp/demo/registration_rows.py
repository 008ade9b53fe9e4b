"""Turns the demo's participants into rows, with seats, holds, counters and queue numbers that agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.tokens import new_public_id
from eventapp.demo.people import PersonContent
from eventapp.events.kinds import Audience, Mode, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession, SeatPool
from eventapp.pages.personal_data import PRIVACY_VERSION
from eventapp.registrations.models import (
    Answer,
    Registration,
    RegistrationStatus,
    SeatHold,
    SessionChoice,
)


def add_registrations(event: Event, people: Iterable[PersonContent]) -> None:
    """Add the people to an event that has been flushed; raises `IntegrityError` when its seats do not suffice."""
    for person in people:
        registration = _registration(event, person)
        if person.status is RegistrationStatus.WAITLISTED:
            event.queue_counter += 1
            registration.queue_number = event.queue_counter
        sessions = [session for session in event.sessions if session.title in person.workshops]
        registration.choices = [
            SessionChoice(session_id=session.id, slot=session.slot) for session in sessions if session.slot
        ]
        if person.status is RegistrationStatus.CONFIRMED:
            _take_seats(registration, event, sessions)
        db.session.add(registration)
    db.session.flush()


def _registration(event: Event, person: PersonContent) -> Registration:
    created_at = clock.now() - person.registered_ago
    is_cancelled = person.status is RegistrationStatus.CANCELLED
    is_waiting = person.status is RegistrationStatus.WAITLISTED
    return Registration(
        public_id=new_public_id(),
        event_id=event.id,
        status=person.status,
        name=person.name,
        email=person.email,
        email_key=email_key(person.email),
        language=person.language,
        federation_id=_federation_id(event, person.federation),
        organisation=person.organisation,
        role=person.role,
        mode=person.mode or event.modes[0],
        needs=person.needs,
        needs_written_at=created_at if person.needs else None,
        food=person.food,
        advance_question=person.advance_question,
        is_eligible=event.audience is not Audience.OPEN,
        privacy_version=PRIVACY_VERSION,
        created_at=created_at,
        confirmed_at=None if is_waiting else created_at,
        cancelled_at=created_at + timedelta(hours=2) if is_cancelled else None,
        answers=[
            Answer(question_id=question.id, values=list(values))
            for question, values in zip(event.questions, person.answers, strict=False)
            if values
        ],
    )


def _federation_id(event: Event, slug: str | None) -> int | None:
    """Return the chosen host's id; None with a single host or another organisation."""
    return next((host.federation_id for host in event.hosts if host.federation.slug == slug), None)


def _take_seats(registration: Registration, event: Event, sessions: list[EventSession]) -> None:
    chosen = {session.id for session in sessions}
    for pool in event.pools:
        if _needs_seat_of(pool, registration.mode, chosen):
            pool.taken += 1
            registration.holds.append(SeatHold(pool_id=pool.id))


def _needs_seat_of(pool: SeatPool, mode: Mode, session_ids: set[int]) -> bool:
    if pool.kind is PoolKind.SESSION:
        return pool.session_id in session_ids
    return pool.kind is PoolKind.EVENT or pool.kind.value == mode.value
