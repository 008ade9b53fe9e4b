"""Organisers' pages on which an event's texts and its answers on accessibility are edited."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from eventapp.audit.services import Actor
from eventapp.core.request import is_sent
from eventapp.events.access_answers import save_access
from eventapp.events.access_form import AccessForm, make_access_form
from eventapp.events.details import list_series, list_topics, save_details
from eventapp.events.details_form import DetailsForm, make_details_form
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role


@blueprint.route("/evenemang/<public_id>/redigera/uppgifter", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_details(public_id: str) -> ResponseReturnValue:
    event = get_scope(
        public_id, allowed_federations(), selectinload(Event.topics), joinedload(Event.series)
    ).event
    series, topics = list_series(), list_topics()
    form = open_form(lambda **kept: make_details_form(event, series, topics, **kept), event, "details")
    if is_sent() and receive(form, event, "details", _save_details):
        return _saved(public_id)
    return render_template("events/manage/edit_details.html", event=event, form=form)


@blueprint.route("/evenemang/<public_id>/redigera/tillganglighet", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_access(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations()).event
    form = open_form(lambda **kept: make_access_form(event, **kept), event, "access")
    if is_sent() and receive(form, event, "access", _save_access):
        return _saved(public_id)
    return render_template("events/manage/edit_access.html", event=event, form=form)


def _save_details(event: Event, form: DetailsForm, actor: Actor) -> None:
    save_details(event, form.details(), actor)


def _save_access(event: Event, form: AccessForm, actor: Actor) -> None:
    save_access(event, form.answers(), is_recorded=form.is_recorded.data == "yes", actor=actor)


def _saved(public_id: str) -> Response:
    flash(_("Ändringarna är sparade."), "success")
    return redirect(url_for(".edit_event", public_id=public_id), 303)
