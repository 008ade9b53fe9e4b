"""Organisers' pages about mailings: those there are, writing one, and how far the mails of one have come."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.paging import page_number
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope, scope_on
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Federation, Role
from eventapp.mailings import pages, queries, services
from eventapp.mailings.audience import Audience
from eventapp.mailings.errors import MailingChanged
from eventapp.mailings.forms import MailingForm, build_mailing_form
from eventapp.mailings.models import Mailing
from eventapp.registrations import participant_labels

blueprint = Blueprint("mailings_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/evenemang/<public_id>/utskick")
@requires(Role.VIEWER)
def list_mailings(public_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    found = queries.list_mailings(scope, page_number())
    return render_template(
        "mailings/manage/list_mailings.html",
        event=scope.event,
        found=found,
        delivery=queries.count_delivery([each.public_id for each in found.rows if each.sent_at]),
        no_delivery=queries.Delivery(),
        subject_of=lambda each: pages.subject_of(scope.event, each),
        audience_of=lambda each: pages.audience_text(scope.event, Audience.of(each.audience)),
        has_people=queries.has_people(scope),
        may_write=bool(senders_on(scope.event)),
    )


@blueprint.route("/evenemang/<public_id>/utskick/nytt", methods=["GET", "POST"])
@requires(Role.EDITOR)
def create_mailing(public_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    senders = senders_on(scope.event)
    form = build_mailing_form(scope, queries.list_units(scope), senders, Audience())()
    if not form.validate_on_submit():
        return show_form(scope, form)
    federation_id = form.sender_id or senders[0].id
    event_id, author_id = scope.event.id, signed_in()[0].id
    try:
        with write():
            actor = organiser_actor(author_id)
            made = services.make_draft(event_id, federation_id, form.words, author_id, actor).public_id
    except DomainError as error:
        form.form_errors = [error.sentence]
        return show_form(mailing_scope(public_id), form)
    return redirect(url_for(".preview_mailing", public_id=public_id, mailing_id=made), 303)


@blueprint.get("/evenemang/<public_id>/utskick/<mailing_id>")
@requires(Role.VIEWER)
def show_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    mailing = queries.get_mailing(scope, mailing_id)
    if mailing.sent_at is not None:
        return _sent_page(scope, mailing)
    edited = mailing_scope(public_id, Role.EDITOR)
    if edited.is_empty:
        # Viewers read what was sent; a draft is its editors'.
        abort(403)
    mailing = queries.get_mailing(edited, mailing_id)
    return show_form(edited, _form_of(edited, mailing), mailing)


@blueprint.post("/evenemang/<public_id>/utskick/<mailing_id>")
@requires(Role.EDITOR)
def save_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    scope = mailing_scope(public_id)
    mailing = queries.get_mailing(scope, mailing_id)
    form = _form_of(scope, mailing)
    if not form.validate_on_submit():
        return show_form(scope, form, mailing)
    actor = organiser_actor(signed_in()[0].id)
    try:
        with write():
            scope = mailing_scope(public_id)
            mailing = queries.get_mailing(scope, mailing_id)
            services.change_draft(scope, mailing, form.words, form.seen_version, actor)
    except DomainError as error:
        form.form_errors = [error.sentence]
        scope = mailing_scope(public_id)
        mailing = queries.get_mailing(scope, mailing_id)
        if isinstance(error, MailingChanged):
            form.version.data = str(mailing.version)
        return show_form(scope, form, mailing)
    return redirect(url_for(".preview_mailing", public_id=public_id, mailing_id=mailing_id), 303)


@blueprint.post("/evenemang/<public_id>/utskick/<mailing_id>/ta-bort")
@requires(Role.EDITOR)
def remove_mailing(public_id: str, mailing_id: str) -> ResponseReturnValue:
    queries.get_mailing(mailing_scope(public_id), mailing_id)
    actor = organiser_actor(signed_in()[0].id)
    try:
        with write():
            services.remove_draft(queries.get_mailing(mailing_scope(public_id), mailing_id), actor)
        flash(_("Utkastet är borttaget"), "success")
    except DomainError as error:
        flash(str(error.sentence), "error")
    return redirect(url_for(".list_mailings", public_id=public_id), 303)


def mailing_scope(public_id: str, least: Role | None = None) -> Scope:
    """Return the event with its programme, and whose people the organiser may see in the role asked for."""
    federation_ids = allowed_federations(least)
    scope = get_scope(public_id, allowed_federations(), selectinload(Event.sessions))
    return scope_on(scope.event, federation_ids)


def senders_on(event: Event) -> list[Federation]:
    """Return the hosts in whose name the organiser may write, the coordinating one first."""
    editing = allowed_federations(Role.EDITOR)
    return [federation for federation in event.federations if federation.id in editing]


def show_form(scope: Scope, form: MailingForm, mailing: Mailing | None = None) -> str:
    """Return the page on which a mailing is written."""
    return render_template(
        "mailings/manage/edit_mailing.html",
        event=scope.event,
        form=form,
        mailing=mailing,
        placeholders=pages.placeholder_rows(),
    )


def _form_of(scope: Scope, mailing: Mailing) -> MailingForm:
    """Return the form with what was sent, or with the draft; whom it is from does not change."""
    kept = Audience.of(mailing.audience)
    reach = queries.reach_of(scope, mailing.federation_id)
    no_choice: Sequence[Federation] = ()
    values = {
        name: getattr(mailing, name) for name in ("subject", "text", "subject_en", "text_en", "version")
    }
    form = build_mailing_form(reach, queries.list_units(reach), no_choice, kept)
    return form(data=values | kept.__dict__)


def _sent_page(scope: Scope, mailing: Mailing) -> str:
    reach = queries.reach_of(scope, mailing.federation_id)
    return render_template(
        "mailings/manage/show_mailing.html",
        event=scope.event,
        mailing=mailing,
        subject=pages.subject_of(scope.event, mailing),
        audience=pages.audience_text(scope.event, Audience.of(mailing.audience)),
        delivery=queries.count_delivery([mailing.public_id]).get(mailing.public_id, queries.Delivery()),
        found=queries.list_deliveries(reach, mailing, page_number()),
        words=participant_labels,
    )
