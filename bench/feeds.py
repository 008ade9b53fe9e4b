"""The feed of five hundred events: made anew, as it is, and unchanged; beside one joined by hand, and hello."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.client import Client
from bench.products import Products, take_a_seat
from bench.report import Figure
from bench.rounds import Cost, Effort, Side
from bench.rounds import measure as measure_sides
from bench.servers import start_floor

EVENTS = 500
BUILT_GOAL, UNCHANGED_GOAL, KNOWN_GOAL = 3.0, 3.0, 1.3
#: What is wanted in milliseconds, not beside anything.
MILLISECOND = Cost(cpu_ms=1.0, rate=0.0)


def measure(products: Products, effort: Effort) -> list[Figure]:
    """Measure the three answers a feed can give; *made anew* comes after a write of somebody else's each time."""
    product = products.start("feeds")
    path = products.folder / "feeds.db"
    _fill(path)
    floor = start_floor("hand_feed", {"FLOOR_DATABASE": str(path)})

    def made_anew(client: Client) -> None:
        take_a_seat("feeds", products.folder)
        client.get("/kalender.ics").expect(200, "END:VCALENDAR")

    joined = Side(floor, lambda client: client.get("/feed.ics").expect(200, "END:VCALENDAR"))
    hello = Side(floor, lambda client: client.get("/hello").expect(200, "hello"))
    built = measure_sides([joined, Side(product, made_anew)], effort, effort.journeys)
    same = measure_sides(
        [
            hello,
            Side(product, lambda client: client.get("/kalender.ics").expect(200)),
            Side(product, show_known),
        ],
        effort,
        effort.pages,
    )
    for server in (product, floor):
        server.stop()
    return [
        Figure(
            f"feed of {EVENTS} events made anew, beside one joined by hand", built[1], built[0], BUILT_GOAL
        ),
        Figure("  as it is, in milliseconds", same[1], MILLISECOND, UNCHANGED_GOAL),
        Figure("  If-None-Match, unchanged, beside hello", same[2], same[0], KNOWN_GOAL),
    ]


def show_known(client: Client) -> None:
    """Ask as a calendar program does that has the feed."""
    tag = client.cookies.get("tag") or client.get("/kalender.ics").headers["ETag"]
    client.cookies["tag"] = tag
    client.get("/kalender.ics", {"If-None-Match": tag}).expect(304)


def _fill(path: Path) -> None:
    """Add events like the demo's webinar, until there are enough."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        values = dict(
            connection.execute(
                "SELECT * FROM event WHERE kind = 'webinar' AND status = 'published'"
            ).fetchone()
        )
        host = connection.execute(
            "SELECT federation_id FROM co_host WHERE event_id = ? AND is_coordinating", (values["id"],)
        ).fetchone()[0]
        start = connection.execute("SELECT max(starts_at) FROM event").fetchone()[0]
        listed = "SELECT count(*) FROM event WHERE status <> 'draft' AND starts_at IS NOT NULL"
        missing = EVENTS - connection.execute(listed).fetchone()[0]
        for number in range(missing):
            _copy(connection, values, host, (number, start))


def _copy(
    connection: sqlite3.Connection, values: dict[str, object], host: int, when: tuple[int, str]
) -> None:
    number, start = when
    row = values | {"id": None, "public_id": f"feed{number}", "slug": f"feed-{number}"}
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    event = connection.execute(f"INSERT INTO event ({names}) VALUES ({marks})", row).lastrowid
    at, earlier = "strftime('%Y-%m-%d %H:%M:%f000', ?, ?, ?)", f"-{number % 400} hours"
    connection.execute(
        f"UPDATE event SET starts_at = {at}, ends_at = {at}, title = title || ? WHERE id = ?",
        (start, earlier, "+0 hours", start, earlier, "+1 hours", f" {number}", event),
    )
    host_row = "INSERT INTO co_host (event_id, federation_id, is_coordinating, position) VALUES (?, ?, 1, 0)"
    connection.execute(host_row, (event, host))
