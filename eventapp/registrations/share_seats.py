"""The hosts' guaranteed seats: made out of the event's own, given back to it, and released; nobody loses a seat.

Whoever calls has locked the event. The event's seats in all stay as many as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import PoolKind
from eventapp.events.part_models import SeatPool
from eventapp.registrations.forecast import copy_pool
from eventapp.registrations.models import Registration, SeatHold
from eventapp.registrations.seats import read_pools

BULK = {"synchronize_session": False}


class NoTotal(DomainError):
    """There is nothing to share where the event has no limit."""

    sentence = _l("Skriv först hur många platser evenemanget har. Sedan kan ni dela upp dem.")


class SharesExceedTotal(DomainError):
    """All shares together are more than the event has."""

    def __init__(self, shares: int, total: int) -> None:
        super().__init__(
            _l(
                "Andelarna är tillsammans %(shares)s platser, och evenemanget har %(total)s. Minska andelarna.",
                shares=shares,
                total=total,
            )
        )


class ShareBelowTaken(DomainError):
    """A share smaller than the number of those who hold a seat of it."""

    def __init__(self, federation_id: int, taken: int) -> None:
        self.federation_id = federation_id
        super().__init__(
            _l(
                "%(taken)s platser i andelen är redan tagna. Skriv minst %(taken)s, eller lämna rutan tom"
                " så blir andelen gemensam.",
                taken=taken,
            )
        )


class TooFewCommonSeats(DomainError):
    """With these shares those who hold a common seat would be more than the common seats."""

    def __init__(self, taken: int, left: int) -> None:
        super().__init__(
            _l(
                "%(taken)s av de gemensamma platserna är redan tagna, och med de här andelarna blir det bara"
                " %(left)s kvar. Minska andelarna med %(missing)s.",
                taken=taken,
                left=left,
                missing=taken - left,
            )
        )


@dataclass(frozen=True)
class SharePlan:
    """How the seats would lie with other shares."""

    #: Federation -> how many of its people move from a common seat into the share.
    moves: Mapping[int, int]
    common_capacity: int
    #: Copies of all pools as they would be, to reckon with.
    pools: Sequence[SeatPool]


def plan_shares(event_id: int, wanted: Mapping[int, int]) -> SharePlan | None:
    """Return what these shares would mean, by federation id; None where there is neither total nor share.

    Two queries. Raises `NoTotal`, `SharesExceedTotal`, `ShareBelowTaken`, `TooFewCommonSeats`.
    """
    pools = read_pools(event_id)
    common = _common_of(pools)
    if common is None:
        if wanted:
            raise NoTotal
        return None
    shares = shares_of(pools)
    total = common.capacity + sum(pool.capacity for pool in shares.values())
    left = total - sum(wanted.values())
    if left < 0:
        raise SharesExceedTotal(total - left, total)
    moves = _plan_moves(common, shares, wanted)
    given_up = sum(pool.taken for federation_id, pool in shares.items() if federation_id not in wanted)
    taken = common.taken - sum(moves.values()) + given_up
    if taken > left:
        raise TooFewCommonSeats(taken, left)
    copies = [copy_pool(common, capacity=left, taken=taken)]
    copies += [_copy_share(shares.get(one), one, wanted[one], moves[one]) for one in wanted]
    copies += [copy_pool(pool) for pool in pools if pool.kind not in {PoolKind.EVENT, PoolKind.SHARE}]
    return SharePlan(moves, left, copies)


def set_shares(event_id: int, wanted: Mapping[int, int]) -> None:
    """Make the shares these, by federation id: what is given up becomes common, holds go along.

    People of a federation who hold a common seat hold one of its share as far as there is room.
    Raises as `plan_shares`.
    """
    plan = plan_shares(event_id, wanted)
    if plan is None:
        return
    pools = read_pools(event_id)
    common, shares = _common_of(pools), shares_of(pools)
    if common is None:
        return
    for federation_id in shares.keys() - wanted.keys():
        give_up_share(common.id, shares[federation_id])
    for federation_id, seats in wanted.items():
        share_id = _keep_share(event_id, shares.get(federation_id), federation_id, seats)
        _move_holders(common.id, share_id, federation_id, plan.moves[federation_id])
    _write(sa.update(SeatPool).where(SeatPool.id == common.id).values(capacity=plan.common_capacity))
    _read_anew()


def release_share(event_id: int, federation_id: int) -> int | None:
    """Make one federation's share common, with capacity, taken and holds; returns its seats, None where it has none."""
    pools = read_pools(event_id)
    share, common = shares_of(pools).get(federation_id), _common_of(pools)
    if share is None:
        return None
    seats = share.capacity
    common_id = common.id if common is not None else _make_pool(event_id, PoolKind.EVENT, None, 0)
    give_up_share(common_id, share)
    _read_anew()
    return seats


def give_up_share(common_id: int, share: SeatPool) -> None:
    """Move capacity, taken and holds of a share into the event's own pool, and take the share away."""
    _write(
        sa.update(SeatPool)
        .where(SeatPool.id == common_id)
        .values(capacity=SeatPool.capacity + share.capacity, taken=SeatPool.taken + share.taken)
    )
    _write(sa.update(SeatHold).where(SeatHold.pool_id == share.id).values(pool_id=common_id))
    _write(sa.delete(SeatPool).where(SeatPool.id == share.id))


def shares_of(pools: Sequence[SeatPool]) -> dict[int, SeatPool]:
    """Return the shares among the pools by federation id."""
    shares = [pool for pool in pools if pool.kind is PoolKind.SHARE]
    return {pool.federation_id or 0: pool for pool in shares}


def _common_of(pools: Sequence[SeatPool]) -> SeatPool | None:
    return next((pool for pool in pools if pool.kind is PoolKind.EVENT), None)


def _plan_moves(
    common: SeatPool, shares: Mapping[int, SeatPool], wanted: Mapping[int, int]
) -> dict[int, int]:
    holders = _count_holders(common.id)
    moves = {}
    for federation_id, seats in wanted.items():
        taken = shares[federation_id].taken if federation_id in shares else 0
        if seats < taken:
            raise ShareBelowTaken(federation_id, taken)
        moves[federation_id] = min(holders.get(federation_id, 0), seats - taken)
    return moves


def _copy_share(pool: SeatPool | None, federation_id: int, seats: int, more: int) -> SeatPool:
    if pool is not None:
        return copy_pool(pool, capacity=seats, taken=pool.taken + more)
    copy = SeatPool(kind=PoolKind.SHARE, federation_id=federation_id, capacity=seats, taken=more)
    # No pool of the database has such an id.
    copy.id = -federation_id
    return copy


def _count_holders(pool_id: int) -> dict[int, int]:
    """Return how many people of each federation hold a seat of a pool."""
    query = (
        sa.select(Registration.federation_id, sa.func.count())
        .join(SeatHold, SeatHold.registration_id == Registration.id)
        .where(SeatHold.pool_id == pool_id, Registration.federation_id.is_not(None))
        .group_by(Registration.federation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query) if row[0] is not None}


def _keep_share(event_id: int, pool: SeatPool | None, federation_id: int, seats: int) -> int:
    """Give a federation's share this many seats; returns the pool's id."""
    if pool is None:
        return _make_pool(event_id, PoolKind.SHARE, federation_id, seats)
    _write(sa.update(SeatPool).where(SeatPool.id == pool.id).values(capacity=seats))
    return pool.id


def _make_pool(event_id: int, kind: PoolKind, federation_id: int | None, seats: int) -> int:
    values = {
        "event_id": event_id,
        "kind": kind,
        "federation_id": federation_id,
        "capacity": seats,
        "taken": 0,
    }
    made = db.session.execute(sa.insert(SeatPool).values(values).returning(SeatPool.id)).scalar_one()
    return int(made)


def _move_holders(common_id: int, share_id: int, federation_id: int, number: int) -> None:
    """Let the first of a federation's people who hold a common seat hold one of the share."""
    if not number:
        return
    movers = (
        sa.select(SeatHold.registration_id)
        .join(Registration, Registration.id == SeatHold.registration_id)
        .where(SeatHold.pool_id == common_id, Registration.federation_id == federation_id)
        .order_by(Registration.id)
        .limit(number)
    )
    ids = db.session.scalars(movers).all()
    theirs = sa.and_(SeatHold.pool_id == common_id, SeatHold.registration_id.in_(ids))
    _write(sa.update(SeatHold).where(theirs).values(pool_id=share_id))
    _write(sa.update(SeatPool).where(SeatPool.id == share_id).values(taken=SeatPool.taken + number))
    _write(sa.update(SeatPool).where(SeatPool.id == common_id).values(taken=SeatPool.taken - number))


def _write(statement: sa.Update | sa.Delete) -> None:
    db.session.execute(statement, execution_options=BULK)


def _read_anew() -> None:
    """Let everything be read again: pools and holds have changed behind the session's back."""
    db.session.flush()
    db.session.expire_all()
