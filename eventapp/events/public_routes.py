"""The public calendar, an event's page and file, and a series."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from eventapp.calendars.downloads import event_file
from eventapp.core.paging import page_number
from eventapp.events import queries
from eventapp.events.calendar_filters import read_filters
from eventapp.events.calendar_page import read_page
from eventapp.events.cards import card_of
from eventapp.events.event_page import EventPage, Phase, phase_of
from eventapp.events.facts import calendar_facts
from eventapp.events.models import Event
from eventapp.events.page_cache import EventCache, get_known_event, public_response, stored_page
from eventapp.events.presentation import shown
from eventapp.federations.declaration import name_of

blueprint = Blueprint("events_public", __name__)


@blueprint.record
def give_cache(state: Any) -> None:
    """Give each application its own memory of pages."""
    state.app.extensions["event_pages"] = EventCache()


@blueprint.get("/")
def list_events() -> Response:
    """Show the joint calendar: what is to come, or with `visa=tidigare` what has been."""
    options = queries.list_filter_options()
    federations, topics = ({option.slug for option in group} for group in options)
    page = read_page(
        read_filters(request.args, federations, topics),
        options,
        is_archive=request.args.get("visa") == "tidigare",
        number=page_number(),
    )
    return public_response(stored_page(render_template("events/public/list_events.html", page=page)))


@blueprint.get("/evenemang/<slug>")
def show_event(slug: str) -> Response:
    """Show an event with the seats that are left."""
    known = get_known_event(slug)
    phase = phase_of(known.event)
    return public_response(known.keep("page", lambda: stored_page(_render(known.event, phase)), phase))


@blueprint.get("/evenemang/<slug>.ics")
def download_event(slug: str) -> Response:
    """Give the event as a calendar file."""
    event = queries.get_public_event(slug)
    if event.starts_at is None or event.is_sensitive:
        raise NotFound
    content = event_file(
        event.public_id,
        calendar_facts(event),
        revision=event.revision,
        changed_at=event.changed_at,
        created_at=event.created_at,
    )
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@blueprint.get("/serie/<slug>")
def show_series(slug: str) -> Response:
    """Show a series and its events to come."""
    series = queries.get_series(slug)
    cards = [card_of(event) for event in queries.list_upcoming_in(series.id)]
    html = render_template("events/public/show_series.html", series=series, shown=shown, cards=cards)
    return public_response(stored_page(html))


def _render(event: Event, phase: Phase) -> str:
    return render_template(
        "events/public/show_event.html", page=EventPage(event, phase), shown=shown, name_of=name_of
    )
