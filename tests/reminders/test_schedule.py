"""When a reminder is due: quiet hours, changes of time, whole days against hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from eventapp.reminders.models import ReminderRule
from eventapp.reminders.schedule import moment_of
from tests.support.builders import swedish

WEEK, DAY = 7 * 24 * 60, 24 * 60


def due(start: str, minutes: int, *, ignores_quiet_hours: bool = False, zone: str = "Europe/Stockholm"):
    rule = ReminderRule(key="x", minutes_before=minutes, ignores_quiet_hours=ignores_quiet_hours)
    return moment_of(rule, swedish(start), zone)


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("2027-11-08 09:00", "2027-11-07 09:00"),
        ("2027-11-08 07:00", "2027-11-07 07:00"),
        ("2027-11-08 06:59", "2027-11-06 19:00"),
        ("2027-11-08 00:00", "2027-11-06 19:00"),
        ("2027-11-08 19:59", "2027-11-07 19:59"),
        ("2027-11-08 20:00", "2027-11-07 19:00"),
        ("2027-11-08 23:59", "2027-11-07 19:00"),
    ],
)
def test_a_moment_in_the_quiet_hours_moves_back_to_the_evening_before(start, moment):
    assert due(start, DAY) == swedish(moment)


def test_the_hour_before_is_kept_also_at_night():
    assert due("2027-11-08 06:30", 60, ignores_quiet_hours=True) == swedish("2027-11-08 05:30")


@pytest.mark.parametrize(
    ("start", "minutes", "moment"),
    [
        ("2027-03-28 09:00", DAY, "2027-03-27 09:00"),
        ("2027-03-30 09:00", WEEK, "2027-03-23 09:00"),
        ("2027-10-31 09:00", DAY, "2027-10-30 09:00"),
        ("2027-11-02 09:00", WEEK, "2027-10-26 09:00"),
    ],
)
def test_whole_days_keep_the_wall_clock_over_a_change_of_time(start, minutes, moment):
    assert due(start, minutes) == swedish(moment)


@pytest.mark.parametrize(
    ("start", "moment"),
    [("2027-03-28 03:30", "2027-03-28 01:30+01:00"), ("2027-10-31 03:30", "2027-10-31 02:30+01:00")],
)
def test_an_hour_is_an_hour_over_a_change_of_time(start, moment):
    assert due(start, 60, ignores_quiet_hours=True) == datetime.fromisoformat(moment)


def test_the_events_own_zone_decides():
    # 09.00 in Stockholm is 17.00 in Tokyo; the day before that is 09.00 in Stockholm as well.
    assert due("2027-11-08 09:00", DAY, zone="Asia/Tokyo") == swedish("2027-11-07 09:00")
    # 14.00 in Stockholm is 22.00 in Tokyo: quiet there, so 19.00, which is 11.00 here.
    assert due("2027-11-08 14:00", DAY, zone="Asia/Tokyo") == swedish("2027-11-07 11:00")
