"""Another time, place or way of attending for an event: what it would do to people, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from eventapp.audit.services import Actor, record_change
from eventapp.changes import refusals
from eventapp.changes.plans import Plan
from eventapp.changes.programme_times import count_clashes, move_programme, moved_closing
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.details import forget_origins
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.registration_window import queue_end
from eventapp.federations.provenance import FieldGroup
from eventapp.invitations import event_changes as invitations
from eventapp.registrations.event_changes import (
    mark_changed,
    move_to_only_mode,
    tell_of_change,
    withdraw_entries,
)
from eventapp.registrations.event_news import EventChange
from eventapp.registrations.forecast import copy_pool, forecast_seats
from eventapp.registrations.mode_seats import require_room
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.queries import list_active
from eventapp.registrations.seats import read_pools
from eventapp.registrations.waiting_list import give_free_seats, wanted_by

MODES = {
    Attendance.ON_SITE: (Mode.ON_SITE,),
    Attendance.ONLINE: (Mode.ONLINE,),
    Attendance.HYBRID: (Mode.ON_SITE, Mode.ONLINE),
}


@dataclass(frozen=True, kw_only=True)
class TimeAndPlace:
    """All that the page says, by the event's field names."""

    starts_at: datetime | None
    ends_at: datetime | None
    period: str | None
    period_en: str | None
    attendance: Attendance
    venue_name: str
    venue_address: str
    directions: str
    meeting_url: str | None
    join_opens_minutes: int
    other_way_in: str


def time_and_place_of(event: Event) -> TimeAndPlace:
    """Return what holds for an event now."""
    return TimeAndPlace(**{field.name: getattr(event, field.name) for field in fields(TimeAndPlace)})


def find_change(event: Event, wanted: TimeAndPlace) -> EventChange:
    """Return what would be different for those on the event; spelling and the meeting's own link are nothing."""
    old, new = MODES[event.attendance], MODES[wanted.attendance]
    lost, added = set(old) - set(new), set(new) - set(old)
    return EventChange(
        old_start=event.starts_at,
        old_end=event.ends_at,
        is_new_time=_when(time_and_place_of(event)) != _when(wanted),
        is_new_place=Mode.ON_SITE in new
        and (event.venue_name, event.venue_address) != (wanted.venue_name, wanted.venue_address),
        is_new_way_in=Mode.ONLINE in new and event.other_way_in != wanted.other_way_in,
        added_mode=next(iter(added), None) if not lost else None,
        only_mode=new[0] if lost else None,
    )


def plan_time_and_place(event: Event, wanted: TimeAndPlace, *, moves_programme: bool) -> Plan:
    """Return what the change would do to people, writing nothing; a fixed number of queries.

    Raises `EventCalledOff`, `TimeHasPassed` and `TooFewSeatsForMode`.
    """
    _refuse(event, wanted)
    change = find_change(event, wanted)
    if not change.is_felt or _is_over(wanted):
        return Plan()
    people = list_active(event.id)
    promoted = _forecast(event, wanted, change, people)
    ids = {one.id for one in promoted}
    reached = [one for one in people if one.id not in ids and change.reaches(one.mode)]
    plan = _plan(reached, promoted)
    return replace(
        plan,
        invitees=invitations.count_invitees_to_tell(event.id) if change.reaches_invited else 0,
        changed_modes=sum(one.mode is not change.only_mode for one in people) if change.only_mode else 0,
        clashes=count_clashes(
            event, wanted.starts_at, wanted.ends_at, people, moves_programme=moves_programme
        ),
    )


def change_time_and_place(event: Event, wanted: TimeAndPlace, *, moves_programme: bool, actor: Actor) -> Plan:
    """Change a claimed event and tell everybody whom it reaches: mail, calendar, reminders, queue.

    Returns what it did. Raises what `plan_time_and_place` raises.
    """
    _refuse(event, wanted)
    change = find_change(event, wanted)
    is_told = change.is_felt and not _is_over(wanted)
    people = list_active(event.id) if is_told else []
    loses_date = event.starts_at is not None and wanted.starts_at is None
    withdrawals = withdraw_entries(people) if loses_date else {}
    offers = invitations.withdraw_entries(event) if loses_date and is_told else {}
    old_modes = move_to_only_mode(event.id, change.only_mode, people) if is_told and change.only_mode else {}
    before = time_and_place_of(event)
    _apply(event, wanted, moves_programme=moves_programme)
    _record(event, before, actor)
    if not is_told:
        return Plan()
    promoted = give_free_seats(event, by_cancellation=False)
    ids = {one.id for one in promoted}
    # Read again: walking the queue has read some of them anew, without what a mail needs.
    others = [one for one in (list_active(event.id) if promoted else people) if one.id not in ids]
    reached = tell_of_change(change, others, old_modes=old_modes, withdrawals=withdrawals)
    invited = invitations.tell_invitees_of_change(event, offers) if change.reaches_invited else 0
    return replace(_plan(reached, promoted), invitees=invited)


def _plan(reached: Sequence[Registration], promoted: Sequence[Registration]) -> Plan:
    calls = [one for one in (*reached, *promoted) if not one.email]
    return Plan(
        updates=sum(bool(one.email) for one in reached),
        promoted=len(promoted),
        promoted_calls=sum(not one.email for one in promoted),
        calls=len(calls),
    )


def _forecast(
    event: Event, wanted: TimeAndPlace, change: EventChange, people: Sequence[Registration]
) -> list[Registration]:
    """Return who would get a seat from the queue; raises `TooFewSeatsForMode`."""
    only = change.only_mode
    moved = 0
    if only is not None:
        other = Mode.ONLINE if only is Mode.ON_SITE else Mode.ON_SITE
        require_room(event.id, other, only)
        moved = sum(one.mode is other and one.status is not RegistrationStatus.WAITLISTED for one in people)
    ends = queue_end(wanted.starts_at, wanted.attendance, event.queue_ends_hours)
    if event.status is not EventStatus.PUBLISHED or (ends is not None and ends <= clock.now()):
        return []
    pools = []
    for pool in read_pools(event.id):
        is_lost = only is not None and pool.kind.value in set(Mode) - {only}
        taken = 0 if is_lost else pool.taken + (moved if only and pool.kind.value == only.value else 0)
        pools.append(copy_pool(pool, taken=taken))
    waiting = sorted(
        (one for one in people if one.status is RegistrationStatus.WAITLISTED),
        key=lambda one: one.queue_number or 0,
    )
    wishes = [
        (one, wanted_by(one) if only is None else replace(wanted_by(one), mode=only)) for one in waiting
    ]
    return forecast_seats(pools, wishes)


def _refuse(event: Event, wanted: TimeAndPlace) -> None:
    """Raise what stands in the way whoever is on the event."""
    if event.status is EventStatus.CANCELLED:
        raise refusals.EventCalledOff
    is_moved = (event.starts_at, event.ends_at) != (wanted.starts_at, wanted.ends_at)
    if event.status is EventStatus.PUBLISHED and is_moved and _is_over(wanted):
        raise refusals.TimeHasPassed


def _apply(event: Event, wanted: TimeAndPlace, *, moves_programme: bool) -> None:
    if event.starts_at is not None and wanted.starts_at is not None and moves_programme:
        event.registration_closes_at = moved_closing(event, wanted.starts_at)
        move_programme(event, wanted.starts_at)
    if _when(time_and_place_of(event)) != _when(wanted):
        forget_origins(event, [FieldGroup.WHEN])
    if (event.venue_name, event.venue_address) != (wanted.venue_name, wanted.venue_address):
        forget_origins(event, [FieldGroup.VENUE])
    for field in fields(TimeAndPlace):
        setattr(event, field.name, getattr(wanted, field.name))
    db.session.flush()


def _record(event: Event, before: TimeAndPlace, actor: Actor) -> None:
    """Write the change into the trail, and let the public calendar file show it."""
    is_changed = record_change(
        actor,
        "change_time_and_place",
        record=("event", event.public_id),
        before=_written(before),
        after=_written(time_and_place_of(event)),
        event_id=event.id,
    )
    if is_changed:
        mark_changed(event)


def _written(facts: TimeAndPlace) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(facts).items()
    }


def _when(facts: TimeAndPlace) -> tuple[Any, ...]:
    """Return when it is: a period counts only where there is no date."""
    if facts.starts_at is None:
        return (None, None, facts.period)
    return (facts.starts_at, facts.ends_at, None)


def _is_over(facts: TimeAndPlace) -> bool:
    end = facts.ends_at or facts.starts_at
    return end is not None and end <= clock.now()
