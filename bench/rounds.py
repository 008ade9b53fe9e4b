"""Measuring several sides by turns, so that a shared machine's moods hit all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.client import Client
from bench.servers import Server

#: People who visit at the same time, each over a connection of their own.
CLIENTS = 4
#: Visits of each before it is measured.
WARM_UP = 4


@dataclass(frozen=True)
class Effort:
    """How much is measured: rounds, in each the number of pages or of whole journeys, and when to begin no more."""

    rounds: int
    pages: int
    journeys: int
    #: No further round of one measurement after so long; at least two are made.
    seconds: float

    @classmethod
    def whole(cls) -> Effort:
        """Return what the figures that are told are measured with."""
        return cls(rounds=7, pages=800, journeys=120, seconds=14)

    @classmethod
    def quick(cls) -> Effort:
        """Return enough to see a large change."""
        return cls(rounds=3, pages=300, journeys=32, seconds=2)


@dataclass(frozen=True)
class Side:
    """One of those compared: its server, and what one visitor does; raises when the answer is wrong."""

    server: Server
    visit: Callable[[Client], object]


@dataclass(frozen=True)
class Cost:
    """What one visit costs the server (CPU milliseconds) and how many fit into a second of the clock."""

    cpu_ms: float
    rate: float


def measure(sides: Sequence[Side], effort: Effort, count: int) -> list[Cost]:
    """Return the median cost of each side's visits: `count` of them in each round, the sides taking turns."""
    until = time.monotonic() + effort.seconds
    rounds: list[list[Cost]] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        while len(rounds) < 2 or (len(rounds) < effort.rounds and time.monotonic() < until):
            rounds.append([_round(pool, side, count) for side in sides])
    return [_median(costs) for costs in zip(*rounds, strict=True)]


def _round(pool: ThreadPoolExecutor, side: Side, count: int) -> Cost:
    clients = [Client(side.server.port) for _number in range(CLIENTS)]
    each = -(-count // CLIENTS)
    try:
        # What a process does once, such as reading a template, is no visit's cost.
        list(pool.map(lambda client: _visit(side, client, WARM_UP), clients))
        cpu, clock = side.server.cpu_ms(), time.perf_counter()
        list(pool.map(lambda client: _visit(side, client, each), clients))
        seconds = time.perf_counter() - clock
        return Cost((side.server.cpu_ms() - cpu) / (each * CLIENTS), each * CLIENTS / seconds)
    finally:
        for client in clients:
            client.close()


def _visit(side: Side, client: Client, times: int) -> None:
    for _time in range(times):
        side.visit(client)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.cpu_ms for cost in costs), statistics.median(cost.rate for cost in costs)
    )
