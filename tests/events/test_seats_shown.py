"""Seats left in words that do not move with one sign-up, and never say more than there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events import seats_shown
from eventapp.events.part_models import SeatPool
from eventapp.events.seats_shown import LEVELS, WIDTH, level_of, shown_left
from tests.support.builders import make_event
from tests.support.forms import fill_in

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTES = [NOON + timedelta(minutes=number) for number in range(200)]


@pytest.fixture(autouse=True)
def context(session, at):
    at(NOON)


def test_full_is_full_and_nothing_else_is():
    assert shown_left(0, 1) == shown_left(-3, 1) == 0
    assert all(shown_left(left, 1) > 0 for left in range(1, 700))


def test_never_more_is_said_than_there_is_and_the_same_within_a_minute(at):
    for minute in MINUTES[:20]:
        at(minute)
        for left in range(1, 300):
            shown = shown_left(left, 1)
            assert level_of(left, 1) < left
            assert shown <= left
            assert shown_left(shown, 1) == shown
            assert level_of(shown, 1) == level_of(left, 1)


def test_where_the_words_change_moves_every_minute_so_that_no_number_of_seats_is_the_edge(at):
    edges = set()
    for minute in MINUTES:
        at(minute)
        edges.add(next(left for left in range(1, 60) if level_of(left, 1) == LEVELS[0]))
    assert edges == set(range(LEVELS[0] + 1, LEVELS[0] + 1 + WIDTH))


def test_fixed_the_edge_would_be_the_same_for_ever(at, monkeypatch):
    monkeypatch.setattr(seats_shown, "_shift", lambda _event_id: 0)
    edges = set()
    for minute in MINUTES:
        at(minute)
        edges.add(next(left for left in range(1, 60) if level_of(left, 1) == LEVELS[0]))
    assert len(edges) == 1


def public_pages(client, event):
    paths = ("/", f"/evenemang/{event.slug}", f"/evenemang/{event.slug}/anmalan")
    return [re.sub(r'type="hidden" value="[^"]*"', "", client.get(path).text) for path in paths]


@pytest.mark.parametrize("seats", [8, 35])
def test_stranger_who_watches_sees_no_difference_between_a_known_and_a_new_address(app, client, seats):
    event = make_event(seats=seats)
    sign_up_form = f"/evenemang/{event.slug}/anmalan"
    fill_in(app.test_client(), sign_up_form, name="Kim", email="kim@example.se")
    before = public_pages(client, event)
    taken = sa.select(SeatPool.taken)
    for email, seats_taken in (("kim@example.se", 1), ("robin@example.se", 2)):
        fill_in(app.test_client(), sign_up_form, name="Kim", email=email)
        db.session.rollback()
        assert db.session.scalar(taken) == seats_taken
        assert public_pages(client, event) == before


def test_exact_numbers_would_tell(app, client, monkeypatch):
    event = make_event(seats=8)
    before = public_pages(client, event)
    monkeypatch.setattr(seats_shown, "level_of", lambda left, _event_id: left)
    monkeypatch.setattr("eventapp.events.event_page.level_of", lambda left, _event_id: left)
    monkeypatch.setattr("eventapp.events.event_rows.shown_row", lambda row: row)
    before = public_pages(client, event)
    fill_in(app.test_client(), f"/evenemang/{event.slug}/anmalan", name="Kim", email="kim@example.se")
    assert public_pages(client, event) != before


def test_page_kept_in_memory_is_the_same_after_a_sign_up_within_the_minute(app, client):
    event = make_event(seats=35)
    tags = []
    for email in ("a@example.se", "b@example.se"):
        fill_in(app.test_client(), f"/evenemang/{event.slug}/anmalan", name="Kim", email=email)
        tags.append(client.get(f"/evenemang/{event.slug}").headers["ETag"])
    assert tags[0] == tags[1]
    assert clock.now() == NOON
