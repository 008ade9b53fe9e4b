"""What a downloaded list is called."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.events.models import Event


def filename_of(event: Event, file_format: str, today: datetime) -> str:
    """Return *deltagare-<slug>-2026-11-08.csv* with the event's day; a sensitive event's name stays out of it."""
    day = (event.starts_at or today).astimezone(ZoneInfo(event.timezone)).date()
    name = "deltagare" if event.is_sensitive else f"deltagare-{event.slug}"
    return f"{name}-{day.isoformat()}.{file_format}"
