"""Who in the queue would get a seat if the pools were different; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable

from eventapp.events.part_models import SeatPool
from eventapp.registrations.models import Registration
from eventapp.registrations.seats import Wanted, plan_seats


def copy_pool(pool: SeatPool, *, capacity: int | None = None, taken: int | None = None) -> SeatPool:
    """Return a pool to reckon with, which the database knows nothing of, with other numbers where they are given."""
    copy = SeatPool(
        kind=pool.kind,
        session_id=pool.session_id,
        federation_id=pool.federation_id,
        capacity=pool.capacity if capacity is None else capacity,
        taken=pool.taken if taken is None else taken,
    )
    copy.id = pool.id
    return copy


def forecast_seats(
    pools: Iterable[SeatPool], wishes: Iterable[tuple[Registration, Wanted]]
) -> list[Registration]:
    """Return who in the queue gets a seat when it is walked with these copies of pools, which are used up."""
    copies = list(pools)
    promoted = []
    for registration, wanted in wishes:
        plan = plan_seats(copies, wanted)
        if plan.is_full:
            continue
        for pool in plan.pools:
            pool.taken += 1
        promoted.append(registration)
    return promoted
