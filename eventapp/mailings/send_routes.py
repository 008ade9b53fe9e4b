"""Organisers' pages that lead to sending a mailing: looking at a person's mail, trying it on oneself, the button."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope
from eventapp.events.queries import lock_event
from eventapp.federations.access import requires, signed_in
from eventapp.federations.models import Role
from eventapp.mailings import pages, queries, services
from eventapp.mailings.audience import Audience
from eventapp.mailings.errors import AlreadySent
from eventapp.mailings.forms import SendForm, read_number
from eventapp.mailings.manage_routes import blueprint, mailing_scope
from eventapp.mailings.models import Mailing
from eventapp.messages.html_part import is_part_asked_for, part_url, show_part


@blueprint.get("/evenemang/<public_id>/utskick/<mailing_id>/granska")
@requires(Role.EDITOR)
def preview_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    mailing = queries.get_mailing(scope, mailing_id)
    if mailing.sent_at is not None:
        return redirect(url_for(".show_mailing", public_id=public_id, mailing_id=mailing_id))
    return _preview_page(scope, mailing, SendForm())


@blueprint.post("/evenemang/<public_id>/utskick/<mailing_id>/prov")
@requires(Role.EDITOR)
def try_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    queries.get_mailing(mailing_scope(public_id), mailing_id)
    organiser_id, address = signed_in()[0].id, signed_in()[0].email
    with write():
        scope = mailing_scope(public_id)
        mailing = queries.get_mailing(scope, mailing_id)
        services.send_test(scope, mailing, signed_in()[0], organiser_actor(organiser_id))
    flash(
        _("Ett prov är på väg till %(address)s. Länkarna i det går inte att öppna.", address=address),
        "success",
    )
    return redirect(url_for(".preview_mailing", public_id=public_id, mailing_id=mailing_id), 303)


@blueprint.post("/evenemang/<public_id>/utskick/<mailing_id>/skicka")
@requires(Role.EDITOR)
def send_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    mailing = queries.get_mailing(scope, mailing_id)
    form, there = SendForm(), url_for(".show_mailing", public_id=public_id, mailing_id=mailing_id)
    try:
        number = _send(scope, mailing, form)
    except AlreadySent as error:
        flash(str(error.sentence), "info")
        return redirect(there, 303)
    except DomainError as error:
        form.form_errors = [error.sentence]
        scope = mailing_scope(public_id)
        return _preview_page(scope, queries.get_mailing(scope, mailing_id), form)
    flash(ngettext("%(num)d mejl är på väg", "%(num)d mejl är på väg", number), "success")
    return redirect(there, 303)


def _send(scope: Scope, mailing: Mailing, form: SendForm) -> int:
    """Make the mails, then queue them under the event's lock, with everything read again there."""
    public_id, mailing_id, event_id = scope.event.public_id, mailing.public_id, scope.event.id
    actor = organiser_actor(signed_in()[0].id)
    prepared = services.prepare_mailing(scope, mailing, read_number(form.version.data))
    with write():
        lock_event(event_id)
        scope = mailing_scope(public_id)
        mailing = queries.get_mailing(scope, mailing_id)
        return services.send_prepared(scope, mailing, prepared, read_number(form.recipients.data), actor)


def _preview_page(scope: Scope, mailing: Mailing, form: SendForm) -> Response:
    seen = pages.preview_of(scope, mailing, request.args.get("mottagare", 1, type=int))
    there = url_for(".preview_mailing", public_id=scope.event.public_id, mailing_id=mailing.public_id)
    if is_part_asked_for() and seen.mail is not None:
        return show_part(seen.mail.html)
    form.recipients.data, form.version.data = str(seen.total), str(mailing.version)
    page = render_template(
        "mailings/manage/preview_mailing.html",
        event=scope.event,
        mailing=mailing,
        audience=pages.audience_text(scope.event, Audience.of(mailing.audience)),
        seen=seen,
        part_url=part_url(there),
        form=form,
    )
    return make_response(page)
