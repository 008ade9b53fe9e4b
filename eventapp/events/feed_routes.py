"""Addresses of the calendars to subscribe to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, request
from flask_babel import gettext as _

from eventapp.core.links import absolute_url
from eventapp.events.feeds import Feed, read_feed
from eventapp.events.models import CoHost, Event, Topic
from eventapp.events.presentation import shown
from eventapp.events.public_routes import blueprint
from eventapp.events.queries import get_series, get_topic
from eventapp.federations.declaration import name_of
from eventapp.federations.queries import get_federation_by_slug

#: Seconds for which a program need not ask again.
FRESH_FOR = 900


@blueprint.get("/kalender.ics")
def feed_all() -> Response:
    """Give all events."""
    return _answer("all", str(current_app.config["SITE_NAME"]), sa.true())


@blueprint.get("/forbund/<slug>.ics")
def feed_federation(slug: str) -> Response:
    """Give what one federation holds, alone or with others."""
    federation = get_federation_by_slug(slug)
    hosted = sa.exists().where(CoHost.event_id == Event.id, CoHost.federation_id == federation.id)
    return _answer(f"federation {slug}", name_of(federation), hosted)


@blueprint.get("/serie/<slug>.ics")
def feed_series(slug: str) -> Response:
    """Give a series."""
    series = get_series(slug)
    return _answer(f"series {slug}", shown(series, "title").text, Event.series_id == series.id)


@blueprint.get("/amne/<slug>.ics")
def feed_topic(slug: str) -> Response:
    """Give what is about one topic."""
    topic = get_topic(slug)
    name: str = _("Evenemang om %(topic)s", topic=shown(topic, "name").text)
    return _answer(f"topic {slug}", name, Event.topics.any(Topic.id == topic.id))


def feed_response(feed: Feed, *, is_private: bool = False) -> Response:
    """Return a feed, or 304 where the program has it (RFC 9110 13.1); not a download, so that it is subscribed to."""
    response = Response(feed.octets, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = f"{'private' if is_private else 'public'}, max-age={FRESH_FOR}"
    response.set_etag(feed.tag)
    response.last_modified = feed.changed_at
    if request.if_none_match:
        # The tag decides alone: a date is too coarse, and comes second (RFC 9110 13.2.2).
        request.environ.pop("HTTP_IF_MODIFIED_SINCE", None)
    return response.make_conditional(request)  # type: ignore[return-value]


def _answer(key: str, name: str, condition: Any) -> Response:
    values = {name: str(value) for name, value in (request.view_args or {}).items()}
    source = absolute_url(request.endpoint or "", **values)
    return feed_response(read_feed(key, name, source, condition))
