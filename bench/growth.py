"""Page, form and sign-up with many registrations, beside the same with none: what is counted must not be read."""

from __future__ import annotations

from collections.abc import Callable

from bench.client import Client
from bench.event_page import show
from bench.products import WEBINAR, Products
from bench.report import Figure
from bench.rounds import Effort, Side
from bench.rounds import measure as measure_sides
from bench.sign_up import sign_up

#: Registrations, and the greatest ratio wanted.
GOALS = ((10_000, 1.05), (100_000, 1.10))


def measure(products: Products, effort: Effort) -> list[Figure]:
    """Measure three servers by turns that differ in the number of registrations alone."""
    servers = [products.start(f"growth_{count}", count) for count in (0, *(count for count, _goal in GOALS))]
    visits: list[tuple[str, Callable[[Client], object], int]] = [
        ("event page", show(WEBINAR), effort.pages // 2),
        ("form", _open_form, effort.journeys * 2),
        ("sign-up journey", sign_up(WEBINAR), effort.journeys // 2),
    ]
    figures = []
    for name, visit, count in visits:
        sides = [Side(server, visit) for server in servers]
        none, *costs = measure_sides(sides, effort, count)
        figures += [
            Figure(f"{name} at {many:,} registrations, beside none", cost, none, goal)
            for (many, goal), cost in zip(GOALS, costs, strict=True)
        ]
    for server in servers:
        server.stop()
    return figures


def _open_form(client: Client) -> None:
    client.cookies.clear()
    client.get(f"/evenemang/{WEBINAR}/anmalan").expect(200, "csrf_token")
