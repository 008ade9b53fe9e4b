"""Other seats, waiting list and times for signing up: what it would do to those who wait, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventapp.audit.services import Actor, record_change
from eventapp.changes import refusals
from eventapp.changes.plans import Plan
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.details import forget_origins
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.events.registration_window import queue_end
from eventapp.federations.provenance import FieldGroup
from eventapp.registrations.event_seats import (
    FewerSeatsThanTaken,
    Limits,
    forecast_pools,
    limits_of,
    set_limits,
)
from eventapp.registrations.forecast import forecast_seats
from eventapp.registrations.models import Registration
from eventapp.registrations.queries import list_waitlisted
from eventapp.registrations.seats import read_pools
from eventapp.registrations.waiting_list import give_free_seats, wanted_by

#: Which box of the form says which limit.
FIELDS = {"event": "total", "on_site": "on_site", "online": "online"}


@dataclass(frozen=True, kw_only=True)
class SeatRules:
    """All that the page says."""

    limits: Limits
    has_waiting_list: bool
    queue_ends_hours: int | None
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None


def plan_seat_rules(event: Event, wanted: SeatRules) -> Plan:
    """Return who would get a seat from the queue, writing nothing; a fixed number of queries.

    Raises `EventCalledOff`, and FieldRefused for a limit below the seats taken.
    """
    _refuse(event)
    pools = _forecast_pools(event.id, wanted.limits)
    ends = queue_end(event.starts_at, event.attendance, wanted.queue_ends_hours)
    if event.status is not EventStatus.PUBLISHED or (ends is not None and ends <= clock.now()):
        return Plan()
    wishes = [(one, wanted_by(one)) for one in list_waitlisted(event.id)]
    return _plan(forecast_seats(pools, wishes))


def change_seat_rules(event: Event, wanted: SeatRules, actor: Actor) -> Plan:
    """Change a claimed event and give what becomes free to those who wait; returns what it did.

    Raises what `plan_seat_rules` raises.
    """
    _refuse(event)
    before = _written(event, limits_of(read_pools(event.id)))
    try:
        set_limits(event, wanted.limits)
    except FewerSeatsThanTaken as error:
        raise _at_field(error) from None
    event.has_waiting_list = wanted.has_waiting_list
    event.queue_ends_hours = wanted.queue_ends_hours
    event.registration_opens_at = wanted.registration_opens_at
    event.registration_closes_at = wanted.registration_closes_at
    after = _written(event, limits_of(read_pools(event.id)))
    record = ("event", event.public_id)
    if record_change(actor, "change_seats", record=record, before=before, after=after, event_id=event.id):
        forget_origins(event, [FieldGroup.CAPACITY])
    db.session.flush()
    return _plan(give_free_seats(event, by_cancellation=False))


def _plan(promoted: list[Registration]) -> Plan:
    calls = sum(not one.email for one in promoted)
    return Plan(promoted=len(promoted), promoted_calls=calls, calls=calls)


def _forecast_pools(event_id: int, limits: Limits) -> list[SeatPool]:
    try:
        return forecast_pools(event_id, limits)
    except FewerSeatsThanTaken as error:
        raise _at_field(error) from None


def _at_field(error: FewerSeatsThanTaken) -> FieldRefused:
    return FieldRefused(FIELDS[error.kind.value], error.sentence)


def _refuse(event: Event) -> None:
    if event.status is EventStatus.CANCELLED:
        raise refusals.EventCalledOff


def _written(event: Event, limits: Limits) -> dict[str, Any]:
    opens, closes = event.registration_opens_at, event.registration_closes_at
    return {
        "seats": limits.total,
        "seats_on_site": limits.on_site,
        "seats_online": limits.online,
        "has_waiting_list": event.has_waiting_list,
        "queue_ends_hours": event.queue_ends_hours,
        "registration_opens_at": opens.isoformat() if opens else None,
        "registration_closes_at": closes.isoformat() if closes else None,
    }
