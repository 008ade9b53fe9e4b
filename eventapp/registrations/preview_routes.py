"""The sign-up form as it will look, for those who work for the event's hosts."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from eventapp.core.locale import LANGUAGES, SOURCE_LANGUAGE, in_language
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.events.seating import is_full
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.form_notes import mode_notes, slot_notes
from eventapp.registrations.forms import build_registration_form
from eventapp.registrations.manage_routes import blueprint

PARTS = tuple(selectinload(part) for part in (Event.sessions, Event.slots, Event.pools, Event.questions))


@blueprint.get("/evenemang/<public_id>/forhandsgranska/anmalan")
@requires(Role.VIEWER)
def preview_form(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations(), *PARTS).event
    language = request.args.get("sprak", SOURCE_LANGUAGE)
    with in_language(language if language in LANGUAGES else SOURCE_LANGUAGE):
        return render_template(
            "registrations/manage/preview_form.html",
            event=event,
            form=build_registration_form(event)(),
            modes=mode_notes(event),
            slots=slot_notes(event),
            is_full=is_full(event),
            is_not_eligible=False,
        )
