"""Organisers' page about answers from calendars, and the button that says an answer has been seen to."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import organiser_actor
from eventapp.core.paging import page_number
from eventapp.core.transactions import write
from eventapp.events.hosted import scope_on
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.invitations import answer_labels, answer_list
from eventapp.invitations.manage_routes import blueprint, invitee_scope
from eventapp.messages.mailbox_health import mailbox_health


@blueprint.get("/evenemang/<public_id>/svar")
@requires(Role.VIEWER)
def list_answers(public_id: str) -> ResponseReturnValue:
    scope = invitee_scope(public_id)
    return render_template(
        "invitations/manage/list_answers.html",
        event=scope.event,
        found=answer_list.list_answers(scope, page_number()),
        mailbox=mailbox_health(),
        may_edit=not scope_on(scope.event, allowed_federations(Role.EDITOR)).is_empty,
        words=answer_labels,
    )


@blueprint.post("/evenemang/<public_id>/svar/<answer_id>/klar")
@requires(Role.EDITOR)
def decide_answer(public_id: str, answer_id: str) -> ResponseReturnValue:
    actor = organiser_actor(signed_in()[0].id)
    with write():
        answer_list.decide_answer(invitee_scope(public_id), answer_id, actor)
    flash(_("Svaret är avklarat."), "success")
    return redirect(url_for(".list_answers", public_id=public_id), 303)
