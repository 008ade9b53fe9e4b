"""The event page with live seats, beside a bare page without a database."""

from __future__ import annotations

from collections.abc import Callable

from bench.client import Client
from bench.products import WEBINAR, Products, take_a_seat
from bench.report import Figure
from bench.rounds import Effort, Side
from bench.rounds import measure as measure_sides
from bench.servers import start_floor

PAGE_GOAL = 1 / 0.8
UNCHANGED_GOAL = 1.3


def measure(products: Products, effort: Effort) -> list[Figure]:
    """Measure the page of two events, the page just after a seat was taken, and the answer *unchanged*."""
    product, floor = products.start("event_page"), start_floor("bare_page")
    largest = products.democracy_day

    def after_a_change(client: Client) -> None:
        take_a_seat("event_page", products.folder)
        show(WEBINAR)(client)

    bare = Side(floor, lambda client: client.get("/page").expect(200, "</html>"))
    hello = Side(floor, lambda client: client.get("/hello").expect(200, "hello"))
    pages = measure_sides(
        [bare, Side(product, show(WEBINAR)), Side(product, show(largest))],
        effort,
        effort.pages,
    )
    answers = measure_sides([hello, Side(product, show_unchanged(WEBINAR))], effort, effort.pages)
    changed = measure_sides([bare, Side(product, after_a_change)], effort, effort.pages // 10)
    for server in (product, floor):
        server.stop()
    return [
        Figure("event page, beside a bare page", pages[1], pages[0], PAGE_GOAL),
        Figure("  of the largest event", pages[2], pages[0], PAGE_GOAL),
        Figure("  just after a seat was taken", changed[1], changed[0]),
        Figure("  If-None-Match, unchanged, beside hello", answers[1], answers[0], UNCHANGED_GOAL),
    ]


def show(slug: str) -> Callable[[Client], object]:
    """Return the visit of somebody who opens the page."""
    return lambda client: client.get(f"/evenemang/{slug}").expect(200, "</html>")


def show_unchanged(slug: str) -> Callable[[Client], object]:
    """Return the visit of somebody whose browser has the page."""

    def visit(client: Client) -> None:
        tag = client.cookies.get("tag") or client.get(f"/evenemang/{slug}").headers["ETag"]
        client.cookies["tag"] = tag
        client.get(f"/evenemang/{slug}", {"If-None-Match": tag}).expect(304)

    return visit
