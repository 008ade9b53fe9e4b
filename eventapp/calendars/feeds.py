"""Calendars to subscribe to: a head and the entries, joined from octets that are kept (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from icalendar.prop import vText

from eventapp.calendars.documents import (
    FOOTER,
    HEADER,
    TIMEZONES,
    CalendarFacts,
    Revision,
    feed_entry,
    needed_timezone,
)
from eventapp.core.caches import Cache
from eventapp.core.text import one_line

#: How often a program should look (RFC 7986 5.7); many look when they like, once a day mostly.
REFRESH = "PT1H"

_entries = Cache("feed entries")


@dataclass(frozen=True, kw_only=True)
class FeedHead:
    """What a feed says of itself."""

    name: str
    #: The same for the life of the feed.
    uid: str
    #: The address that it is fetched from; never one with a token.
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry's octets, in their place in the feed."""

    starts_at: float
    uid: str
    timezone: str
    octets: bytes


def entry_of(facts: CalendarFacts, revision: Revision, language: str) -> FeedEntry:
    """Return an entry, kept by its facts, revision and language (the word for *called off*)."""
    return _entries.keep((facts, revision, language), lambda: _make_entry(facts, revision))


def _make_entry(facts: CalendarFacts, revision: Revision) -> FeedEntry:
    return FeedEntry(
        starts_at=facts.starts_at.timestamp(),
        uid=revision.uid,
        timezone=needed_timezone(facts),
        octets=feed_entry(facts, revision),
    )


def feed(head: FeedHead, entries: Iterable[FeedEntry]) -> bytes:
    """Return the feed's octets, by start and UID: the same data give the same octets."""
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    zones = sorted({entry.timezone for entry in ordered} - {""})
    parts = [_head(head), *(TIMEZONES[zone].encode() for zone in zones), *(entry.octets for entry in ordered)]
    return b"".join((*parts, FOOTER.encode()))


def _head(head: FeedHead) -> bytes:
    name = one_line(head.name)[:200]
    lines = [
        HEADER.rstrip("\r\n"),
        f"UID:{head.uid}",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "COLOR:navy",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    if head.source:
        lines.append(f"SOURCE;VALUE=URI:{head.source}")
    return b"".join(_folded(line) for line in "\r\n".join(lines).split("\r\n"))


def _escaped(text: str) -> str:
    return vText(text).to_ical().decode()


def _folded(line: str) -> bytes:
    """Return a content line in pieces of at most 75 octets, no character split (RFC 5545 3.1)."""
    pieces, room = [b""], 75
    for sign in line:
        octets = sign.encode()
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = 74
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"
