"""Organisers' pages about what is added to the automatic mails: of one event, and of all events of a federation."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.events import mail_texts
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.details import claim_federation
from eventapp.federations.models import Federation, Role
from eventapp.federations.queries import get_federation_by_slug
from eventapp.mailings import text_pages
from eventapp.mailings.examples import example_mail
from eventapp.mailings.manage_routes import blueprint
from eventapp.mailings.text_forms import MailTextForm
from eventapp.messages.html_part import is_part_asked_for, part_url, show_part
from eventapp.messages.mail import RenderedMail


@blueprint.get("/evenemang/<public_id>/redigera/mejltexter")
@requires(Role.EDITOR)
def edit_mail_texts(public_id: str) -> ResponseReturnValue:
    event = _event(public_id)
    rows = text_pages.event_rows(event)
    return render_template("mailings/manage/edit_mail_texts.html", event=event, rows=rows)


@blueprint.route("/evenemang/<public_id>/redigera/mejltexter/<mail_kind>", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_mail_text(public_id: str, mail_kind: str) -> ResponseReturnValue:
    label, event, page = _label(mail_kind), _event(public_id), text_pages.page_of(mail_kind)
    form = open_form(partial(MailTextForm, obj=mail_texts.find_of_event(event, mail_kind)), event, page)
    if is_sent() and receive(form, event, page, partial(_save, mail_kind)):
        flash(_("Tillägget är sparat"), "success")
        return redirect(url_for(".edit_mail_text", public_id=public_id, mail_kind=mail_kind), 303)
    event = _event(public_id)
    common = mail_texts.find_of_federation(event.coordinating_host.id, mail_kind)
    example = example_mail(event, mail_kind)
    return _page_with_example(
        "mailings/manage/edit_mail_text.html", example, event=event, label=label, form=form, common=common
    )


@blueprint.get("/forbund/<slug>/mejltexter")
@requires(Role.OWNER)
def edit_default_texts(slug: str) -> ResponseReturnValue:
    federation = _federation(slug)
    rows = text_pages.federation_rows(federation)
    return render_template("mailings/manage/edit_default_texts.html", federation=federation, rows=rows)


@blueprint.route("/forbund/<slug>/mejltexter/<mail_kind>", methods=["GET", "POST"])
@requires(Role.OWNER)
def edit_default_text(slug: str, mail_kind: str) -> ResponseReturnValue:
    label, federation = _label(mail_kind), _federation(slug)
    form = MailTextForm(obj=mail_texts.find_of_federation(federation.id, mail_kind))
    if form.validate_on_submit() and _save_default(federation, mail_kind, form):
        flash(_("Tillägget är sparat"), "success")
        return redirect(url_for(".edit_default_text", slug=slug, mail_kind=mail_kind), 303)
    federation = _federation(slug)
    if not is_sent() or form.form_errors:
        form.version.data = str(federation.version)
    example = text_pages.example_of_federation(federation, mail_kind)
    return _page_with_example(
        "mailings/manage/edit_default_text.html", example, federation=federation, label=label, form=form
    )


def _page_with_example(template: str, example: RenderedMail, **context: Any) -> Response:
    """Return the page with the mail as it will be, or that mail's HTML part where its frame asks."""
    if is_part_asked_for():
        return show_part(example.html)
    return make_response(render_template(template, example=example, part_url=part_url(), **context))


def _save(kind: str, event: Event, form: MailTextForm, actor: Actor) -> None:
    mail_texts.save_event_supplement(event, kind, form.text.data or "", form.text_en.data or "", actor)


def _save_default(federation: Federation, kind: str, form: MailTextForm) -> bool:
    federation_id, actor = federation.id, organiser_actor(signed_in()[0].id)
    try:
        with write():
            claimed = claim_federation(federation_id, form.known_version)
            words = form.text.data or "", form.text_en.data or ""
            mail_texts.save_federation_supplement(claimed, kind, *words, actor)
    except DomainError as error:
        form.form_errors = [error.sentence]
        return False
    return True


def _label(kind: str) -> str:
    """Return what a mail is called; 404 for one that nothing can be added to."""
    return mail_texts.mail_kinds().get(kind) or abort(404)


def _event(public_id: str) -> Event:
    return get_scope(public_id, allowed_federations()).event


def _federation(slug: str) -> Federation:
    federation = get_federation_by_slug(slug)
    if federation.id not in allowed_federations():
        abort(404)
    return federation
