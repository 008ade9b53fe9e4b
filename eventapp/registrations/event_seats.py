"""The limits of an event's seats: of the whole and of each way of attending, added, changed or taken away later.

Whoever calls has locked the event, so nobody takes a seat meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import Mode, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.registrations.forecast import copy_pool
from eventapp.registrations.models import Registration, RegistrationStatus, SeatHold
from eventapp.registrations.seats import read_pools

WITH_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)
BULK = {"synchronize_session": False}
KINDS = (PoolKind.EVENT, PoolKind.ON_SITE, PoolKind.ONLINE)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many seats there are; None: no limit. `total` holds the hosts' shares too."""

    total: int | None
    on_site: int | None
    online: int | None


class FewerSeatsThanTaken(DomainError):
    """A limit below the seats that are taken; `kind` says which, nothing was changed."""

    def __init__(self, kind: PoolKind, sentence: LazyString) -> None:
        self.kind = kind
        super().__init__(sentence)


@dataclass(frozen=True)
class LimitChange:
    """What becomes of one pool: another capacity, a new pool with so many taken, or none any more."""

    kind: PoolKind
    pool: SeatPool | None
    capacity: int | None
    taken: int


def limits_of(pools: Sequence[SeatPool]) -> Limits:
    """Return the limits that hold now."""
    by_kind = {pool.kind: pool.capacity for pool in pools}
    total = by_kind.get(PoolKind.EVENT)
    shares = sum(pool.capacity for pool in pools if pool.kind is PoolKind.SHARE)
    return Limits(
        total=total if total is None else total + shares,
        on_site=by_kind.get(PoolKind.ON_SITE),
        online=by_kind.get(PoolKind.ONLINE),
    )


def taken_by_kind(pools: Sequence[SeatPool]) -> dict[str, int]:
    """Return the seats taken of each limit that there is: `event` (shares included), `on_site`, `online`."""
    taken: dict[str, int] = {}
    for pool in pools:
        kind = PoolKind.EVENT if pool.kind is PoolKind.SHARE else pool.kind
        if kind in KINDS:
            taken[kind.value] = taken.get(kind.value, 0) + pool.taken
    return taken


def forecast_pools(event_id: int, limits: Limits) -> list[SeatPool]:
    """Return copies of all pools as they would be; raises `FewerSeatsThanTaken`."""
    pools = read_pools(event_id)
    changes = _list_changes(event_id, pools, limits)
    kept = [copy_pool(pool) for pool in pools if pool.kind not in KINDS]
    return kept + [_copy(change) for change in changes if change.capacity is not None]


def set_limits(event: Event, limits: Limits) -> None:
    """Make these the limits of a locked event; everybody with a seat holds one of each new pool.

    Raises `FewerSeatsThanTaken`. The queue is not walked yet.
    """
    for change in _list_changes(event.id, read_pools(event.id), limits):
        if change.capacity is None:
            _remove(change.pool)
        elif change.pool is None:
            _add(event.id, change.kind, change.capacity, change.taken)
        else:
            change.pool.capacity = change.capacity
    db.session.flush()
    db.session.expire(event, ["pools"])


def _list_changes(event_id: int, pools: Sequence[SeatPool], limits: Limits) -> list[LimitChange]:
    own = {pool.kind: pool for pool in pools if pool.kind in KINDS}
    shares = [pool for pool in pools if pool.kind is PoolKind.SHARE]
    return [
        _of_event(event_id, own.get(PoolKind.EVENT), shares, limits.total),
        _of_mode(event_id, own.get(PoolKind.ON_SITE), Mode.ON_SITE, limits.on_site),
        _of_mode(event_id, own.get(PoolKind.ONLINE), Mode.ONLINE, limits.online),
    ]


def _of_event(
    event_id: int, pool: SeatPool | None, shares: Sequence[SeatPool], total: int | None
) -> LimitChange:
    """The event's own pool holds what the shares leave over."""
    shared = sum(share.capacity for share in shares)
    if total is None:
        if shares:
            sentence = _l(
                "Värdarna har %(shared)s platser tillsammans. Skriv hur många platser evenemanget har.",
                shared=shared,
            )
            raise FewerSeatsThanTaken(PoolKind.EVENT, sentence)
        return LimitChange(PoolKind.EVENT, pool, None, 0)
    taken = pool.taken if pool is not None else _count(_seated_in_common(event_id))
    if total - shared < taken:
        all_taken = taken + sum(share.taken for share in shares)
        raise FewerSeatsThanTaken(PoolKind.EVENT, _sentence(all_taken, shared, shared + taken))
    return LimitChange(PoolKind.EVENT, pool, total - shared, taken)


def _of_mode(event_id: int, pool: SeatPool | None, mode: Mode, capacity: int | None) -> LimitChange:
    kind = PoolKind(mode.value)
    if capacity is None:
        return LimitChange(kind, pool, None, 0)
    taken = pool.taken if pool is not None else _count(_seated_in_mode(event_id, mode))
    if capacity < taken:
        raise FewerSeatsThanTaken(kind, _sentence(taken, 0, taken))
    return LimitChange(kind, pool, capacity, taken)


def _sentence(taken: int, shared: int, least: int) -> LazyString:
    if shared:
        return _l(
            "%(taken)s platser är tagna och värdarnas andelar är %(shared)s platser. Skriv minst %(least)s.",
            taken=taken,
            shared=shared,
            least=least,
        )
    return _l("%(taken)s platser är redan tagna. Skriv minst %(taken)s.", taken=taken)


def _copy(change: LimitChange) -> SeatPool:
    if change.pool is not None:
        return copy_pool(change.pool, capacity=change.capacity)
    copy = SeatPool(kind=change.kind, capacity=change.capacity or 0, taken=change.taken)
    # No pool of the database has such an id, and no other copy.
    copy.id = -(10**9) - KINDS.index(change.kind)
    return copy


def _add(event_id: int, kind: PoolKind, capacity: int, taken: int) -> None:
    values = {"event_id": event_id, "kind": kind, "capacity": capacity, "taken": taken}
    pool_id = db.session.execute(sa.insert(SeatPool).values(values).returning(SeatPool.id)).scalar_one()
    seated = (
        _seated_in_common(event_id) if kind is PoolKind.EVENT else _seated_in_mode(event_id, Mode(kind.value))
    )
    holds = sa.select(seated.subquery().c.id, sa.literal(pool_id))
    db.session.execute(sa.insert(SeatHold).from_select(["registration_id", "pool_id"], holds))


def _remove(pool: SeatPool | None) -> None:
    if pool is None:
        return
    db.session.execute(sa.delete(SeatHold).where(SeatHold.pool_id == pool.id), execution_options=BULK)
    db.session.execute(sa.delete(SeatPool).where(SeatPool.id == pool.id), execution_options=BULK)
    db.session.expunge(pool)


def _seated(event_id: int) -> sa.Select[Any]:
    return sa.select(Registration.id).where(
        Registration.event_id == event_id, Registration.status.in_(WITH_SEAT)
    )


def _seated_in_mode(event_id: int, mode: Mode) -> sa.Select[Any]:
    return _seated(event_id).where(Registration.mode == mode)


def _seated_in_common(event_id: int) -> sa.Select[Any]:
    """Return those with a seat that is none of a host's share."""
    of_share = (
        sa.exists()
        .where(SeatHold.registration_id == Registration.id, SeatHold.pool_id == SeatPool.id)
        .where(SeatPool.kind == PoolKind.SHARE)
    )
    return _seated(event_id).where(~of_share)


def _count(people: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(people.subquery())) or 0
