"""Dates and times as people read them (by the writing rules of Swedish authorities; never the server's locale).

How a language writes them stands in its catalogue, names of days and months included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from eventapp.core.locale import current_language

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language writes dates and times."""

    weekdays: list[str]
    months: list[str]
    short_months: list[str]
    clock: str
    date: str
    date_without_year: str
    day_and_time: str
    at_time: str


#: By language; asking the catalogue for each part of each date takes far longer than writing it.
_known: dict[str, Manner] = {}


def weekday(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag*."""
    return _manner().weekdays[_local(at, zone).weekday()]


def month(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *november*."""
    return _manner().months[_local(at, zone).month - 1]


def clock_time(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *09.00* (Swedish) or *09:00* (English)."""
    local = _local(at, zone)
    return _manner().clock % {"hour": f"{local.hour:02}", "minute": f"{local.minute:02}"}


def day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag 8 november 2021*."""
    return f"{weekday(at, zone)} {date_only(_local(at, zone).date())}"


def short_day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *8 nov 2021*, for cards and subject lines."""
    manner = _manner()
    return _date(manner.date, _local(at, zone).date(), manner.short_months)


def date_only(on: date) -> str:
    """Return *21 juni 2021*, for a date without a time."""
    manner = _manner()
    return _date(manner.date, on, manner.months)


def when(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag 8 november 2021 kl. 09.00–12.00*, or both days where it spans several."""
    if _local(start, zone).date() == _local(end, zone).date():
        return _day_and_time(day(start, zone), times(start, end, zone))
    first = _day_and_time(_day_without_year(start, end, zone), clock_time(start, zone))
    return f"{first}{DASH}{moment(end, zone)}"


def moment(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *fredag 5 november 2021 kl. 12.00*."""
    return _day_and_time(day(at, zone), clock_time(at, zone))


def times(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *09.00–12.00*."""
    return f"{clock_time(start, zone)}{DASH}{clock_time(end, zone)}"


def clock_span(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *kl. 09.00–12.00* (Swedish) or *09:00–12:00* (English)."""
    return _at_time(times(start, end, zone))


def clock_start(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *kl. 09.00* (Swedish) or *09:00* (English)."""
    return _at_time(clock_time(at, zone))


def iso_local(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return the value of `<time datetime>`: *2021-11-08T09:00+01:00*."""
    return _local(at, zone).isoformat(timespec="minutes")


def table_moment(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *2021-11-08 09.00*, for tables and exported files."""
    return f"{_local(at, zone):%Y-%m-%d} {clock_time(at, zone)}"


def week_start(at: datetime, zone: str = "Europe/Stockholm") -> date:
    """Return the Monday of the week (ISO 8601) that an instant falls in."""
    on = _local(at, zone).date()
    return on - timedelta(days=on.weekday())


def week(monday: date) -> str:
    """Return *v. 45 2027*, by the day it begins with (ISO 8601)."""
    year, number, _day = monday.isocalendar()
    return _("v.\N{NO-BREAK SPACE}%(number)s %(year)s", number=number, year=year)


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def _date(pattern: str, on: date, month_names: list[str]) -> str:
    text = pattern % {"day": on.day, "month": month_names[on.month - 1], "year": on.year}
    return text.replace(" ", NBSP, 1)


def _day_without_year(start: datetime, end: datetime, zone: str) -> str:
    local = _local(start, zone)
    if local.year != _local(end, zone).year:
        return day(start, zone)
    manner = _manner()
    return f"{weekday(start, zone)} {_date(manner.date_without_year, local.date(), manner.months)}"


def _day_and_time(on: str, at: str) -> str:
    return _manner().day_and_time % {"date": on, "time": at}


def _at_time(at: str) -> str:
    return _manner().at_time % {"time": at}


def _manner() -> Manner:
    language = current_language()
    if language not in _known:
        _known[language] = _read_manner()
    return _known[language]


def _read_manner() -> Manner:
    return Manner(
        weekdays=_("måndag tisdag onsdag torsdag fredag lördag söndag").split(),
        months=_(
            "januari februari mars april maj juni juli augusti september oktober november december"
        ).split(),
        short_months=_("jan feb mar apr maj jun jul aug sep okt nov dec").split(),
        clock=_("%(hour)s.%(minute)s"),
        date=_("%(day)s %(month)s %(year)s"),
        date_without_year=_("%(day)s %(month)s"),
        day_and_time=_("%(date)s kl.\N{NO-BREAK SPACE}%(time)s"),
        at_time=_("kl.\N{NO-BREAK SPACE}%(time)s"),
    )


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
