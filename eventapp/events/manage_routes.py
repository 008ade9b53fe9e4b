"""Pages for organisers about their events."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from eventapp.core.paging import page_number
from eventapp.events.headcount import count_people, count_seated_and_waiting
from eventapp.events.hosted import get_scope, list_coming, list_past, scope_on
from eventapp.events.models import Event
from eventapp.events.seating import event_seats
from eventapp.events.tasks import count_tasks
from eventapp.federations.access import allowed_federations, requires, signed_in, signed_in_only
from eventapp.federations.models import Role
from eventapp.federations.queries import list_operators
from eventapp.messages.queue_health import find_standstill

blueprint = Blueprint("events_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/")
@signed_in_only
def list_events() -> ResponseReturnValue:
    organiser, sign_in = signed_in()
    coming = list_coming(allowed_federations())
    past = list_past(allowed_federations(), page_number())
    return render_template(
        "events/manage/list_events.html",
        coming=coming,
        past=past,
        counts=count_seated_and_waiting([event.id for event in (*coming, *past.rows)]),
        seats_of=event_seats,
        lacks_password=sign_in.is_by_link and organiser.password_hash is None,
        standstill=find_standstill(),
        tasks=count_tasks(allowed_federations(Role.EDITOR)),
        reads_reports=not allowed_federations(Role.VIEWER).isdisjoint(one.id for one in list_operators()),
        may_plan=bool(allowed_federations(Role.EDITOR)),
    )


@blueprint.get("/evenemang/<public_id>")
@requires(Role.DOOR)
def show_event(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations(), selectinload(Event.pools)).event
    people = scope_on(event, allowed_federations(Role.VIEWER))
    return render_template(
        "events/manage/show_event.html",
        event=event,
        seats=event_seats(event),
        people=None if people.is_empty else count_people(people),
        may_see_people=not people.is_empty,
    )
