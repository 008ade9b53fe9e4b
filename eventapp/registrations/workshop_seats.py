"""The seats of a workshop: limited later, given other limits, set free, and given back where somebody loses it.

Whoever calls has locked the event, so nobody takes a seat meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession, SeatPool
from eventapp.registrations.models import Registration, RegistrationStatus, SeatHold, SessionChoice

WITH_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)
BULK = {"synchronize_session": False}


class FewerSeatsThanTaken(DomainError):
    """A limit below the number of those who have chosen the workshop; nothing was changed."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        super().__init__(_l("%(n)s personer har redan valt workshopen. Skriv minst %(n)s.", n=taken))


def limit_workshop(event: Event, session: EventSession, seats: int | None) -> None:
    """Give a workshop this many seats, None: no limit; those who have chosen it hold theirs.

    Nobody in the queue gets anything by it: one queues for the event, never for a workshop.
    Raises `FewerSeatsThanTaken`.
    """
    pool = db.session.scalar(sa.select(SeatPool).where(SeatPool.session_id == session.id))
    if seats is None:
        remove_limit(session.id)
    elif pool is None:
        _add_limit(event, session, seats)
    elif seats < pool.taken:
        raise FewerSeatsThanTaken(pool.taken)
    else:
        pool.capacity = seats
    db.session.flush()
    db.session.expire(event, ["pools"])


def remove_limit(session_id: int) -> None:
    """Let a workshop have any number of people; nobody holds a seat of it any more."""
    of_it = sa.select(SeatPool.id).where(SeatPool.session_id == session_id).scalar_subquery()
    db.session.execute(sa.delete(SeatHold).where(SeatHold.pool_id == of_it), execution_options=BULK)
    db.session.execute(sa.delete(SeatPool).where(SeatPool.session_id == session_id), execution_options=BULK)


def give_back_workshop_seats(session_id: int, registration_ids: Collection[int]) -> None:
    """Give back these people's seats of a workshop, where it is limited and they hold one."""
    pool_id = db.session.scalar(sa.select(SeatPool.id).where(SeatPool.session_id == session_id))
    if pool_id is None or not registration_ids:
        return
    given = sa.delete(SeatHold).where(
        SeatHold.pool_id == pool_id, SeatHold.registration_id.in_(registration_ids)
    )
    freed = int(getattr(db.session.execute(given, execution_options=BULK), "rowcount", 0))
    fewer = sa.update(SeatPool).where(SeatPool.id == pool_id).values(taken=SeatPool.taken - freed)
    db.session.execute(fewer, execution_options={"synchronize_session": "evaluate"})


def count_seated(session_id: int) -> int:
    """Return how many with a seat at the event have chosen a workshop, limited or not."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_seated(session_id).subquery())) or 0


def count_seated_by_session(event_id: int) -> dict[int, int]:
    """Return how many with a seat have chosen each workshop of an event, those with some."""
    query = (
        sa.select(SessionChoice.session_id, sa.func.count().label("number"))
        .join(Registration, Registration.id == SessionChoice.registration_id)
        .where(Registration.event_id == event_id, Registration.status.in_(WITH_SEAT))
        .group_by(SessionChoice.session_id)
    )
    return {row.session_id: row.number for row in db.session.execute(query)}


def _add_limit(event: Event, session: EventSession, seats: int) -> None:
    taken = count_seated(session.id)
    if seats < taken:
        raise FewerSeatsThanTaken(taken)
    pool = SeatPool(kind=PoolKind.SESSION, session_id=session.id, capacity=seats, taken=taken)
    event.pools.append(pool)
    db.session.flush()
    holds = sa.select(_seated(session.id).subquery().c.id, sa.literal(pool.id))
    db.session.execute(sa.insert(SeatHold).from_select(["registration_id", "pool_id"], holds))


def _seated(session_id: int) -> sa.Select[int]:
    return (
        sa.select(Registration.id)
        .join(SessionChoice, SessionChoice.registration_id == Registration.id)
        .where(SessionChoice.session_id == session_id, Registration.status.in_(WITH_SEAT))
    )
