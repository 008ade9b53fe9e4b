"""Organisers' page about everything that has happened on an event."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from eventapp.core.paging import page_number
from eventapp.events.hosted import get_scope
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.event_log import list_log
from eventapp.registrations.log_labels import action_label, who_acted
from eventapp.registrations.manage_routes import blueprint


@blueprint.get("/evenemang/<public_id>/logg")
@requires(Role.VIEWER)
def show_log(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    return render_template(
        "registrations/manage/show_log.html",
        event=scope.event,
        found=list_log(scope, page_number()),
        action_label=action_label,
        who_acted=who_acted,
    )
