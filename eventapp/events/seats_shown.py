"""Seats left as strangers see them: in coarse words, so that one sign-up more or less does not show.

Whoever sends a form with somebody's address would else see by the number whether it was registered already. Where the
words change is moved every minute, in a way that nobody outside can tell: so seats held at such a place tell next to
nothing either. Whether there is a seat at all is always exact, and more seats than there are is never said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.tokens import keyed_digest
from eventapp.events.kinds import Mode, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool

#: *Fler än 10*, *fler än 20*, …; what is not above the first is *några*.
LEVELS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
#: By how many seats the places where the words change are moved.
WIDTH = 10
_COLUMNS = [column.name for column in SeatPool.__table__.columns]
_EVENT_ID, _CAPACITY, _TAKEN = (_COLUMNS.index(name) for name in ("event_id", "capacity", "taken"))


@dataclass(frozen=True, slots=True)
class ShownPool:
    """A pool as strangers see it."""

    kind: PoolKind
    session_id: int | None
    federation_id: int | None
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        """Seats that are free at least."""
        return self.capacity - self.taken


class ShownSeats:
    """An event's ways of attending and its pools as strangers see them."""

    def __init__(self, event: Event) -> None:
        self.modes: Sequence[Mode] = event.modes
        self.pools = [
            ShownPool(pool.kind, pool.session_id, pool.federation_id, pool.capacity, _taken(pool, event.id))
            for pool in event.pools
        ]


def level_of(left: int, event_id: int) -> int:
    """Return the number that more seats are left than, 0 where there are only some."""
    sure = left - _shift(event_id)
    return max((level for level in LEVELS if level < sure), default=0)


def shown_left(left: int, event_id: int) -> int:
    """Return the fewest free seats that read the same in this minute; none only where there is none."""
    if left <= 0:
        return 0
    level = level_of(left, event_id)
    return level + _shift(event_id) + 1 if level else 1


def shown_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a pool's row with the seats taken as strangers see them: equal rows are then equal pages."""
    left = shown_left(row[_CAPACITY] - row[_TAKEN], row[_EVENT_ID])
    return (*row[:_TAKEN], row[_CAPACITY] - left, *row[_TAKEN + 1 :])


def seats_words(left: int, event_id: int) -> str:
    """Return *några platser kvar* or *fler än 20 platser kvar*."""
    level = level_of(left, event_id)
    some: str = _("några platser kvar")
    more: str = _("fler än %(num)d platser kvar", num=level)
    return more if level else some


def _taken(pool: SeatPool, event_id: int) -> int:
    return pool.capacity - shown_left(pool.capacity - pool.taken, event_id)


def _shift(event_id: int) -> int:
    minute = int(clock.now().timestamp()) // 60
    return int(keyed_digest(f"{event_id}:{minute}", "seats shown")[:8], 16) % WIDTH
