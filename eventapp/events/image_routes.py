"""An event's picture: the page on which organisers choose and describe it, and the picture itself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor
from eventapp.core.request import is_sent
from eventapp.events import manage_routes, public_routes
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.editing import drop_unfinished
from eventapp.events.hosted import get_scope
from eventapp.events.image_form import ImageForm, make_image_form
from eventapp.events.images import get_image, keep_picture, remove_image, save_image
from eventapp.events.kinds import EventStatus
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.events.picture_lines import picture_of
from eventapp.events.pictures import LARGEST_FILE
from eventapp.federations.access import allowed_federations, current_organiser, requires, roles_in
from eventapp.federations.models import Role

#: So much may be sent that a picture that is too large gets a sentence at its field.
LARGEST_FORM = 2 * LARGEST_FILE


@manage_routes.blueprint.url_value_preprocessor
def take_large_forms(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the form with a picture be larger than others; has to be said before anything reads it."""
    if endpoint == "events_manage.edit_image":
        request.max_content_length = LARGEST_FORM


@blueprint.route("/evenemang/<public_id>/redigera/bild", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_image(public_id: str) -> ResponseReturnValue:
    event = _event(public_id)
    form = open_form(lambda **kept: make_image_form(event, **kept), event, "image")
    if is_sent():
        if receive(form, event, "image", _save, keep=_keep):
            flash(_("Bilden är sparad."), "success")
            return redirect(url_for(".edit_event", public_id=public_id), 303)
        event = _event(public_id)
    return render_template(
        "events/manage/edit_image.html", event=event, form=form, shown_picture=picture_of(event)
    )


@blueprint.post("/evenemang/<public_id>/redigera/bild/ta-bort")
@requires(Role.EDITOR)
def delete_image(public_id: str) -> ResponseReturnValue:
    if press(_event(public_id).id, _remove):
        flash(_("Bilden är borttagen."), "success")
    return redirect(url_for(".edit_image", public_id=public_id), 303)


@public_routes.blueprint.get("/evenemang/<slug>/bild/<image_id>.<ending>")
def show_image(slug: str, image_id: str, ending: str) -> Response:
    """Give the picture; a draft's to those who work for a host of it."""
    event, image = get_image(slug, image_id, ending)
    is_draft = event.status is EventStatus.DRAFT
    if is_draft and not _works_for_host(event):
        raise NotFound
    response = send_file(BytesIO(image.content), mimetype=image.media_type)
    response.headers["Cache-Control"] = "no-store" if is_draft else "public, max-age=31536000, immutable"
    if event.is_sensitive:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _works_for_host(event: Event) -> bool:
    organiser = current_organiser()
    hosts = {host.federation_id for host in event.hosts}
    return organiser is not None and not hosts.isdisjoint(roles_in(organiser))


def _save(event: Event, form: ImageForm, actor: Actor) -> None:
    save_image(event, form.read, form.texts(), actor)


def _keep(event: Event, form: ImageForm, actor: Actor) -> None:
    """Keep a draft's picture though its texts are not right yet: nobody should have to choose it again."""
    if form.read is not None:
        keep_picture(event, form.read, actor)


def _remove(event: Event, actor: Actor) -> None:
    remove_image(event, actor)
    drop_unfinished(event.id, "image")


def _event(public_id: str) -> Event:
    return get_scope(public_id, allowed_federations(), joinedload(Event.image)).event
