"""The event's public page as it will look, for those who work for its hosts."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core.locale import LANGUAGES, SOURCE_LANGUAGE, in_language
from eventapp.events.event_page import EventPage, phase_of
from eventapp.events.hosted import get_scope
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.events.presentation import shown
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Role

#: All that the public page shows.
PARTS = (
    joinedload(Event.series),
    joinedload(Event.image),
    *(
        selectinload(part)
        for part in (Event.sessions, Event.slots, Event.pools, Event.topics, Event.contributors)
    ),
)


@blueprint.get("/evenemang/<public_id>/forhandsgranska")
@requires(Role.VIEWER)
def preview_event(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations(), *PARTS).event
    language = request.args.get("sprak", SOURCE_LANGUAGE)
    with in_language(language if language in LANGUAGES else SOURCE_LANGUAGE):
        page = EventPage(event, phase_of(event))
        page.register_url = url_for("registrations_manage.preview_form", public_id=public_id, sprak=language)
        return render_template("events/manage/preview_event.html", page=page, shown=shown, name_of=name_of)
