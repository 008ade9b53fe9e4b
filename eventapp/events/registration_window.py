"""When one can sign up for an event, and until when its queue gets seats."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from eventapp.core.clock import now
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.events.models import Event

#: Hours before the start when the queue stops getting seats, where the event says nothing.
QUEUE_ENDS_HOURS = {Attendance.ON_SITE: 24, Attendance.HYBRID: 24, Attendance.ONLINE: 0}


class RegistrationState(enum.StrEnum):
    """Whether one can sign up now, and if not, why."""

    OPEN = "open"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    PAST = "past"
    CANCELLED = "cancelled"
    NO_DATE = "no_date"


def registration_state(event: Event) -> RegistrationState:
    """Return what holds for signing up at this instant; seats are another matter (`seating`)."""
    if event.status is EventStatus.CANCELLED:
        return RegistrationState.CANCELLED
    closes = closes_at(event)
    if closes is None:
        return RegistrationState.NO_DATE
    at = now()
    if is_past(event, at):
        return RegistrationState.PAST
    if event.registration_opens_at is not None and at < event.registration_opens_at:
        return RegistrationState.NOT_YET_OPEN
    return RegistrationState.OPEN if at < closes else RegistrationState.CLOSED


def closes_at(event: Event) -> datetime | None:
    """Return when signing up ends: the time set for it, else the start; None without a date."""
    if event.starts_at is None:
        return None
    return event.registration_closes_at or event.starts_at


def is_past(event: Event, at: datetime | None = None) -> bool:
    """Tell whether the event is over; one without a date never is."""
    end = event.ends_at or event.starts_at
    return end is not None and end <= (at or now())


def queue_ends_at(event: Event) -> datetime | None:
    """Return when the queue stops getting seats; None without a date."""
    return queue_end(event.starts_at, event.attendance, event.queue_ends_hours)


def queue_end(starts_at: datetime | None, attendance: Attendance, hours: int | None) -> datetime | None:
    """Return when the queue of an event like this stops getting seats; None without a date."""
    if starts_at is None:
        return None
    return starts_at - timedelta(hours=QUEUE_ENDS_HOURS[attendance] if hours is None else hours)


def is_queue_open(event: Event) -> bool:
    """Tell whether one can join the event's queue now and may still get a seat from it."""
    ends = queue_ends_at(event)
    return event.has_waiting_list and ends is not None and now() < ends
