"""Organisers' page from which everybody gets an event's texts as they are now."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp.audit.services import Actor
from eventapp.changes import send_update as sending
from eventapp.changes.manage_routes import blueprint
from eventapp.changes.plan_words import lines_of, update_button, updated_sentence
from eventapp.changes.plans import Plan
from eventapp.core.request import is_sent
from eventapp.events.edit_pages import EditForm, open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role


@blueprint.route("/evenemang/<public_id>/uppdatering", methods=["GET", "POST"])
@requires(Role.EDITOR)
def send_update(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations()).event
    form = open_form(EditForm, event, "update")
    done: list[Plan] = []

    def save(claimed: Event, _form: EditForm, actor: Actor) -> None:
        done.append(sending.send_update(claimed, actor))

    if is_sent() and receive(form, event, "update", save):
        flash(updated_sentence(done[0]), "success")
        return redirect(url_for("events_manage.edit_event", public_id=public_id), 303)
    plan = sending.plan_update(event)
    return render_template(
        "changes/manage/send_update.html",
        event=event,
        form=form,
        lines=lines_of(plan),
        may_send=sending.may_send(event) and plan.is_felt,
        button_text=update_button(plan),
    )
