"""Days and times of the demo's events, always counted from the clock's today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.core import clock

ZONE = ZoneInfo("Europe/Stockholm")
SATURDAY, SUNDAY = 5, 6
#: Public holidays outside the quiet weeks, as (month, day).
DAYS_OFF = {(5, 1), (6, 6)}
#: Weeks in which nobody would hold a webinar, as first and last (month, day).
QUIET_WEEKS = (((1, 1), (1, 6)), ((7, 1), (8, 9)), ((12, 21), (12, 31)))
#: So many weeks ahead a day is moved earlier rather than later, to stay within 20 weeks.
FAR_AHEAD = 10


def today() -> date:
    """Return the date in Sweden."""
    return clock.now().astimezone(ZONE).date()


def at(day: date, clock_time: str) -> datetime:
    """Return the Swedish local time `09.30` of a day as an instant."""
    hour, minute = clock_time.split(".")
    return datetime.combine(day, time(int(hour), int(minute)), ZONE)


def weeks_ahead(weeks: int, weekday: int) -> date:
    """Return a weekday (Monday 0) so many weeks after the coming Monday, moved off holidays and quiet weeks."""
    start = today()
    coming_monday = start + timedelta(days=7 - start.weekday())
    day = coming_monday + timedelta(weeks=weeks, days=weekday)
    step = timedelta(weeks=1 if weeks < FAR_AHEAD else -1)
    while _is_quiet(day):
        day += step
    while (day.month, day.day) in DAYS_OFF or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def next_democracy_day() -> date:
    """Return the next 8 November after today."""
    this_year = date(today().year, 11, 8)
    return this_year if this_year > today() else this_year.replace(year=this_year.year + 1)


def next_clock_change(at_least_days: int = 14) -> date:
    """Return the next Sunday, not sooner than so many days ahead, on which Sweden changes its clocks."""
    earliest = today() + timedelta(days=at_least_days)
    changes = (_last_sunday(year, month) for year in (earliest.year, earliest.year + 1) for month in (3, 10))
    return next(day for day in changes if day >= earliest)


def next_season() -> tuple[str, str]:
    """Return the half-year after this one, in Swedish and in English: *Våren 2027*, *Spring 2027*."""
    day = today()
    if day.month < 7:
        return f"Hösten {day.year}", f"Autumn {day.year}"
    return f"Våren {day.year + 1}", f"Spring {day.year + 1}"


def _is_quiet(day: date) -> bool:
    return any(first <= (day.month, day.day) <= last for first, last in QUIET_WEEKS)


def _last_sunday(year: int, month: int) -> date:
    # Directive 2000/84/EC: the last Sundays of March and October, both with 31 days.
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - SUNDAY) % 7)
