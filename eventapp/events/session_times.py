"""When an item of the programme is, as people read it: with its day where the event has several."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.core import formatting as fmt
from eventapp.events.models import Event


def has_several_days(event: Event) -> bool:
    """Tell whether an event goes on into another day than that on which it begins."""
    if event.starts_at is None or event.ends_at is None:
        return False
    zone = ZoneInfo(event.timezone)
    return event.starts_at.astimezone(zone).date() != event.ends_at.astimezone(zone).date()


def hours_of(event: Event, starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return *13.00–14.00* or *13.00*, on an event of several days *8 nov 2027 13.00–14.00*; empty without a time."""
    if starts_at is None:
        return ""
    zone = event.timezone
    hours = fmt.times(starts_at, ends_at, zone) if ends_at else fmt.clock_time(starts_at, zone)
    return f"{fmt.short_day(starts_at, zone)} {hours}" if has_several_days(event) else hours


def clock_hours_of(event: Event, starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return *kl. 13.00–14.00* for use in a sentence, with its whole day on an event of several."""
    if starts_at is None:
        return ""
    zone = event.timezone
    if has_several_days(event):
        return fmt.when(starts_at, ends_at, zone) if ends_at else fmt.moment(starts_at, zone)
    return fmt.clock_span(starts_at, ends_at, zone) if ends_at else fmt.clock_start(starts_at, zone)
