"""The seats of a way of attending, moved all at once to the other when one of them is no longer offered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import Mode
from eventapp.events.part_models import SeatPool
from eventapp.registrations.models import Registration, RegistrationStatus, SeatHold

WITH_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)
BULK = {"synchronize_session": False}


class TooFewSeatsForMode(DomainError):
    """Not everybody who would be moved to the other way of attending has a seat there; nothing was changed."""

    def __init__(self, mode: Mode, needed: int, free: int) -> None:
        online = _l(
            "%(needed)s personer deltar på plats och %(free)s digitala platser är lediga."
            " Höj antalet digitala platser först.",
            needed=needed,
            free=free,
        )
        on_site = _l(
            "%(needed)s personer deltar digitalt och %(free)s platser på plats är lediga."
            " Höj antalet platser på plats först.",
            needed=needed,
            free=free,
        )
        super().__init__(online if mode is Mode.ONLINE else on_site)


def exchange_mode_seats(event_id: int, old: Mode, new: Mode) -> None:
    """Exchange the seats of those who attend in one way for seats of the other; call before they are moved.

    The event is locked. Raises `TooFewSeatsForMode`.
    """
    moved = count_seated(event_id, old)
    if not moved:
        return
    pools = {pool.kind.value: pool for pool in _list_mode_pools(event_id)}
    if new.value in pools:
        _take(pools[new.value], event_id, old, new, moved)
    if old.value in pools:
        of_it = SeatHold.pool_id == pools[old.value].id
        freed = db.session.execute(sa.delete(SeatHold).where(of_it), execution_options=BULK)
        _count(pools[old.value].id, -_rows(freed))


def count_seated(event_id: int, mode: Mode) -> int:
    """Return how many attend in a way with a seat."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_seated(event_id, mode).subquery())) or 0


def require_room(event_id: int, old: Mode, new: Mode) -> None:
    """Raise `TooFewSeatsForMode` when those who attend in one way with a seat have no room in the other."""
    moved = count_seated(event_id, old)
    for pool in _list_mode_pools(event_id):
        if pool.kind.value == new.value and pool.free < moved:
            raise TooFewSeatsForMode(new, moved, pool.free)


def _take(pool: SeatPool, event_id: int, old: Mode, new: Mode, moved: int) -> None:
    if pool.free < moved or not _count(pool.id, moved):
        raise TooFewSeatsForMode(new, moved, pool.free)
    holds = sa.select(_seated(event_id, old).subquery().c.id, sa.literal(pool.id))
    db.session.execute(sa.insert(SeatHold).from_select(["registration_id", "pool_id"], holds))


def _count(pool_id: int, more: int) -> bool:
    fits = sa.and_(SeatPool.id == pool_id, SeatPool.taken + more <= SeatPool.capacity)
    counted = sa.update(SeatPool).where(fits).values(taken=SeatPool.taken + more)
    return _rows(db.session.execute(counted, execution_options={"synchronize_session": "evaluate"})) == 1


def _list_mode_pools(event_id: int) -> list[SeatPool]:
    kinds = [mode.value for mode in Mode]
    query = sa.select(SeatPool).where(
        SeatPool.event_id == event_id, sa.cast(SeatPool.kind, sa.String).in_(kinds)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _seated(event_id: int, mode: Mode) -> sa.Select[Any]:
    return sa.select(Registration.id).where(
        Registration.event_id == event_id, Registration.mode == mode, Registration.status.in_(WITH_SEAT)
    )


def _rows(result: Any) -> int:
    return int(getattr(result, "rowcount", 0))
