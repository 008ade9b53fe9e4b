"""The whole sign-up: the form, sending it, the page after it; beside one with nothing around it."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from bench.client import Client, path_of
from bench.products import WEBINAR, Products
from bench.report import Figure
from bench.rounds import Effort, Side
from bench.rounds import measure as measure_sides
from bench.servers import start_floor

GOAL = 1 / 0.35
#: What the largest event asks besides.
LARGEST = {"federation": "other", "mode": "on_site", "role": "employee", "eligible": "1"}
RAW_TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE event (capacity INTEGER NOT NULL, taken INTEGER NOT NULL);
INSERT INTO event VALUES (1000000, 0);
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
"""

_number = itertools.count(1)


def measure(products: Products, effort: Effort) -> list[Figure]:
    """Measure the journey for an ordinary event and for the largest; SQLite with `synchronous=FULL` on both sides."""
    raw_database = products.folder / "raw.db"
    _create_raw(raw_database)
    floor = start_floor("raw_sign_up", {"BENCH_DATABASE": str(raw_database)})
    product = products.start("sign_up")
    costs = measure_sides(
        [
            Side(floor, _sign_up_raw),
            Side(product, sign_up(WEBINAR)),
            Side(product, sign_up(products.democracy_day, LARGEST)),
        ],
        effort,
        effort.journeys,
    )
    for server in (product, floor):
        server.stop()
    return [
        Figure("sign-up journey, beside a raw one", costs[1], costs[0], GOAL),
        Figure("  for the largest event", costs[2], costs[0], GOAL),
    ]


def sign_up(slug: str, answers: Mapping[str, str] | None = None) -> Callable[[Client], object]:
    """Return the visit of a new person who signs up."""

    def visit(client: Client) -> None:
        client.cookies.clear()
        path = f"/evenemang/{slug}/anmalan"
        hidden = client.get(path).expect(200, "csrf_token").hidden
        sent = client.post(path, {**hidden, **new_person(), **(answers or {})}).expect(303)
        client.get(path_of(sent.headers["Location"])).expect(200, "Du är anmäld")

    return visit


def new_person() -> dict[str, str]:
    """Return a name and an address that nobody had before."""
    number = next(_number)
    return {"name": f"Exempelperson {number}", "email": f"exempelperson{number}@exempelkommun.example"}


def _sign_up_raw(client: Client) -> None:
    client.get("/").expect(200, "<form")
    sent = client.post("/", new_person()).expect(303)
    client.get(sent.headers["Location"]).expect(200, "Du är anmäld")


def _create_raw(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(RAW_TABLES)
