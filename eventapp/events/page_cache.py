"""Pages kept in memory under everything that they show; what changed has another key, so nothing is ever stale."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from flask import Response, request

from eventapp.core.web import PUBLIC_CACHE
from eventapp.events.event_page import Phase
from eventapp.events.event_rows import EventRows, build_event
from eventapp.events.models import Event


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A finished page and its strong entity tag."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event as its rows describe it, and its pages by phase."""

    event: Event
    pages: dict[Phase, StoredPage] = field(default_factory=dict)

    def page(self, phase: Phase, render: Callable[[Event, Phase], str]) -> StoredPage:
        """Return the page of a phase; it is rendered the first time."""
        stored = self.pages.get(phase)
        if stored is None:
            stored = self.pages[phase] = stored_page(render(self.event, phase))
        return stored


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
