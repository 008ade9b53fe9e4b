"""Caches stay within their limits whatever visitors make different, and count what they hold."""

from __future__ import annotations

import gc
import tracemalloc
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.calendars import feeds as calendar_feeds
from eventapp.core import caches
from eventapp.core.caches import Cache, list_caches, most_octets, octets_of
from eventapp.core.extensions import db
from eventapp.core.freshness import read_if_changed
from eventapp.events import feeds
from eventapp.events.event_rows import find_event_rows
from eventapp.events.models import Event
from eventapp.events.page_cache import EventCache
from eventapp.events.part_models import SeatPool
from eventapp.registrations.form_page import FORM_OCTETS
from eventapp.registrations.forms import build_registration_form
from tests.support.builders import make_event, make_session, swedish

KILOBYTE = 1024


def test_values_unused_for_longest_make_way() -> None:
    cache = Cache("pages", limit=3_000)
    for key in "abc":
        cache.put(key, key.upper(), 1_000)
    assert cache.find("a") == "A"

    cache.put("d", "D", 1_000)

    assert [key in cache for key in "abcd"] == [True, False, True, True]
    assert cache.octets == 3_000


def test_value_larger_than_the_cache_is_made_and_not_kept() -> None:
    cache = Cache("pages", limit=1_000)

    assert cache.keep("large", lambda: "x" * 5_000) == "x" * 5_000
    assert (len(cache), cache.octets) == (0, 0)


def test_value_of_another_state_takes_the_place_of_the_one_before() -> None:
    cache = Cache("pages")
    made = [cache.keep_current("form", seats, lambda seats=seats: f"{seats} kvar") for seats in (3, 3, 2, 3)]

    assert made == ["3 kvar", "3 kvar", "2 kvar", "3 kvar"]
    assert len(cache) == 1


def test_many_threads_leave_the_count_right() -> None:
    cache = Cache("pages", limit=50_000)

    def use(start: int) -> None:
        for number in range(2_000):
            cache.keep((start + number) % 97, lambda: "x" * 1_000)

    threads = [Thread(target=use, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (
        0
        < cache.octets
        == len(cache) * octets_of("x" * 1_000) + sum(octets_of(key) for key in range(97) if key in cache)
    )
    assert cache.octets <= cache.limit


@pytest.mark.parametrize(
    "make",
    [
        lambda number: ("x" * 5_000 + str(number),),
        lambda number: tuple((number * 1_000 + row, f"namn {number} {row}", None) for row in range(200)),
        lambda number: {f"nyckel {number} {row}": [float(row + number)] for row in range(200)},
        lambda number: calendar_feeds.FeedEntry(
            starts_at=number + 0.5, uid=f"u{number}", timezone="z", octets=bytes(4_000 + number)
        ),
    ],
    ids=["text", "rows", "dictionary", "dataclass"],
)
def test_octets_are_what_the_interpreter_takes(make: Any) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        values = [make(number) for number in range(1_000, 1_020)]
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert taken / 1.3 < sum(octets_of(value) for value in values) < taken * 1.3


def test_form_takes_no_more_than_it_is_counted_as(app: Flask, session: Any, at: Any) -> None:
    at("2027-10-01 12:00")
    event = make_event(starts_at=swedish("2027-11-08 09:00"))
    for slot in (1, 2, 3):
        make_session(event, slot=slot)
    with app.test_request_context("/"):
        build_registration_form(event)()
        gc.collect()
        tracemalloc.start()
        try:
            forms = [build_registration_form(event) for _time in range(10)]
            for form in forms:
                form()
            taken = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    assert taken / len(forms) < FORM_OCTETS


def events_with_seats(number: int) -> list[Event]:
    events = [
        make_event(slug=f"e{one}", seats=1_000, starts_at=swedish("2027-11-08 09:00"))
        for one in range(number)
    ]
    db.session.commit()
    return events


def visit_all(app: Flask, at: Any, slugs: list[str], combinations: int) -> None:
    """Open page and form of each event, in both languages, with other seats left each time."""
    client = app.test_client()
    for taken in range(combinations):
        db.session.execute(sa.update(SeatPool).values(taken=taken * 37))
        db.session.commit()
        at(f"2027-10-01 12:{taken:02}")
        for slug in slugs:
            for path in (f"/evenemang/{slug}", f"/evenemang/{slug}/anmalan"):
                for language in ("", "/en"):
                    assert client.get(language + path).status_code == 200


def caches_of(app: Flask, name: str) -> list[Cache]:
    return [cache for cache in list_caches() if cache.name == name]


def test_seats_that_change_leave_nothing_behind(app: Flask, session: Any, at: Any) -> None:
    at("2027-10-01 12:00")
    slugs = [event.slug for event in events_with_seats(2)]
    visit_all(app, at, slugs, 1)
    before = {
        cache.name: len(cache) for cache in list_caches() if cache.name in {"events", "pages"} and len(cache)
    }

    visit_all(app, at, slugs, 25)

    after = {
        cache.name: len(cache) for cache in list_caches() if cache.name in {"events", "pages"} and len(cache)
    }
    assert after == before
    assert before["events"] == 2 * 2 * 3


def test_control_key_with_the_seats_grows_with_them(
    app: Flask, session: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_current = Cache.keep_current

    def keep_each(cache: Cache, key: Any, state: Any, make: Any, octets: int | None = None) -> Any:
        return keep_current(cache, (key, state), state, make, octets)

    monkeypatch.setattr(Cache, "keep_current", keep_each)
    at("2027-10-01 12:00")
    slugs = [event.slug for event in events_with_seats(2)]
    visit_all(app, at, slugs, 1)
    before = sum(len(cache) for cache in caches_of(app, "pages"))

    visit_all(app, at, slugs, 25)

    assert sum(len(cache) for cache in caches_of(app, "pages")) > 3 * before


@pytest.mark.parametrize("name", ["events", "pages", "reads of a connection", "feed rows", "feed entries"])
def test_more_events_than_there_is_room_for_stay_within_the_limit(
    app: Flask, session: Any, at: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit = 40 * KILOBYTE
    monkeypatch.setattr(caches, "LIMITS", dict.fromkeys(caches.LIMITS, limit))
    monkeypatch.setattr("eventapp.core.freshness.READ_LIMIT", limit)
    monkeypatch.setattr("eventapp.events.feeds._kept", Cache("feed rows"))
    monkeypatch.setattr("eventapp.calendars.feeds._entries", Cache("feed entries"))
    db.session.remove()
    db.engine.dispose()
    fresh = fresh_application(app)
    at("2027-10-01 12:00")
    with fresh.app_context():
        slugs = [event.slug for event in events_with_seats(30)]
        visit_all(fresh, at, slugs, 1)
        assert fresh.test_client().get("/kalender.ics").status_code == 200

    used = [cache for cache in list_caches() if cache.name == name and cache.limit == limit and len(cache)]
    assert used
    assert all(limit / 4 < cache.octets <= limit for cache in used)


def fresh_application(app: Flask) -> Flask:
    """Give the application caches of its own, with the limits that hold now."""
    app.extensions["event_pages"] = EventCache()
    app.extensions["site_parts"] = Cache("site parts")
    return app


def test_addresses_that_do_not_exist_fill_nothing(app: Flask, session: Any) -> None:
    client = app.test_client()
    before = {id(cache): cache.octets for cache in list_caches()}
    for number in range(50):
        assert client.get(f"/evenemang/finns-inte-{number}").status_code == 404
        assert client.get(f"/serie/finns-inte-{number}?x={number}").status_code == 404

    grown = [
        cache
        for cache in list_caches()
        if cache.octets > before.get(id(cache), 0) and cache.name != "site parts"
    ]
    assert grown == []


def test_what_is_read_is_let_go_of_when_anything_is_written(app: Flask, session: Any) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("elsewhere nothing is kept")
    connection = db.session.connection()
    for number in range(100):
        read_if_changed(("row", number), lambda _connection: "x" * 1_000)
    _state, kept = connection.info["kept"]
    assert len(kept) == 100

    event = make_event()
    db.session.flush()
    assert find_event_rows(event.slug) is not None

    assert len(db.session.connection().info["kept"][1]) == 1


def test_every_cache_of_a_process_stands_in_the_list(app: Flask, session: Any) -> None:
    app.test_client().get("/")
    named = {cache.name for cache in list_caches()}

    assert named <= set(caches.LIMITS) | {"reads of a connection"}
    assert feeds._kept in list_caches()
    assert most_octets() <= 25 * caches.MEGABYTE


def test_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        Cache("something")
