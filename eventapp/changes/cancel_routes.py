"""Organisers' page on which an event is called off, or a draft deleted."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from eventapp.audit.services import Actor
from eventapp.changes import cancelling
from eventapp.changes.manage_routes import blueprint
from eventapp.changes.plan_words import cancelled_sentence, cancelling_button, cancelling_lines
from eventapp.changes.plans import Plan
from eventapp.core.fields import MaxLength, TextField
from eventapp.core.request import is_sent
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import EditForm, open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.registration_window import is_past
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role


class CancelForm(EditForm):
    """Why it is called off."""

    reason = TextField(
        _l("Varför?"), [DataRequired(_l("Skriv varför evenemanget ställs in")), MaxLength(500)]
    )


@blueprint.route("/evenemang/<public_id>/stall-in", methods=["GET", "POST"])
@requires(Role.EDITOR)
def cancel_event(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations()).event
    if event.status is EventStatus.DRAFT:
        return _delete(event)
    form = open_form(CancelForm, event, "cancel")
    done: list[Plan] = []

    def save(claimed: Event, sent: CancelForm, actor: Actor) -> None:
        done.append(cancelling.cancel_event(claimed, sent.reason.data or "", actor))

    if is_sent() and receive(form, event, "cancel", save):
        flash(cancelled_sentence(done[0]), "success")
        return redirect(url_for("events_manage.show_event", public_id=public_id), 303)
    plan = cancelling.plan_cancelling(event)
    return render_template(
        "changes/manage/cancel_event.html",
        event=event,
        form=form,
        lines=cancelling_lines(plan),
        button_text=cancelling_button(plan),
        is_over=is_past(event),
    )


def _delete(event: Event) -> ResponseReturnValue:
    """Ask whether a draft is to be deleted, and delete it when the button is pressed."""
    public_id, event_id = event.public_id, event.id
    if is_sent():
        if press(event_id, cancelling.delete_draft):
            flash(_("Utkastet är borttaget."), "success")
            return redirect(url_for("events_manage.list_events"), 303)
        return redirect(url_for("events_manage.edit_event", public_id=public_id), 303)
    return render_template(
        "changes/manage/delete_draft.html", event=event, is_deletable=cancelling.is_deletable(event)
    )
