"""Comparing how much work two sizes of one input make: CPU time of this process, never of a clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Twice the input may cost so many times the work.
MOST = 2.5
#: Seconds of CPU below which two measurements tell nothing about growth.
FLOOR = 0.02


def work_of(run: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU time of a few runs: what disturbs a measurement only ever adds to it."""
    least = float("inf")
    for _ in range(times):
        begin = time.process_time()
        run()
        least = min(least, time.process_time() - begin)
        if least < FLOOR:
            break
    return least


def grows_too_fast(run: Callable[[int], object], size: int, floor: float = FLOOR) -> float:
    """Return how many times the work twice the size makes, 0.0 where that is no more than it may be.

    Measures again, and more often, before it says so: other programs on the machine make a single comparison worth
    little. What grows with the square makes four times the work, so no chance hides it.
    """
    ratio = 0.0
    for times in (1, 3, 3):
        large = work_of(lambda: run(2 * size), times)
        if large < floor:
            return 0.0
        ratio = large / max(work_of(lambda: run(size), times + 1), floor / MOST)
        if ratio <= MOST:
            return 0.0
    return ratio
