"""How much a web process grows while people sign up and look, seats left and pages ever different."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.client import Client
from bench.products import Products, set_seats_left
from bench.report import Growth
from bench.rounds import CLIENTS, Effort
from bench.sign_up import LARGEST, sign_up

GOAL_MIB = 5.0
#: Sign-ups, and as many pages beside them; a fifth with `--quick`.
VISITS = 10_000
#: A fortieth of it is done before, so that all threads and connections are there and every page has been shown once.
WARM_UP = 40
#: Visits of each client until the seats left in all pools change: hardly any combination comes twice.
VISITS_EACH = 3
LEFT = (25, 60, 150, 300, 600, 1500, 3000, 6000)


def measure(products: Products, effort: Effort) -> Sequence[Growth]:
    """Measure one process with several visitors at a time."""
    count = VISITS if effort == Effort.whole() else VISITS // 5
    server = products.start("memory", workers="1")
    change, visit = _seats(products), _visits(products)
    clients = [Client(server.port) for _number in range(CLIENTS)]
    try:
        _run(clients, change, visit, count // WARM_UP)
        before = server.resident_mib()
        _run(clients, change, visit, count)
        after = server.resident_mib()
    finally:
        for client in clients:
            client.close()
        server.stop()
    return [Growth(f"one process, {count:,} sign-ups and as many pages", before, after, GOAL_MIB)]


def _seats(products: Products) -> Callable[[], None]:
    """Return what leaves other seats in each of the largest event's pools, the same in every run."""
    largest, chance = products.democracy_day, random.Random(1)
    return lambda: set_seats_left("memory", products.folder, largest, lambda: chance.choice(LEFT))


def _visits(products: Products) -> Callable[[Client], None]:
    """Return the visit of somebody who looks at the next page of all, then signs up for the largest event."""
    pages = itertools.cycle(f"{prefix}/evenemang/{slug}" for slug in products.slugs for prefix in ("", "/en"))
    journey = sign_up(products.democracy_day, LARGEST)

    def visit(client: Client) -> None:
        client.get(next(pages)).expect(200, "</html>")
        journey(client)

    return visit


def _run(
    clients: Sequence[Client], change: Callable[[], None], visit: Callable[[Client], None], count: int
) -> None:
    """Make so many visits; the seats change while nobody is served, else who signs up could find too few."""

    def run(client: Client) -> None:
        for _time in range(VISITS_EACH):
            visit(client)

    with ThreadPoolExecutor(len(clients)) as pool:
        for _round in range(-(-count // (len(clients) * VISITS_EACH))):
            change()
            list(pool.map(run, clients))
