"""Until when something can be done with a registration, by whom, and whether what was chosen is still there."""

from __future__ import annotations

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.registration_window import RegistrationState, registration_state
from eventapp.registrations.errors import NotPublished, RegistrationNotOpen, WayGone, WorkshopGone
from eventapp.registrations.sign_up import Choices


def require_published(event: Event) -> None:
    """Raise `NotPublished` for a draft, in the words for somebody who is no organiser."""
    if event.status is EventStatus.DRAFT:
        raise NotPublished(RegistrationNotOpen.sentence)


def require_open(event: Event) -> None:
    """Raise `NotPublished` or `RegistrationNotOpen` unless the event takes sign-ups now."""
    require_published(event)
    state = registration_state(event)
    if state is not RegistrationState.OPEN:
        raise RegistrationNotOpen(state)


def require_not_begun(event: Event) -> None:
    """Raise `RegistrationNotOpen` when the event is cancelled or has begun: then nothing changes any more."""
    state = registration_state(event)
    has_begun = event.starts_at is not None and event.starts_at <= clock.now()
    if state is RegistrationState.CANCELLED:
        raise RegistrationNotOpen(state)
    if has_begun or state is RegistrationState.PAST:
        raise RegistrationNotOpen(RegistrationState.PAST)


def require_coming(event: Event) -> None:
    """Raise unless an organiser may still add people: published, with a date, not begun; closed does not matter.

    Raises `NotPublished` or `RegistrationNotOpen`.
    """
    if event.status is EventStatus.DRAFT:
        raise NotPublished
    require_not_begun(event)
    if event.starts_at is None:
        raise RegistrationNotOpen(RegistrationState.NO_DATE)


def require_way(event: Event, choices: Choices) -> None:
    """Raise `WayGone` unless the locked event still offers the chosen way of attending."""
    if choices.mode not in event.modes:
        raise WayGone


def require_workshops(event_id: int, choices: Choices) -> None:
    """Raise `WorkshopGone` unless each chosen workshop can still be chosen in its slot; call under the lock."""
    if not choices.sessions:
        return
    query = sa.select(EventSession.id, EventSession.slot).where(
        EventSession.event_id == event_id, EventSession.id.in_(choices.sessions.values())
    )
    slots = {row.id: row.slot for row in db.session.execute(query)}
    gone = [slot for slot, session_id in choices.sessions.items() if slots.get(session_id) != slot]
    if gone:
        raise WorkshopGone(gone)
