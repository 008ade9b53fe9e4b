"""The programme of an event that is moved: it goes along as clocks on the wall show it, or stays and may clash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from eventapp.core import clock
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.registrations.models import Registration


def move_programme(event: Event, starts_at: datetime) -> None:
    """Move every item as much as the event's start is moved; call before the event has its new start."""
    for session in event.sessions:
        session.starts_at = _moved(session.starts_at, event, starts_at)
        session.ends_at = _moved(session.ends_at, event, starts_at)


def moved_closing(event: Event, starts_at: datetime) -> datetime | None:
    """Return when signing up closes for an event that is moved along; never because of it at once."""
    closes = _moved(event.registration_closes_at, event, starts_at)
    if closes is None or (closes <= clock.now() < starts_at):
        return None
    return closes


def count_clashes(
    event: Event,
    starts_at: datetime | None,
    ends_at: datetime | None,
    people: Iterable[Registration],
    *,
    moves_programme: bool,
) -> int:
    """Return how many of the people have chosen a workshop that is not within the event's new time."""
    if starts_at is None or ends_at is None:
        return 0
    outside = {
        session.id
        for session in event.sessions
        if session.slot is not None and _is_outside(event, session, starts_at, ends_at, moves_programme)
    }
    return (
        sum(any(choice.session_id in outside for choice in one.choices) for one in people) if outside else 0
    )


def _is_outside(
    event: Event, session: EventSession, starts_at: datetime, ends_at: datetime, moves_programme: bool
) -> bool:
    begins, ends = session.starts_at, session.ends_at
    if moves_programme:
        begins, ends = _moved(begins, event, starts_at), _moved(ends, event, starts_at)
    return (begins is not None and begins < starts_at) or (ends is not None and ends > ends_at)


def _moved(at: datetime | None, event: Event, starts_at: datetime) -> datetime | None:
    """Return an instant moved as far as the event's start, as clocks show it: ten stays ten in summer and winter."""
    if at is None or event.starts_at is None:
        return at
    zone = ZoneInfo(event.timezone)
    offset: timedelta = _wall(starts_at, zone) - _wall(event.starts_at, zone)
    return (_wall(at, zone) + offset).replace(tzinfo=zone).astimezone(UTC)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
