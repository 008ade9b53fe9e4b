"""Organisers' pages that begin an event."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import organiser_actor
from eventapp.core.extensions import db
from eventapp.core.text import sort_key
from eventapp.core.transactions import write
from eventapp.events.copying import copy_event as copy
from eventapp.events.create_forms import make_copy_form, make_new_event_form
from eventapp.events.creating import create_event as create
from eventapp.events.hosted import get_scope
from eventapp.events.kinds import EventKind
from eventapp.events.manage_routes import blueprint
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Federation, Role


@blueprint.route("/evenemang/nytt", methods=["GET", "POST"])
@requires(Role.EDITOR)
def create_event() -> ResponseReturnValue:
    federations = _own_federations()
    form = make_new_event_form(federations)
    if not form.validate_on_submit():
        return render_template("events/manage/create_event.html", form=form)
    ids = {federation.slug: federation.id for federation in federations}
    slug = form.federation.data if "federation" in form else federations[0].slug
    actor = organiser_actor(signed_in()[0].id)
    with write():
        event = create(
            title=form.title.data, kind=EventKind(form.kind.data), federation_id=ids[slug], actor=actor
        )
        public_id = event.public_id
    flash(_("Utkastet är sparat. Fyll i resten del för del, i vilken ordning du vill."), "success")
    return redirect(url_for(".edit_event", public_id=public_id), 303)


@blueprint.route("/evenemang/<public_id>/kopiera", methods=["GET", "POST"])
@requires(Role.EDITOR)
def copy_event(public_id: str) -> ResponseReturnValue:
    event = get_scope(public_id, allowed_federations()).event
    form = make_copy_form(event)
    if not form.validate_on_submit():
        return render_template("events/manage/copy_event.html", event=event, form=form)
    event_id, actor = event.id, organiser_actor(signed_in()[0].id)
    with write():
        copied = copy(event_id, title=form.title.data, starts_at=form.starts_at, actor=actor)
        new_id = copied.public_id
    flash(_("Det nya tillfället är ett utkast. Se igenom delarna innan du publicerar."), "success")
    return redirect(url_for(".edit_event", public_id=new_id), 303)


def _own_federations() -> list[Federation]:
    """Return the federations for which who is signed in may make events, by name."""
    query = sa.select(Federation).where(Federation.id.in_(allowed_federations()))
    return sorted(db.session.scalars(query), key=lambda federation: sort_key(federation.short_name))
