"""Readable names in addresses: made of the title that may stand anywhere, unique, kept once they have been public."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.text import slug_key
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event

#: Leaves room for a year and a number within the column.
LONGEST = 80
#: For titles with no letter that an address can have, and for sensitive events without a neutral title.
FALLBACK = "evenemang"


def slug_of(text: str) -> str:
    """Return the text as it may stand in an address, cut between two words."""
    slug = slug_key(text)
    while len(slug) > LONGEST:
        slug, _hyphen, rest = slug.rpartition("-")
        slug = slug or rest[:LONGEST]
    return slug or FALLBACK


def free_slug(event: Event) -> str:
    """Return the slug that an event's title asks for, with its year or a number where another event has it."""
    title = event.neutral_title if event.is_sensitive else event.title
    base = slug_of(title or "")
    taken = _taken(base, event.id)
    candidates = [base]
    if event.starts_at is not None:
        candidates.append(f"{base}-{event.starts_at.astimezone(ZoneInfo(event.timezone)):%Y}")
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (*candidates, *numbered) if slug not in taken)


def renew_slug(event: Event) -> None:
    """Let the address of an event that has never been public follow its title."""
    if event.published_at is None and event.status is EventStatus.DRAFT:
        event.slug = free_slug(event)


def _taken(base: str, own_id: int | None) -> set[str]:
    query = sa.select(Event.slug).where(
        Event.slug.startswith(base, autoescape=True), Event.id != (own_id or 0)
    )
    return set(db.session.scalars(query))
