"""Whether the way into a meeting is open to a person now, and if not, why."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from eventapp.core import clock
from eventapp.events.kinds import EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.registration_window import is_past
from eventapp.registrations.models import Registration, RegistrationStatus


class JoinState(enum.StrEnum):
    """What the join page says."""

    CALLED_OFF = "called_off"
    OVER = "over"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    ON_SITE = "on_site"
    NO_DATE = "no_date"
    EARLY = "early"
    OPEN = "open"


def join_state(registration: Registration) -> JoinState:
    """Return what holds for a registration at this instant."""
    event = registration.event
    if event.status is not EventStatus.PUBLISHED:
        return JoinState.CALLED_OFF
    if is_past(event):
        return JoinState.OVER
    if registration.status is not RegistrationStatus.CONFIRMED:
        is_cancelled = registration.status is RegistrationStatus.CANCELLED
        return JoinState.CANCELLED if is_cancelled else JoinState.WAITING
    return JoinState.ON_SITE if registration.mode is Mode.ON_SITE else _opening_state(event)


def opening_of(event: Event) -> datetime | None:
    """Return from when the join page shows the way in; None without a date."""
    if event.starts_at is None:
        return None
    return event.starts_at - timedelta(minutes=event.join_opens_minutes)


def meeting_address(event: Event) -> str:
    """Return the meeting's own link, empty where there is none that a browser may follow."""
    url = event.meeting_url or ""
    return url if urlsplit(url).scheme in {"https", "http"} else ""


def _opening_state(event: Event) -> JoinState:
    opens_at = opening_of(event)
    if opens_at is None:
        return JoinState.NO_DATE
    return JoinState.EARLY if clock.now() < opens_at else JoinState.OPEN
