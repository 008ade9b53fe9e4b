"""How many seats are left, read from the pools and never counted from registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.events.kinds import Mode, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession, SeatPool
from eventapp.events.seats_shown import ShownPool, ShownSeats


@dataclass(frozen=True, slots=True)
class Seats:
    """A limited number of seats and how many are taken."""

    capacity: int
    taken: int

    @property
    def left(self) -> int:
        """Seats that are free."""
        return max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whether none is free."""
        return self.left == 0


def find_pool(
    event: Event | ShownSeats,
    kind: PoolKind,
    *,
    session_id: int | None = None,
    federation_id: int | None = None,
) -> SeatPool | ShownPool | None:
    """Return the pool of that kind, None where nothing is limited."""
    wanted = (kind, session_id, federation_id)
    return next(
        (pool for pool in event.pools if (pool.kind, pool.session_id, pool.federation_id) == wanted), None
    )


def seats_left(
    event: Event | ShownSeats,
    kind: PoolKind = PoolKind.EVENT,
    *,
    session_id: int | None = None,
    federation_id: int | None = None,
) -> int | None:
    """Return the free seats of one pool, None where that is not limited."""
    pool = find_pool(event, kind, session_id=session_id, federation_id=federation_id)
    return None if pool is None else max(pool.free, 0)


def common_seats(event: Event | ShownSeats) -> Seats | None:
    """Return the event's seats with all hosts' shares, None where the event as a whole is not limited."""
    return _sum([pool for pool in event.pools if pool.kind in {PoolKind.EVENT, PoolKind.SHARE}])


def mode_seats(event: Event | ShownSeats, mode: Mode) -> Seats | None:
    """Return the seats of one way of attending, None where that is not limited."""
    pool = find_pool(event, PoolKind(mode.value))
    return None if pool is None else Seats(pool.capacity, pool.taken)


def session_seats(event: Event | ShownSeats, session: EventSession) -> Seats | None:
    """Return a workshop's seats, None where it is not limited."""
    pool = find_pool(event, PoolKind.SESSION, session_id=session.id)
    return None if pool is None else Seats(pool.capacity, pool.taken)


def event_seats(event: Event | ShownSeats) -> Seats | None:
    """Return the seats to show for the event: the tighter of its own limit and its ways of attending together."""
    limits = [common_seats(event), _modes_together(event)]
    known = [seats for seats in limits if seats is not None]
    return min(known, key=lambda seats: seats.left, default=None)


def is_full(event: Event | ShownSeats) -> bool:
    """Tell whether nobody can get a seat now, in whichever way they attend."""
    seats = event_seats(event)
    return seats is not None and seats.is_full


def is_mode_full(event: Event | ShownSeats, mode: Mode) -> bool:
    """Tell whether nobody can get a seat who attends in this way."""
    seats = mode_seats(event, mode)
    common = common_seats(event)
    return (seats is not None and seats.is_full) or (common is not None and common.is_full)


def _modes_together(event: Event | ShownSeats) -> Seats | None:
    """Sum the ways of attending, None as soon as one of them is without limit."""
    pools = [find_pool(event, PoolKind(mode.value)) for mode in event.modes]
    limited = [pool for pool in pools if pool is not None]
    return _sum(limited) if len(limited) == len(pools) else None


def _sum(pools: Sequence[SeatPool | ShownPool]) -> Seats | None:
    if not pools:
        return None
    return Seats(sum(pool.capacity for pool in pools), sum(pool.taken for pool in pools))
