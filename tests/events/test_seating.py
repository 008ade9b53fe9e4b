"""Seats left, read from the pools."""

from __future__ import annotations

from eventapp.events.kinds import Attendance, Mode, PoolKind
from eventapp.events.seating import (
    Seats,
    event_seats,
    is_full,
    is_mode_full,
    mode_seats,
    seats_left,
    session_seats,
)
from tests.support.builders import make_event, make_federation, make_pool, make_session


def test_what_has_no_pool_is_unlimited(session):
    event = make_event(seats=None)
    assert event_seats(event) is None
    assert seats_left(event) is None
    assert mode_seats(event, Mode.ONLINE) is None
    assert not is_full(event)


def test_shares_count_with_the_events_own_seats(session):
    one, other = make_federation(), make_federation()
    event = make_event(hosts=[one, other], seats=10, taken=10)
    make_pool(event, PoolKind.SHARE, 5, taken=3, federation_id=other.id)
    assert event_seats(event) == Seats(15, 13)
    assert seats_left(event) == 0
    assert seats_left(event, PoolKind.SHARE, federation_id=other.id) == 2
    assert not is_full(event)


def test_the_tighter_limit_counts(session):
    event = make_event(attendance=Attendance.HYBRID, seats=30, on_site=10, online=15, taken=5)
    assert event_seats(event) == Seats(25, 10)
    event.pools[0].taken = 30
    assert event_seats(event) == Seats(30, 30)
    assert is_full(event)
    assert is_mode_full(event, Mode.ONLINE)


def test_one_full_way_of_attending_leaves_the_other(session):
    event = make_event(attendance=Attendance.HYBRID, seats=None, on_site=10)
    event.pools[0].taken = 10
    assert is_mode_full(event, Mode.ON_SITE)
    assert not is_mode_full(event, Mode.ONLINE)
    assert not is_full(event)
    assert event_seats(event) is None


def test_workshops_have_seats_of_their_own(session):
    event = make_event()
    workshop, talk = make_session(event, slot=1, seats=12, taken=4), make_session(event)
    assert session_seats(event, workshop) == Seats(12, 4)
    assert session_seats(event, talk) is None
