"""Taking and giving back seats: all a person needs, or none.

Every caller has locked the event (`lock_event`) before it reads pools here. The guarded UPDATE holds
also without the lock, the database's CHECK holds also without the guard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import Mode, PoolKind
from eventapp.events.part_models import SeatPool
from eventapp.registrations.errors import WayOfAttendingFull, WorkshopFull
from eventapp.registrations.models import Registration, SeatHold


class SeatLost(Exception):
    """A seat that was free under the lock could not be taken: somebody wrote without the lock."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person needs seats for."""

    mode: Mode
    federation_id: int | None = None
    session_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SeatPlan:
    """Which pools a person would take a seat of, and what is full."""

    pools: tuple[SeatPool, ...] = ()
    #: The event, the share or the way of attending has no seat: the person may queue.
    is_full: bool = False
    #: Workshops without a seat.
    full_sessions: frozenset[int] = field(default_factory=frozenset)


def read_pools(event_id: int) -> list[SeatPool]:
    """Return the event's pools as they are now, in order of id."""
    query = (
        sa.select(SeatPool)
        .where(SeatPool.event_id == event_id)
        .order_by(SeatPool.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def plan_seats(pools: Iterable[SeatPool], wanted: Wanted, held: Collection[int] = ()) -> SeatPlan:
    """Find the pools for what is wanted; a pool in `held` already has this person's seat.

    With shares a seat comes from the federation's share, from the event's own pool when that is full.
    """
    pools = list(pools)
    needed: list[SeatPool] = []
    is_full = False
    for candidates in _groups_of_candidates(pools, wanted):
        pool = _first_with_room(candidates, held)
        if pool is None:
            is_full = True
        else:
            needed.append(pool)
    sessions = [pool for pool in pools if pool.session_id in wanted.session_ids]
    full = frozenset(
        pool.session_id for pool in sessions if pool.session_id and _first_with_room([pool], held) is None
    )
    needed += [pool for pool in sessions if pool.session_id not in full]
    return SeatPlan(tuple(sorted(needed, key=lambda pool: pool.id)), is_full, full)


def take_seats(registration: Registration, pools: Iterable[SeatPool]) -> None:
    """Take one seat in each pool that the registration does not hold yet; raises `SeatLost`."""
    held = {hold.pool_id for hold in registration.holds}
    for pool in sorted(pools, key=lambda pool: pool.id):
        if pool.id in held:
            continue
        _take_one(pool.id)
        registration.holds.append(SeatHold(pool_id=pool.id))


def give_back_seats(registration: Registration, keep: Collection[int] = ()) -> None:
    """Give the registration's seats back to the pools they came from, but those to keep."""
    for hold in sorted(registration.holds, key=lambda hold: hold.pool_id):
        if hold.pool_id in keep:
            continue
        _give_back_one(hold.pool_id)
        registration.holds.remove(hold)


def move_seats(registration: Registration, wanted: Wanted) -> None:
    """Exchange the seats held for those now wanted, all or none.

    Raises `WayOfAttendingFull` or `WorkshopFull`; what the person already holds is never full for them.
    """
    pools, held = read_pools(registration.event_id), held_pools(registration)
    if registration.federation_id != wanted.federation_id and _has_free_share(pools, wanted):
        # A seat of the common ones goes back to all.
        held -= {pool.id for pool in pools if pool.kind is PoolKind.EVENT}
    plan = plan_seats(pools, wanted, held)
    if plan.is_full:
        raise WayOfAttendingFull
    if plan.full_sessions:
        raise WorkshopFull(plan.full_sessions)
    take_seats(registration, plan.pools)
    give_back_seats(registration, keep={pool.id for pool in plan.pools})


def raise_full_pools(pools: Iterable[SeatPool], wanted: Wanted) -> list[SeatPool]:
    """Add one seat to the event and to the way of attending, each where it is full, and return those pools."""
    full = [
        candidates[-1]
        for candidates in _groups_of_candidates(list(pools), wanted)
        if _first_with_room(candidates, ()) is None
    ]
    for pool in full:
        pool.capacity += 1
    db.session.flush()
    return full


def held_pools(registration: Registration) -> set[int]:
    """Return the ids of the pools in which the registration holds a seat."""
    return {hold.pool_id for hold in registration.holds}


def _groups_of_candidates(pools: list[SeatPool], wanted: Wanted) -> Iterable[list[SeatPool]]:
    """Yield, for the event and for the way of attending, the pools one seat may come from, best first."""
    share = [
        pool
        for pool in pools
        if pool.kind is PoolKind.SHARE
        and wanted.federation_id is not None
        and pool.federation_id == wanted.federation_id
    ]
    event = [pool for pool in pools if pool.kind is PoolKind.EVENT]
    if share or event:
        yield share + event
    mode = [pool for pool in pools if pool.kind.value == wanted.mode.value]
    if mode:
        yield mode


def _has_free_share(pools: list[SeatPool], wanted: Wanted) -> bool:
    return any(
        pool.kind is PoolKind.SHARE
        and pool.federation_id is not None
        and pool.federation_id == wanted.federation_id
        and pool.free > 0
        for pool in pools
    )


def _first_with_room(pools: list[SeatPool], held: Collection[int]) -> SeatPool | None:
    kept = [pool for pool in pools if pool.id in held]
    free = [pool for pool in pools if pool.taken < pool.capacity]
    return next(iter(kept + free), None)


def _take_one(pool_id: int) -> None:
    statement = (
        sa.update(SeatPool)
        .where(SeatPool.id == pool_id, SeatPool.taken < SeatPool.capacity)
        .values(taken=SeatPool.taken + 1)
    )
    if _changed_rows(statement) != 1:
        raise SeatLost(f"pool {pool_id}")


def _give_back_one(pool_id: int) -> None:
    statement = sa.update(SeatPool).where(SeatPool.id == pool_id).values(taken=SeatPool.taken - 1)
    if _changed_rows(statement) != 1:
        raise SeatLost(f"pool {pool_id}")


def _changed_rows(statement: sa.Update) -> int:
    # "fetch" would read rows back; the pools are read anew where they are needed.
    result = db.session.execute(statement, execution_options={"synchronize_session": "evaluate"})
    return int(getattr(result, "rowcount", 0))
