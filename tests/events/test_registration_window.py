"""When one can sign up, and until when the queue gets seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventapp.events.kinds import Attendance, EventStatus
from eventapp.events.registration_window import (
    RegistrationState,
    is_queue_open,
    queue_ends_at,
    registration_state,
)
from tests.support.builders import make_event, swedish

START = swedish("2027-11-08 09:00")


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2027-10-01 07:59", RegistrationState.NOT_YET_OPEN),
        ("2027-10-01 08:00", RegistrationState.OPEN),
        ("2027-11-05 11:59", RegistrationState.OPEN),
        ("2027-11-05 12:00", RegistrationState.CLOSED),
        ("2027-11-08 10:59", RegistrationState.CLOSED),
        ("2027-11-08 11:00", RegistrationState.PAST),
    ],
)
def test_the_window_opens_and_closes_to_the_minute(session, at, moment, state):
    event = make_event(
        starts_at=START,
        registration_opens_at=swedish("2027-10-01 08:00"),
        registration_closes_at=swedish("2027-11-05 12:00"),
    )
    at(moment)
    assert registration_state(event) is state


def test_without_a_time_set_it_closes_at_the_start(session, at):
    event = make_event(starts_at=START, ends_at=None)
    at("2027-11-08 08:59")
    assert registration_state(event) is RegistrationState.OPEN
    at("2027-11-08 09:00")
    assert registration_state(event) is RegistrationState.PAST


def test_cancelled_goes_before_past_and_no_date(session, at):
    at("2028-01-01 00:00")
    for start in (START, None):
        event = make_event(starts_at=start, status=EventStatus.CANCELLED)
        assert registration_state(event) is RegistrationState.CANCELLED
    assert registration_state(make_event(starts_at=None)) is RegistrationState.NO_DATE


@pytest.mark.parametrize(
    ("attendance", "given", "hours"),
    [
        (Attendance.ON_SITE, None, 24),
        (Attendance.HYBRID, None, 24),
        (Attendance.ONLINE, None, 0),
        (Attendance.ONLINE, 48, 48),
        (Attendance.ON_SITE, 0, 0),
    ],
)
def test_the_queue_ends_before_the_start(session, at, attendance, given, hours):
    event = make_event(starts_at=START, attendance=attendance, queue_ends_hours=given)
    end = START - timedelta(hours=hours)
    assert queue_ends_at(event) == end
    at(end - timedelta(seconds=1))
    assert is_queue_open(event)
    at(end)
    assert not is_queue_open(event)


def test_no_queue_without_waiting_list_or_date(session):
    assert not is_queue_open(make_event(has_waiting_list=False))
    assert not is_queue_open(make_event(starts_at=None))
    assert queue_ends_at(make_event(starts_at=None)) is None
