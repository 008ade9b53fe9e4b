"""The list at the door: who has a seat, by name or by nothing but a reference."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from eventapp.events.hosted import get_scope, scope_on
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.door_list import list_at_door
from eventapp.registrations.manage_routes import blueprint


@blueprint.get("/evenemang/<public_id>/deltagare/dorr")
@requires(Role.DOOR)
def door_list(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations(), selectinload(Event.slots))
    only_references = request.args.get("visa") == "referens"
    return render_template(
        "registrations/manage/door_list.html",
        event=scope.event,
        people=list_at_door(scope, only_references=only_references),
        only_references=only_references,
        may_see_people=not scope_on(scope.event, allowed_federations(Role.VIEWER)).is_empty,
    )
