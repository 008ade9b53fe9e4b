"""Organisers' pages that change when and where an event is, and its seats: first what happens, then it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from eventapp.audit.services import Actor
from eventapp.changes.change_words import facts_changed
from eventapp.changes.confirming import ask_first, is_confirmed, wants_back
from eventapp.changes.manage_routes import blueprint
from eventapp.changes.plan_words import done_sentence
from eventapp.changes.plans import Plan
from eventapp.changes.seats import change_seat_rules, plan_seat_rules
from eventapp.changes.seats_form import SeatsForm
from eventapp.changes.time_and_place import change_time_and_place, plan_time_and_place
from eventapp.changes.time_and_place_form import TimeAndPlaceForm, has_something_to_move
from eventapp.core.errors import DomainError
from eventapp.core.request import is_sent
from eventapp.events.edit_pages import EditForm, open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.event_seats import taken_by_kind
from eventapp.registrations.queries import count_waitlisted


@dataclass(frozen=True)
class ChangePage:
    """What differs between the pages: under which name faults are kept, what is said first, and what is done."""

    name: str
    title: LazyString
    plan: Callable[[Event, Any], Plan]
    apply: Callable[[Event, Any, Actor], Plan]
    #: What is changed, before and after.
    facts: Callable[[Event, Any], list[tuple[str, str]]]


def _plan_time_and_place(event: Event, form: Any) -> Plan:
    return plan_time_and_place(event, form.wanted(), moves_programme=form.moves_programme.data)


def _change_time_and_place(event: Event, form: Any, actor: Actor) -> Plan:
    wanted, moves_programme = form.wanted(), form.moves_programme.data
    return change_time_and_place(event, wanted, moves_programme=moves_programme, actor=actor)


TIME_AND_PLACE = ChangePage(
    "time_and_place",
    _l("Det här händer när du ändrar tid och plats"),
    _plan_time_and_place,
    _change_time_and_place,
    lambda event, form: facts_changed(event, form.wanted()),
)
SEATS = ChangePage(
    "seats",
    _l("Det här händer när du ändrar platserna"),
    lambda event, form: plan_seat_rules(event, form.wanted()),
    lambda event, form, actor: change_seat_rules(event, form.wanted(), actor),
    lambda _event, _form: [],
)


@blueprint.route("/evenemang/<public_id>/redigera/tid-och-plats", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_time_and_place(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations(), selectinload(Event.sessions)).event
    form = open_form(lambda **kept: TimeAndPlaceForm(event, **kept), event, TIME_AND_PLACE.name)
    return _answer(event, form, TIME_AND_PLACE) or render_template(
        "changes/manage/edit_time_and_place.html",
        event=event,
        form=form,
        has_something_to_move=has_something_to_move(event),
    )


@blueprint.route("/evenemang/<public_id>/redigera/platser", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_seats(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations(), selectinload(Event.pools)).event
    form = open_form(lambda **kept: SeatsForm(event, **kept), event, SEATS.name)
    return _answer(event, form, SEATS) or render_template(
        "changes/manage/edit_seats.html",
        event=event,
        form=form,
        taken=taken_by_kind(event.pools),
        waiting=count_waitlisted(event.id),
    )


def _answer(event: Event, form: EditForm, page: ChangePage) -> str | Response | None:
    """Answer a sent page: with what will happen, or by going on after it has; None: the form is to be shown."""
    if not is_sent() or wants_back():
        return None
    asked = _ask(event, form, page)
    if asked is not None:
        return asked
    public_id, done = event.public_id, []

    def save(claimed: Event, sent: EditForm, actor: Actor) -> None:
        done.append(page.apply(claimed, sent, actor))

    if not receive(form, event, page.name, save):
        return None
    flash(done_sentence(done[0]), "success")
    return redirect(url_for("events_manage.edit_event", public_id=public_id), 303)


def _ask(event: Event, form: EditForm, page: ChangePage) -> str | None:
    """Return the page that says what will happen; None where saving, or refusing, comes next."""
    if is_confirmed() or not form.validate() or form.known_version != event.version:
        return None
    try:
        plan = page.plan(event, form)
    except DomainError:
        # Saving meets the same, and says it in the form.
        return None
    return ask_first(event, plan, title=str(page.title), facts=page.facts(event, form))
