"""Organisers' page about an event's mails, and the button that sends one again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.paging import page_number
from eventapp.core.transactions import write
from eventapp.events.hosted import get_scope, scope_on
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.messages.queue_health import find_standstill
from eventapp.registrations import participant_labels
from eventapp.registrations.delivery import MailState, count_mails, resend
from eventapp.registrations.delivery import list_mails as read_mails
from eventapp.registrations.manage_routes import blueprint


@blueprint.get("/evenemang/<public_id>/mejl")
@requires(Role.VIEWER)
def list_mails(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    wanted = request.args.get("lage", "")
    state = MailState(wanted) if wanted in set(MailState) else None
    counts = count_mails(scope)
    label = participant_labels.mail_state_label
    return render_template(
        "registrations/manage/list_mails.html",
        event=scope.event,
        state=state,
        tiles=[(counts[each], label(each)) for each in MailState],
        options=[("", _("Alla")), *((each.value, label(each)) for each in MailState)],
        found=read_mails(scope, state, page_number()),
        standstill=find_standstill(),
        may_handle=not scope_on(scope.event, allowed_federations(Role.EDITOR)).is_empty,
        words=participant_labels,
    )


@blueprint.post("/evenemang/<public_id>/mejl/<mail_id>/igen")
@requires(Role.EDITOR)
def send_mail_again(public_id: str, mail_id: str) -> ResponseReturnValue:
    actor, federations = organiser_actor(signed_in()[0].id), allowed_federations()
    try:
        with write():
            row = resend(get_scope(public_id, federations), mail_id, actor)
    except DomainError as error:
        flash(str(error.sentence), "error")
        return redirect(url_for(".list_mails", public_id=public_id), 303)
    flash(_("Mejlet skickas igen, samma som förra gången."), "success")
    if request.form.get("tillbaka") == "person" and row.about_kind == "registration":
        return redirect(url_for(".show_participant", public_id=public_id, registration_id=row.about), 303)
    return redirect(url_for(".list_mails", public_id=public_id), 303)
