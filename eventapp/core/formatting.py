"""Dates and times as people read them (REQUIREMENTS: Swedish authorities' writing rules; never the server's locale)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.core.locale import current_language

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def weekday(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag*."""
    return WEEKDAYS[current_language()][_local(at, zone).weekday()]


def month(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *november*."""
    return MONTHS[current_language()][_local(at, zone).month - 1]


def clock_time(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *09.00* (Swedish) or *09:00* (English)."""
    separator = "." if current_language() == "sv" else ":"
    return _local(at, zone).strftime(f"%H{separator}%M")


def day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag 8 november 2021*."""
    local = _local(at, zone)
    return f"{weekday(at, zone)} {local.day}{NBSP}{month(at, zone)} {local.year}"


def short_day(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *8 nov 2021*, for cards and subject lines."""
    local = _local(at, zone)
    return f"{local.day}{NBSP}{month(at, zone)[:3]} {local.year}"


def date_only(on: date) -> str:
    """Return *21 juni 2021*, for a date without a time."""
    return f"{on.day}{NBSP}{MONTHS[current_language()][on.month - 1]} {on.year}"


def when(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *måndag 8 november 2021 kl. 09.00–12.00*, or both days where it spans several."""
    if _local(start, zone).date() == _local(end, zone).date():
        return f"{day(start, zone)}{_at()}{times(start, end, zone)}"
    return f"{_day_without_year(start, end, zone)}{_at()}{clock_time(start, zone)}{DASH}{moment(end, zone)}"


def moment(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *fredag 5 november 2021 kl. 12.00*."""
    return f"{day(at, zone)}{_at()}{clock_time(at, zone)}"


def times(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *09.00–12.00*."""
    return f"{clock_time(start, zone)}{DASH}{clock_time(end, zone)}"


def clock_span(start: datetime, end: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *kl. 09.00–12.00* (Swedish) or *09:00–12:00* (English)."""
    return f"{'kl.' + NBSP if current_language() == 'sv' else ''}{times(start, end, zone)}"


def iso_local(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return the value of `<time datetime>`: *2021-11-08T09:00+01:00*."""
    return _local(at, zone).isoformat(timespec="minutes")


def table_moment(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """Return *2021-11-08 09.00*, for tables and exported files."""
    return f"{_local(at, zone):%Y-%m-%d} {clock_time(at, zone)}"


def capital(text: str) -> str:
    """Return the text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def _day_without_year(start: datetime, end: datetime, zone: str) -> str:
    whole = day(start, zone)
    same_year = _local(start, zone).year == _local(end, zone).year
    return whole.rsplit(" ", 1)[0] if same_year else whole


def _at() -> str:
    return f" kl.{NBSP}" if current_language() == "sv" else ", "


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
