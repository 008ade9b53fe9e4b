"""Pages kept in memory under everything that they show; what changed has another key, so nothing is ever stale."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, request
from werkzeug.exceptions import NotFound

from eventapp.core.locale import current_language
from eventapp.core.web import PUBLIC_CACHE
from eventapp.events.event_rows import EventRows, build_event, find_event_rows
from eventapp.events.models import Event

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A finished page and its strong entity tag."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event as its rows describe it, and what has been made of it."""

    event: Event
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def keep(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Return what goes by the name; it is made the first time. The name says all that the event does not."""
        made: Made | None = self.kept.get(name)
        if made is None:
            made = self.kept[name] = make()
        return made


class EventCache:
    """The events asked for last, in this process and by language; safe for several threads."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._events: OrderedDict[tuple[str, EventRows], KnownEvent] = OrderedDict()
        self._lock = Lock()

    def event(self, language: str, rows: EventRows) -> KnownEvent:
        """Return the event that the rows describe; it is built the first time."""
        key = (language, rows)
        with self._lock:
            known = self._events.get(key)
            if known is not None:
                self._events.move_to_end(key)
                return known
        known = KnownEvent(build_event(rows))
        with self._lock:
            self._events[key] = known
            while len(self._events) > self._size:
                self._events.popitem(last=False)
        return known


def get_known_event(slug: str) -> KnownEvent:
    """Return a published or cancelled event without the form's questions; five queries. Raises NotFound."""
    rows = find_event_rows(slug)
    if rows is None:
        raise NotFound
    return known_event(rows)


def known_event(rows: EventRows) -> KnownEvent:
    """Return the event that the rows describe, in the language now in force, from the application's memory."""
    cache: EventCache = current_app.extensions["event_pages"]
    return cache.event(current_language(), rows)


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
