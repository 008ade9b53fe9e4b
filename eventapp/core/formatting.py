"""Dates and times as people read them (REQUIREMENTS: Swedish authorities' writing rules; never the server's locale).

How a language writes them stands in its catalogue, names of days and months included.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


def weekday(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag*."""
    names: str = _("måndag tisdag onsdag torsdag fredag lördag söndag")
    return names.split()[_local(at, zone).weekday()]


def month(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *november*."""
    return _month_names()[_local(at, zone).month - 1]


def clock_time(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *09.00* (Swedish) or *09:00* (English)."""
    local = _local(at, zone)
    text: str = _("%(hour)s.%(minute)s", hour=f"{local:%H}", minute=f"{local:%M}")
    return text


def day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag 8 november 2021*."""
    return f"{weekday(at, zone)} {date_only(_local(at, zone).date())}"


def short_day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *8 nov 2021*, for cards and subject lines."""
    names: str = _("jan feb mar apr maj jun jul aug sep okt nov dec")
    return _date(_local(at, zone).date(), names.split())


def date_only(on: date) -> str:
    """Return *21 juni 2021*, for a date without a time."""
    return _date(on, _month_names())


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


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def _date(on: date, month_names: list[str]) -> str:
    text: str = _("%(day)s %(month)s %(year)s", day=on.day, month=month_names[on.month - 1], year=on.year)
    return text.replace(" ", NBSP, 1)


def _day_without_year(start: datetime, end: datetime, zone: str) -> str:
    local = _local(start, zone)
    if local.year != _local(end, zone).year:
        return day(start, zone)
    text: str = _("%(day)s %(month)s", day=local.day, month=_month_names()[local.month - 1])
    return f"{weekday(start, zone)} {text.replace(' ', NBSP, 1)}"


def _day_and_time(on: str, at: str) -> str:
    text: str = _("%(date)s kl.\N{NO-BREAK SPACE}%(time)s", date=on, time=at)
    return text


def _at_time(at: str) -> str:
    text: str = _("kl.\N{NO-BREAK SPACE}%(time)s", time=at)
    return text


def _month_names() -> list[str]:
    names: str = _("januari februari mars april maj juni juli augusti september oktober november december")
    return names.split()


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
