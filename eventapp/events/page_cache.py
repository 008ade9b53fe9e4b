"""Pages kept in memory beside everything that they show; what has changed is made anew, so nothing is ever stale."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from flask import Response, current_app, request
from werkzeug.exceptions import NotFound

from eventapp.core.caches import Cache, octets_of
from eventapp.core.locale import current_language
from eventapp.core.web import PUBLIC_CACHE
from eventapp.events.event_rows import EventRows, build_event, find_event_rows
from eventapp.events.models import Event

Made = TypeVar("Made")
#: An event's rows and the records built of them, beside the rows alone; measured.
_ROWS_AND_RECORDS = 3


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A finished page and its strong entity tag."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event as its rows describe it, and what has been made of it."""

    event: Event
    #: Language, event and what it is wanted for; the same when the event changes.
    key: Hashable
    #: Another one when the event changes.
    number: int
    pages: Cache

    def keep(
        self, name: str, make: Callable[[], Made], state: Hashable = None, octets: int | None = None
    ) -> Made:
        """Return what goes by the name; made anew when the event, or the state that it does not say, is another."""
        return self.pages.keep_current((self.key, name), (self.number, state), make, octets)


class EventCache:
    """The events asked for last, in this process and by language; safe for several threads."""

    def __init__(self) -> None:
        self._events = Cache("events", weigh=lambda kept: _ROWS_AND_RECORDS * octets_of(kept[0]))
        self._pages = Cache("pages")
        self._numbers = itertools.count()

    def event(self, language: str, rows: EventRows, use: str) -> KnownEvent:
        """Return the event that the rows describe; it is built where they are others than the last time."""
        key = (language, rows.event_id, use)
        return self._events.keep_current(
            key, rows, lambda: KnownEvent(build_event(rows), key, next(self._numbers), self._pages)
        )


def get_known_event(slug: str) -> KnownEvent:
    """Return a published or cancelled event without the form's questions; five queries. Raises NotFound."""
    rows = find_event_rows(slug)
    if rows is None:
        raise NotFound
    return known_event(rows, "page")


def known_event(rows: EventRows, use: str) -> KnownEvent:
    """Return the event that the rows describe, in the language now in force, from the application's memory.

    `use` is a word for what is wanted of it: with other rows of the same event for another use, both are kept.
    """
    cache: EventCache = current_app.extensions["event_pages"]
    return cache.event(current_language(), rows, use)


def stored_page(html: str) -> StoredPage:
    """Return the page's bytes with the tag that their content gives."""
    body = html.encode()
    return StoredPage(body=body, tag=hashlib.sha256(body).hexdigest()[:32])


def public_response(page: StoredPage) -> Response:
    """Return the answer with the page, or 304 where the visitor has it; to be asked for anew each time."""
    response = Response(page.body, mimetype="text/html")
    response.headers["Cache-Control"] = PUBLIC_CACHE
    response.set_etag(page.tag)
    return response.make_conditional(request)  # type: ignore[return-value]
