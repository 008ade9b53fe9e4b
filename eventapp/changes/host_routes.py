"""The organisers' page about the hosts of an event and their seats; the coordinating host's editors change it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import Actor
from eventapp.changes.confirming import ask_first, wants_back
from eventapp.changes.host_forms import HostsForm, hosts_form
from eventapp.changes.hosts import change_hosts, count_bound, hosts_of, move_host, plan_hosts
from eventapp.changes.manage_routes import blueprint
from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.request import is_sent
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.hosted import get_scope
from eventapp.events.kinds import PoolKind
from eventapp.events.models import Event
from eventapp.events.seating import common_seats, find_pool
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.federations.queries import list_federations

PAGE = "hosts"
UP = "upp"


@blueprint.route("/evenemang/<public_id>/redigera/varder", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_hosts(public_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    if not _may_change(event):
        return _show_to_read(event)
    form = open_form(hosts_form(event, list_federations(), hosts_of(event)), event, PAGE)
    if is_sent() and not wants_back():
        asked = _ask_first(event, form)
        if asked is not None:
            return asked
        before = set(form.host_slugs)
        if receive(form, event, PAGE, _save):
            return _saved(public_id, is_joined=set(form["hosts"].data) > before)
    return _show_form(_get_event(public_id), form)


@blueprint.post("/evenemang/<public_id>/redigera/varder/<host_slug>/flytta")
@requires(Role.EDITOR)
def reorder_host(public_id: str, host_slug: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    if not _may_change(event):
        abort(403)
    ids = {host.federation.slug: host.federation_id for host in event.hosts}
    if host_slug not in ids:
        abort(404)
    step = -1 if request.form.get("riktning") == UP else 1
    federation_id = ids[host_slug]
    press(event.id, lambda claimed, actor: move_host(claimed, federation_id, step, actor))
    return redirect(url_for(".edit_hosts", public_id=public_id, _anchor="ordning"), 303)


def _ask_first(event: Event, form: HostsForm) -> str | None:
    """Return the page that says who gets a seat; None where nobody does, it was said yes to, or it is refused."""
    if not form.validate():
        return None
    try:
        plan = plan_hosts(event, form.wanted())
    except DomainError:
        return None
    return ask_first(event, plan)


def _save(event: Event, form: HostsForm, actor: Actor) -> None:
    if not _may_change(event):
        abort(403)
    change_hosts(event, form.wanted(), actor)


def _saved(public_id: str, *, is_joined: bool) -> ResponseReturnValue:
    """Lead back to the event's parts, or to the seats of hosts that have just come in."""
    if is_joined:
        flash(_("Värdarna är sparade. Längre ner kan du garantera var och en platser."), "success")
        return redirect(url_for(".edit_hosts", public_id=public_id), 303)
    flash(_("Värdarna är sparade."), "success")
    return redirect(url_for("events_manage.edit_event", public_id=public_id), 303)


def _show_form(event: Event, form: HostsForm) -> str:
    common = find_pool(event, PoolKind.EVENT)
    return render_template(
        "changes/manage/edit_hosts.html",
        event=event,
        form=form,
        total=common_seats(event),
        common=common,
        bound=count_bound(event.id),
        now=clock.now(),
    )


def _show_to_read(event: Event) -> ResponseReturnValue:
    if is_sent():
        abort(403)
    return render_template("changes/manage/show_hosts.html", event=event, hosts=hosts_of(event))


def _may_change(event: Event) -> bool:
    return event.coordinating_host.id in allowed_federations(Role.EDITOR)


def _get_event(public_id: str) -> Event:
    return get_scope(public_id, allowed_federations(), selectinload(Event.pools)).event
