"""Checks that pools, holds, queue and registrations tell the same story; each problem is a sentence without names."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus, SeatHold, SessionChoice
from eventapp.registrations.queries import list_events_with_queue, list_waitlisted
from eventapp.registrations.seats import plan_seats, read_pools
from eventapp.registrations.waiting_list import has_queue_ended, wanted_by

WITH_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)
GENERAL = (PoolKind.EVENT, PoolKind.SHARE)


def find_seat_problems() -> list[str]:
    """Return everything that is wrong with seats and queues, as sentences."""
    checks = (
        _wrong_counts,
        _holds_without_right,
        _missing_general_seat,
        _missing_mode_seat,
        _missing_session_seat,
        _doubled_registrations,
        _wrong_queue_numbers,
        _idle_seats,
    )
    return [problem for check in checks for problem in check()]


def _wrong_counts() -> Iterator[str]:
    holds = sa.func.count(SeatHold.registration_id)
    rows = db.session.execute(
        sa.select(SeatPool.id, SeatPool.kind, SeatPool.capacity, SeatPool.taken, holds)
        .outerjoin(SeatHold, SeatHold.pool_id == SeatPool.id)
        .group_by(SeatPool.id, SeatPool.kind, SeatPool.capacity, SeatPool.taken)
        .having(sa.or_(SeatPool.taken != holds, SeatPool.taken > SeatPool.capacity))
        .order_by(SeatPool.id)
    )
    for pool_id, kind, capacity, taken, held in rows:
        yield f"Pool {pool_id} ({kind}): {taken} of {capacity} seats are counted as taken, {held} are held."


def _holds_without_right() -> Iterator[str]:
    """Find seats held by who has none, of another event, of the other way of attending, of a workshop not chosen."""
    chosen = sa.exists().where(
        SessionChoice.registration_id == Registration.id, SessionChoice.session_id == SeatPool.session_id
    )
    wrong = sa.or_(
        Registration.status.not_in(WITH_SEAT),
        SeatPool.event_id != Registration.event_id,
        sa.and_(
            SeatPool.kind.in_((PoolKind.ON_SITE, PoolKind.ONLINE)),
            sa.cast(SeatPool.kind, sa.String) != sa.cast(Registration.mode, sa.String),
        ),
        sa.and_(SeatPool.kind == PoolKind.SESSION, ~chosen),
    )
    rows = db.session.execute(
        sa.select(Registration.public_id, Registration.status, SeatPool.id, SeatPool.kind)
        .join(SeatHold, SeatHold.registration_id == Registration.id)
        .join(SeatPool, SeatPool.id == SeatHold.pool_id)
        .where(wrong)
        .order_by(Registration.id)
    )
    for public_id, status, pool_id, kind in rows:
        yield f"Registration {public_id} ({status}) holds a seat of pool {pool_id} ({kind}) that is not for it."


def _missing_general_seat() -> Iterator[str]:
    limited = sa.exists().where(
        SeatPool.event_id == Registration.event_id,
        sa.or_(
            SeatPool.kind == PoolKind.EVENT,
            sa.and_(SeatPool.kind == PoolKind.SHARE, SeatPool.federation_id == Registration.federation_id),
        ),
    )
    yield from _without_one_hold(limited, SeatPool.kind.in_(GENERAL), "one seat of the event")


def _missing_mode_seat() -> Iterator[str]:
    is_own_mode = sa.cast(SeatPool.kind, sa.String) == sa.cast(Registration.mode, sa.String)
    limited = sa.exists().where(SeatPool.event_id == Registration.event_id, is_own_mode)
    yield from _without_one_hold(limited, is_own_mode, "one seat of its way of attending")


def _missing_session_seat() -> Iterator[str]:
    held = sa.exists().where(SeatHold.registration_id == Registration.id, SeatHold.pool_id == SeatPool.id)
    rows = db.session.execute(
        sa.select(Registration.public_id, SeatPool.id)
        .join(SessionChoice, SessionChoice.registration_id == Registration.id)
        .join(SeatPool, SeatPool.session_id == SessionChoice.session_id)
        .where(Registration.status.in_(WITH_SEAT), ~held)
        .order_by(Registration.id)
    )
    for public_id, pool_id in rows:
        yield f"Registration {public_id} has chosen a workshop but holds no seat of its pool {pool_id}."


def _without_one_hold(
    limited: sa.ColumnElement[bool], right_pool: sa.ColumnElement[bool], what: str
) -> Iterator[str]:
    held = (
        sa.select(sa.func.count())
        .select_from(SeatHold)
        .join(SeatPool, SeatPool.id == SeatHold.pool_id)
        .where(SeatHold.registration_id == Registration.id, right_pool)
        .correlate(Registration)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Registration.public_id, held)
        .where(Registration.status.in_(WITH_SEAT), limited, held != 1)
        .order_by(Registration.id)
    )
    for public_id, count in rows:
        yield f"Registration {public_id} should hold {what} but holds {count}."


def _doubled_registrations() -> Iterator[str]:
    rows = db.session.execute(
        sa.select(Registration.event_id, sa.func.count())
        .where(Registration.status.in_(ACTIVE), Registration.email_key != "")
        .group_by(Registration.event_id, Registration.email_key)
        .having(sa.func.count() > 1)
    )
    for event_id, count in rows:
        yield f"Event {event_id}: one address has {count} active registrations."


def _wrong_queue_numbers() -> Iterator[str]:
    waits = Registration.status == RegistrationStatus.WAITLISTED
    doubled = db.session.execute(
        sa.select(Registration.event_id, Registration.queue_number)
        .where(waits)
        .group_by(Registration.event_id, Registration.queue_number)
        .having(sa.func.count() > 1)
    )
    for event_id, number in doubled:
        yield f"Event {event_id}: queue number {number} is given more than once."
    wrong = db.session.execute(
        sa.select(Registration.public_id, Registration.queue_number)
        .join(Event, Event.id == Registration.event_id)
        .where(
            sa.or_(
                sa.and_(waits, Registration.queue_number.is_(None)),
                sa.and_(~waits, Registration.queue_number.is_not(None)),
                Registration.queue_number > Event.queue_counter,
            )
        )
    )
    for public_id, number in wrong:
        yield f"Registration {public_id} has queue number {number}, which does not fit its state or event."


def _idle_seats() -> Iterator[str]:
    for event_id in list_events_with_queue():
        event = db.session.get_one(Event, event_id)
        if event.status is not EventStatus.PUBLISHED or has_queue_ended(event):
            continue
        pools = read_pools(event_id)
        for registration in list_waitlisted(event_id):
            if not plan_seats(pools, wanted_by(registration)).is_full:
                yield f"Registration {registration.public_id} waits while a seat it could have is idle."
