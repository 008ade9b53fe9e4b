"""The public calendars to subscribe to: all events, a federation's, a series', a topic's."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from eventapp.calendars.documents import Revision
from eventapp.calendars.feeds import FeedEntry, FeedHead, entry_of, feed
from eventapp.core import clock
from eventapp.core.caches import Cache
from eventapp.core.freshness import read_if_changed
from eventapp.core.locale import current_language
from eventapp.events.facts import calendar_facts
from eventapp.events.feed_rows import list_feed_rows, read_feed_events
from eventapp.events.models import Event
from eventapp.events.queries import latest_change
from eventapp.messages.installation import installation

#: What a feed shows: what has been lately, and what is to come.
BACK, AHEAD = timedelta(days=90), timedelta(days=548)

_kept = Cache("feed rows")


@dataclass(frozen=True)
class Feed:
    """A finished feed with what tells whether somebody has it already."""

    octets: bytes
    tag: str
    changed_at: datetime | None


def read_feed(key: Hashable, name: str, source: str, condition: sa.ColumnElement[bool]) -> Feed:
    """Return the feed of the listed events that fit a condition, in the language now in force.

    `key` says in words what the condition is; the feed is made anew when anything has been written, and each day.
    """
    today = clock.now().date()
    whole_key = ("feed", key, name, current_language(), today)
    found = read_if_changed(whole_key, lambda _connection: _make(name, source, condition))
    return found or _make(name, source, condition)


def feed_of(head: FeedHead, entries: list[FeedEntry], changed_at: datetime | None) -> Feed:
    """Return a feed with its strong entity tag (RFC 9110 8.8.3)."""
    octets = feed(head, entries)
    return Feed(octets, hashlib.sha256(octets).hexdigest(), changed_at)


def _make(name: str, source: str, condition: sa.ColumnElement[bool]) -> Feed:
    now = clock.now()
    domain = installation().uid_domain
    entries = _entries(list_feed_rows(now - BACK, now + AHEAD, condition), domain)
    head = FeedHead(
        name=name, uid=f"{hashlib.sha256(source.encode()).hexdigest()[:24]}@{domain}", source=source
    )
    return feed_of(head, entries, latest_change())


def _entries(rows: dict[int, Hashable], domain: str) -> list[FeedEntry]:
    """Return the events' entries, made only where this process has none for the same rows in this language."""
    where = (current_language(), domain, current_app.config["BASE_URL"])
    keys = {event_id: (where, row) for event_id, row in rows.items()}
    found = dict(zip(keys, _kept.find_all(keys.values()), strict=True))
    missing = [event_id for event_id, entry in found.items() if entry is None]
    made = {event.id: _entry(event, domain) for event in read_feed_events(missing)}
    for event_id, entry in made.items():
        _kept.put(keys[event_id], entry)
    entries = [found[event_id] or made.get(event_id) for event_id in keys]
    return [entry for entry in entries if entry is not None]


def _entry(event: Event, domain: str) -> FeedEntry:
    revision = Revision(
        uid=f"e-{event.public_id}@{domain}",
        sequence=event.revision,
        stamped_at=event.changed_at,
        changed_at=event.changed_at,
        created_at=event.created_at,
    )
    return entry_of(calendar_facts(event), revision, current_language())
