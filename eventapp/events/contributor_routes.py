"""Organisers' pages about those who contribute to an event."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import Actor, record_action
from eventapp.core.paging import page_number
from eventapp.core.request import is_sent
from eventapp.events import contributors
from eventapp.events.contributor_forms import ContributorForm, values_of
from eventapp.events.contributor_labels import role_of
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.editing import drop_unfinished
from eventapp.events.hosted import get_scope
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.events.requirement_mail import confirm_requirement, confirm_url
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role

UP = "upp"
LIST = "/evenemang/<public_id>/redigera/medverkande"


@blueprint.get(LIST)
@requires(Role.EDITOR)
def edit_contributors(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations()).event
    return render_template(
        "events/manage/edit_contributors.html",
        event=event,
        found=contributors.list_contributors(event, page_number()),
        role_of=role_of,
        confirm_url=confirm_url,
    )


@blueprint.route(f"{LIST}/ny", methods=["GET", "POST"])
@requires(Role.EDITOR)
def create_contributor(public_id: str) -> ResponseReturnValue:
    return _edit(public_id, None)


@blueprint.route(f"{LIST}/<contributor_id>", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_contributor(public_id: str, contributor_id: str) -> ResponseReturnValue:
    return _edit(public_id, contributor_id)


@blueprint.post(f"{LIST}/<contributor_id>/flytta")
@requires(Role.EDITOR)
def move_contributor(public_id: str, contributor_id: str) -> ResponseReturnValue:
    event = _event_with(public_id, contributor_id)
    step = -1 if request.form.get("riktning") == UP else 1
    press(
        event.id, lambda claimed, actor: contributors.move_contributor(claimed, contributor_id, step, actor)
    )
    return _back(public_id, contributor_id)


@blueprint.post(f"{LIST}/<contributor_id>/skicka")
@requires(Role.EDITOR)
def send_requirement(public_id: str, contributor_id: str) -> ResponseReturnValue:
    event = _event_with(public_id, contributor_id)
    if not contributors.get_contributor(event, contributor_id).email:
        flash(_("Lägg till en e-postadress först, eller kopiera länken."), "error")
    elif press(event.id, partial(_send, contributor_id)):
        flash(_("Länken skickas nu"), "success")
    return _back(public_id, contributor_id)


@blueprint.post(f"{LIST}/<contributor_id>/ny-lank")
@requires(Role.EDITOR)
def renew_link(public_id: str, contributor_id: str) -> ResponseReturnValue:
    event = _event_with(public_id, contributor_id)
    if press(event.id, lambda claimed, actor: contributors.renew_link(claimed, contributor_id, actor)):
        flash(_("Det finns en ny länk. Den gamla fungerar inte längre."), "success")
    return _back(public_id, contributor_id)


@blueprint.route(f"{LIST}/<contributor_id>/ta-bort", methods=["GET", "POST"])
@requires(Role.EDITOR)
def delete_contributor(public_id: str, contributor_id: str) -> ResponseReturnValue:
    event = _event_with(public_id, contributor_id)
    if is_sent():
        if press(event.id, partial(_delete, contributor_id)):
            flash(_("Den medverkande är borttagen"), "success")
        return _back(public_id)
    return render_template(
        "events/manage/delete_contributor.html",
        event=event,
        contributor=contributors.get_contributor(event, contributor_id),
    )


def _edit(public_id: str, contributor_id: str | None) -> ResponseReturnValue:
    """Show the form of one who contributes, and save what is sent when it is whole."""
    event = _get_event(public_id)
    known = None if contributor_id is None else contributors.get_contributor(event, contributor_id)
    make = partial(ContributorForm, data=values_of(known) if known else {})
    form = open_form(make, event, _page(contributor_id))
    if is_sent() and receive(form, event, _page(contributor_id), partial(_save, contributor_id)):
        flash(_("Den medverkande är sparad"), "success")
        return _back(public_id, contributor_id)
    return render_template(
        "events/manage/edit_contributor.html",
        event=_get_event(public_id),
        contributor_id=contributor_id,
        form=form,
    )


def _save(contributor_id: str | None, event: Event, form: ContributorForm, actor: Actor) -> None:
    if contributor_id is None:
        contributors.add_contributor(event, form.content(), actor)
    else:
        contributors.change_contributor(event, contributor_id, form.content(), actor)


def _send(contributor_id: str, event: Event, actor: Actor) -> None:
    confirm_requirement(contributors.get_contributor(event, contributor_id), event)
    record = ("contributor", contributor_id)
    record_action(actor, "send_requirement", record=record, event_id=event.id)


def _delete(contributor_id: str, event: Event, actor: Actor) -> None:
    contributors.delete_contributor(event, contributor_id, actor)
    drop_unfinished(event.id, _page(contributor_id))


def _get_event(public_id: str) -> Event:
    return get_scope(public_id, allowed_federations(), selectinload(Event.contributors)).event


def _event_with(public_id: str, contributor_id: str) -> Event:
    """Return the event; 404 where that person is not on its list."""
    event = _get_event(public_id)
    contributors.get_contributor(event, contributor_id)
    return event


def _page(contributor_id: str | None) -> str:
    return f"contributors:{contributor_id or 'new'}"


def _back(public_id: str, contributor_id: str | None = None) -> ResponseReturnValue:
    place: dict[str, Any] = {}
    if contributor_id:
        event = get_scope(public_id, allowed_federations()).event
        page = contributors.find_page(event, contributor_id)
        place = {"sida": page if page > 1 else None, "_anchor": f"medverkande-{contributor_id}"}
    return redirect(url_for(".edit_contributors", public_id=public_id, **place), 303)
