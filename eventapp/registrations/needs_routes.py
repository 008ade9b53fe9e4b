"""Organisers' pages about what people need to take part: how much is unanswered, and one person at a time."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import organiser_actor
from eventapp.core.transactions import write
from eventapp.events.hosted import get_scope
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.registrations.manage_routes import blueprint
from eventapp.registrations.needs import (
    ANSWER_WITHIN,
    find_next_unanswered,
    list_unanswered,
    note_answered,
)
from eventapp.registrations.participants import get_participant


@blueprint.get("/behov")
@requires(Role.EDITOR)
def list_needs() -> ResponseReturnValue:
    return render_template(
        "registrations/manage/list_needs.html",
        unanswered=list_unanswered(allowed_federations()),
        within=ANSWER_WITHIN,
    )


@blueprint.get("/evenemang/<public_id>/behov/nasta")
@requires(Role.EDITOR)
def open_next_need(public_id: str) -> ResponseReturnValue:
    found = find_next_unanswered(get_scope(public_id, allowed_federations()))
    if found is None:
        flash(_("Alla behov på evenemanget är besvarade."), "success")
        return redirect(url_for(".list_needs"))
    return redirect(url_for(".show_participant", public_id=public_id, registration_id=found) + "#behov")


@blueprint.post("/evenemang/<public_id>/deltagare/<registration_id>/behov/besvarat")
@requires(Role.EDITOR)
def mark_needs_answered(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    id_, actor = get_participant(scope, registration_id).id, organiser_actor(signed_in()[0].id)
    with write():
        note_answered(id_, actor)
    flash(_("Det är antecknat att personen har fått svar om sitt behov."), "success")
    return redirect(url_for(".list_needs"), 303)
