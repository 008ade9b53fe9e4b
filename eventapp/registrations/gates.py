"""Until when something can be done with a registration, and by whom."""

from __future__ import annotations

from eventapp.core import clock
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.registration_window import RegistrationState, registration_state
from eventapp.registrations.errors import NotPublished, RegistrationNotOpen


def require_open(event: Event) -> None:
    """Raise `RegistrationNotOpen` unless the event takes sign-ups now."""
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
