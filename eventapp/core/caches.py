"""Memory that makes a process quicker: each cache has a limit in octets, and all limits stand in one list.

A cache without a limit grows with whatever visitors make different: the seats that are left, the address they ask for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from threading import Lock
from types import FunctionType
from typing import Any, TypeVar, cast
from weakref import WeakSet

from cachetools import LRUCache

Value = TypeVar("Value")

MEGABYTE = 1024 * 1024
#: Octets that the values of a cache take at most, as `octets_of` counts; one that is larger is not kept at all.
LIMITS: Mapping[str, int] = {
    #: Events as strangers see them, and what was made of them: pages and forms.
    "events": 4 * MEGABYTE,
    "pages": 4 * MEGABYTE,
    #: Entries of public feeds by the event's rows: all events of some years, in both languages.
    "feed rows": 4 * MEGABYTE,
    #: Entries of any feed by their facts.
    "feed entries": 2 * MEGABYTE,
    #: Head, menu and footer of each page.
    "site parts": MEGABYTE,
    #: Names of what was logged once, and is not to be logged again.
    "said": MEGABYTE // 8,
}
#: What one connection to SQLite has read, until anything is written; the pool keeps five connections (`pool_size`).
READ_LIMIT = MEGABYTE
KEPT_CONNECTIONS = 5

#: Values that hold no others, and such that hold nothing but others; the quick way for rows from the database.
_ATOMS = frozenset({type(None), bool, int, float, str, bytes, datetime, date, time, timedelta})
_ROWS = frozenset({tuple, list})
#: Nothing below these belongs to the value.
_SHARED = (type, Enum, FunctionType)

_NOTHING = (None, 0)
_alive: WeakSet[Cache] = WeakSet()


def most_octets() -> int:
    """Return how much memory all caches of a process may take."""
    return sum(LIMITS.values()) + KEPT_CONNECTIONS * READ_LIMIT


def list_caches() -> list[Cache]:
    """Return the caches of this process that are in use."""
    return list(_alive)


class Cache:
    """Values that were used last, within a limit in octets; safe for several threads."""

    def __init__(
        self, name: str, limit: int | None = None, weigh: Callable[[Any], int] | None = None
    ) -> None:
        self.name, self._weigh = name, weigh or octets_of
        self.limit = LIMITS[name] if limit is None else limit
        self._kept: LRUCache[Hashable, tuple[Any, int]] = LRUCache(self.limit, getsizeof=lambda kept: kept[1])
        self._lock = Lock()
        _alive.add(self)

    @property
    def octets(self) -> int:
        """Octets of all that is kept now."""
        return int(self._kept.currsize)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        """Tell whether a value is kept, without counting that as use."""
        return key in self._kept

    def find(self, key: Hashable) -> Any:
        """Return the value, None where it is not kept."""
        return self.find_all((key,))[0]

    def find_all(self, keys: Iterable[Hashable]) -> list[Any]:
        """Return the value of each key, None where it is not kept."""
        with self._lock:
            return [self._kept.get(key, _NOTHING)[0] for key in keys]

    def put(self, key: Hashable, value: Any, octets: int | None = None) -> None:
        """Keep a value, and let go of those that were not used for longest; `octets` where they are known."""
        kept = (value, octets_of(key) + self._weigh(value) if octets is None else octets)
        if kept[1] > self.limit:
            return
        with self._lock:
            self._kept[key] = kept

    def keep(self, key: Hashable, make: Callable[[], Value], octets: int | None = None) -> Value:
        """Return the value, made where it is not kept. Two threads may both make it; None is not kept."""
        found = self.find(key)
        if found is None:
            found = make()
            if found is not None:
                self.put(key, found, octets)
        return cast("Value", found)

    def keep_current(
        self, key: Hashable, state: Any, make: Callable[[], Value], octets: int | None = None
    ) -> Value:
        """Return the value made of this state, in the place of the one made of an earlier state."""
        found = self.find(key)
        if found is None or found[0] != state:
            found = (state, make())
            self.put(key, found, octets)
        return cast("Value", found[1])

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()


def octets_of(value: Any) -> int:
    """Return how many octets plain values take with all that they hold: text, numbers, containers, dataclasses.

    What is shared by the whole process, such as classes and functions, counts nothing.
    """
    total, left, seen = 0, [value], set()
    while left:
        one = left.pop()
        kind = type(one)
        if kind in _ATOMS:
            total += sys.getsizeof(one)
        elif id(one) not in seen and not isinstance(one, _SHARED):
            seen.add(id(one))
            total += sys.getsizeof(one)
            left += one if kind in _ROWS else _held(one)
    return total


def _held(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, (tuple, list, set, frozenset)):
        return value
    slots = [getattr(value, name, None) for name in getattr(type(value), "__slots__", ())]
    return [*slots, *getattr(value, "__dict__", {}).values()]
