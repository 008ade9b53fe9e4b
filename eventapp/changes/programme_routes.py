"""Organisers' pages about the programme: its items in order, workshops in slots, and what a change does to people."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import Actor
from eventapp.changes import programme
from eventapp.changes.confirming import ask_first, wants_back
from eventapp.changes.manage_routes import blueprint
from eventapp.changes.plan_words import lines_of
from eventapp.changes.programme_forms import ItemForm, make_item_form
from eventapp.changes.programme_page import describe
from eventapp.changes.programme_plans import plan_placing
from eventapp.core.request import is_sent
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.editing import drop_unfinished
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.workshop_seats import count_seated

UP = "upp"


@blueprint.get("/evenemang/<public_id>/redigera/program")
@requires(Role.EDITOR)
def edit_programme(public_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    return render_template("changes/manage/edit_programme.html", event=event, **describe(event))


@blueprint.route("/evenemang/<public_id>/redigera/program/ny", methods=["GET", "POST"])
@requires(Role.EDITOR)
def add_session(public_id: str) -> ResponseReturnValue:
    return _edit(_get_event(public_id), None)


@blueprint.route("/evenemang/<public_id>/redigera/program/<session_id>", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_session(public_id: str, session_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    return _edit(event, programme.get_item(event, session_id))


@blueprint.route("/evenemang/<public_id>/redigera/program/<session_id>/ta-bort", methods=["GET", "POST"])
@requires(Role.EDITOR)
def remove_session(public_id: str, session_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    session = programme.get_item(event, session_id)
    if is_sent():
        if press(event.id, lambda claimed, actor: _remove(claimed, session_id, actor)):
            flash(_("Programpunkten är borttagen"), "success")
        return redirect(_list_url(public_id), 303)
    plan = plan_placing(event, session, None)
    return render_template(
        "changes/manage/remove_session.html",
        event=event,
        session=session,
        lines=lines_of(plan),
        mails=plan.mails,
    )


@blueprint.post("/evenemang/<public_id>/redigera/program/<session_id>/flytta")
@requires(Role.EDITOR)
def move_session(public_id: str, session_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    programme.get_item(event, session_id)
    step = -1 if request.form.get("riktning") == UP else 1
    press(event.id, lambda claimed, actor: programme.move_item(claimed, session_id, step, actor))
    return redirect(_list_url(public_id, session_id), 303)


@blueprint.post("/evenemang/<public_id>/redigera/program/ordna")
@requires(Role.EDITOR)
def order_sessions(public_id: str) -> ResponseReturnValue:
    if press(_get_event(public_id).id, programme.order_by_time):
        flash(_("Programmet står i tidsordning"), "success")
    return redirect(_list_url(public_id), 303)


@blueprint.post("/evenemang/<public_id>/redigera/program/pass")
@requires(Role.EDITOR)
def edit_slots(public_id: str) -> ResponseReturnValue:
    sent = request.form.getlist("required")
    required = {int(number) for number in sent if number.isascii() and number.isdigit() and len(number) < 9}
    if press(
        _get_event(public_id).id, lambda claimed, actor: programme.require_choice(claimed, required, actor)
    ):
        flash(_("Passen är sparade"), "success")
    return redirect(_list_url(public_id), 303)


def _edit(event: Event, session: EventSession | None) -> ResponseReturnValue:
    """Show the form of an item; when it is whole, show what it does to people, then save it."""
    public_id, session_id = event.public_id, session.public_id if session else None
    make = partial(make_item_form, event, session, count_seated(session.id) if session else 0)
    form = open_form(make, event, _page(session_id))
    if is_sent() and not wants_back():
        asked = _ask_first(event, session, form)
        if asked is not None:
            return asked
        if receive(form, event, _page(session_id), partial(_save, session_id)):
            flash(_("Programpunkten är sparad"), "success")
            return redirect(_list_url(public_id, session_id), 303)
    return render_template(
        "changes/manage/edit_session.html", event=_get_event(public_id), session_id=session_id, form=form
    )


def _ask_first(event: Event, session: EventSession | None, form: ItemForm) -> str | None:
    """Return the page that says whom the change reaches; None where it reaches nobody or was said yes to."""
    if session is None or not form.validate():
        return None
    plan = plan_placing(event, session, form.content().placing)
    return ask_first(event, plan, title=_("Det här händer när du sparar programpunkten"))


def _save(session_id: str | None, event: Event, form: ItemForm, actor: Actor) -> None:
    if session_id is None:
        programme.add_item(event, form.content(), actor)
    else:
        programme.change_item(event, session_id, form.content(), actor)


def _remove(event: Event, session_id: str, actor: Actor) -> None:
    programme.remove_item(event, session_id, actor)
    drop_unfinished(event.id, _page(session_id))


def _get_event(public_id: str) -> Event:
    parts = (Event.sessions, Event.slots, Event.pools)
    return get_scope(public_id, allowed_federations(), *(selectinload(part) for part in parts)).event


def _page(session_id: str | None) -> str:
    return f"programme:{session_id or 'new'}"


def _list_url(public_id: str, session_id: str | None = None) -> str:
    anchor = f"punkt-{session_id}" if session_id else None
    return url_for(".edit_programme", public_id=public_id, _anchor=anchor)
