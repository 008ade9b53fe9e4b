"""The page from which an event is edited and published."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from wtforms.validators import Optional

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.fields import MaxLength, TextField
from eventapp.core.transactions import write
from eventapp.events import publishing
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import EditForm, refuse
from eventapp.events.edit_sections import list_sections, section_of
from eventapp.events.editing import list_unfinished
from eventapp.events.headcount import has_people
from eventapp.events.hosted import get_scope
from eventapp.events.kinds import EventStatus
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.events.readiness import missing_before_publishing, unconfirmed_names
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role

#: All that the list of sections and the list of what is missing read.
PARTS: tuple[ORMOption, ...] = (
    joinedload(Event.image),
    selectinload(Event.sessions),
    selectinload(Event.pools),
    selectinload(Event.questions),
    selectinload(Event.contributors),
)


class PublishForm(EditForm):
    """The button, and the reason where a procured contributor has not confirmed."""

    reason = TextField("", [Optional(), MaxLength(1000)])


@blueprint.get("/evenemang/<public_id>/redigera")
@requires(Role.EDITOR)
def edit_event(public_id: str) -> ResponseReturnValue:
    event = _event(public_id)
    form = PublishForm(formdata=None)
    form.version.data = str(event.version)
    return _show(event, form)


@blueprint.post("/evenemang/<public_id>/publicera")
@requires(Role.EDITOR)
def publish_event(public_id: str) -> ResponseReturnValue:
    event_id, form = _event(public_id).id, PublishForm()
    actor = organiser_actor(signed_in()[0].id)
    if not form.validate():
        return _show(_event(public_id), form)
    try:
        with write():
            publishing.publish_event(event_id, form.known_version, reason=form.reason.data or "", actor=actor)
    except publishing.ReasonNeeded as error:
        form.reason.errors = [error.sentence]
    except DomainError as error:
        refuse(form, error)
    if form.errors:
        event = _event(public_id)
        form.version.data = str(event.version)
        return _show(event, form)
    flash(_("Evenemanget är publicerat."), "success")
    return redirect(url_for(".edit_event", public_id=public_id), 303)


@blueprint.post("/evenemang/<public_id>/avpublicera")
@requires(Role.EDITOR)
def unpublish_event(public_id: str) -> ResponseReturnValue:
    event_id, form = _event(public_id).id, EditForm()
    actor = organiser_actor(signed_in()[0].id)
    try:
        with write():
            publishing.unpublish_event(event_id, form.known_version, actor)
    except DomainError as error:
        flash(str(error.sentence), "error")
    else:
        flash(_("Evenemanget är ett utkast igen. Sidan syns inte längre."), "success")
    return redirect(url_for(".edit_event", public_id=public_id), 303)


@blueprint.post("/evenemang/<public_id>/redigera/kasta")
@requires(Role.EDITOR)
def drop_unfinished(public_id: str) -> ResponseReturnValue:
    event_id, section = _event(public_id).id, section_of(request.form.get("section", ""))
    if section is not None and press(event_id, partial(publishing.throw_away, section=section.page)):
        flash(_("Det som inte var klart i delen %(section)s är borta.", section=section.title), "success")
    return redirect(url_for(".edit_event", public_id=public_id), 303)


def _show(event: Event, form: PublishForm) -> str:
    is_draft = event.status is EventStatus.DRAFT
    missing = missing_before_publishing(event) if event.status is not EventStatus.CANCELLED else []
    names = unconfirmed_names(event) if is_draft else []
    form.reason.label.text = publishing.reason_sentence(names)
    return render_template(
        "events/manage/edit_event.html",
        event=event,
        form=form,
        missing=missing,
        asks_reason=bool(names),
        sections=list_sections(
            event,
            incomplete={one.endpoint for one in missing},
            unfinished=list_unfinished(event.id),
        ),
        may_unpublish=event.status is EventStatus.PUBLISHED and not has_people(event.id),
        cancel_url=_cancel_url(event),
    )


def _cancel_url(event: Event) -> str:
    """Return where a published event is called off, or a draft that nobody has seen deleted; empty for others."""
    is_unseen = event.status is EventStatus.DRAFT and event.published_at is None
    if event.status is not EventStatus.PUBLISHED and not is_unseen:
        return ""
    return url_for("changes_manage.cancel_event", public_id=event.public_id)


def _event(public_id: str) -> Event:
    return get_scope(public_id, allowed_federations(), *PARTS).event
