"""Days and times of day as organisers type them."""

from __future__ import annotations

from datetime import date, time

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from eventapp.core.moments import ClockField, DayField, instant_of, local_parts, read_moment
from tests.support.builders import swedish

STOCKHOLM = "Europe/Stockholm"

pytestmark = pytest.mark.usefixtures("session")


class MomentForm(Form):
    day = DayField("Dag")
    clock = ClockField("Tid")


def sent(**values: str) -> MomentForm:
    form = MomentForm(MultiDict(values))
    form.validate()
    return form


@pytest.mark.parametrize("typed", ["9", "09:00", "9.00", "0900", "09:00:00"])
def test_a_clock_is_read_however_it_is_written(typed: str):
    form = sent(day="2027-11-08", clock=typed)
    assert read_moment(form.day, form.clock, STOCKHOLM) == swedish("2027-11-08 09:00")
    assert 'value="09:00"' in str(form.clock())


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2027-02-29", "09:00"), ("8/11", "09:00"), ("0001-01-01", "09:00"), ("2027-11-08", "25")],
)
def test_what_is_no_day_or_time_is_refused_and_shown_as_typed(day: str, clock: str):
    form = sent(day=day, clock=clock)
    assert len(form.errors) == 1
    assert (form.day._value(), form.clock._value()) == (day, "09:00" if clock == "09:00" else clock)


def test_half_a_moment_asks_for_the_other_half():
    form = sent(day="2027-11-08", clock="")
    assert read_moment(form.day, form.clock, STOCKHOLM) is None
    assert form.clock.errors == ["Fyll i klockslaget också"]


def test_the_hour_that_summer_time_skips_is_no_time_and_the_doubled_hour_is_its_first():
    assert instant_of(date(2027, 3, 28), time(2, 30), STOCKHOLM) is None
    assert instant_of(date(2027, 10, 31), time(2, 30), STOCKHOLM) == swedish("2027-10-31 02:30")


def test_a_moment_fills_the_boxes_with_what_the_clocks_show():
    assert local_parts(swedish("2027-11-08 09:00"), STOCKHOLM) == (date(2027, 11, 8), time(9, 0))
