"""The invited person's own page: what they are invited to, yes by the filled-in form, no by a button."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.errors import DomainError
from eventapp.core.extensions import csrf
from eventapp.core.form_ids import new_form_id
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.registration_window import RegistrationState, registration_state
from eventapp.invitations.answering import accept_invitation, decline_invitation
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.invitations.queries import find_by_token, find_registration, get_event
from eventapp.registrations.form_fields import OTHER_FEDERATION
from eventapp.registrations.form_page import FORM_OCTETS, FormPage, get_form_page, show_form
from eventapp.registrations.forms import RegistrationForm, build_registration_form
from eventapp.registrations.public_routes import receive_sign_up, show_closed, show_why_closed

blueprint = Blueprint("invitations_public", __name__)


class DeadLink(Exception):
    """The personal link opens nothing."""


@blueprint.get("/inbjudan/<token>")
def show_invitation(token: str) -> str:
    invitee, event = _get(token)
    state = registration_state(event)
    if state in {RegistrationState.CANCELLED, RegistrationState.PAST}:
        return show_closed(event, state.value)
    return render_template(
        "invitations/public/show_invitation.html",
        invitee=invitee,
        event=event,
        federation=_federation_of(invitee, event),
        registration=find_registration(invitee),
        has_declined=invitee.answer is InviteeAnswer.DECLINED,
        is_open=show_why_closed(event) is None,
        token=token,
    )


# The form checks its own CSRF token, so that an old page comes back with everything kept.
@blueprint.route("/inbjudan/<token>/ja", methods=["GET", "POST"])
@csrf.exempt
def accept(token: str) -> AnyResponse | str:
    invitee, event = _get(token)
    if find_registration(invitee) is not None and not is_sent():
        return redirect(url_for(".show_invitation", token=token))
    page = get_form_page(event.slug)
    if is_sent():
        submit = partial(accept_invitation, invitee_id=invitee.id)
        return receive_sign_up(page, _make_form, submit)
    closed = show_why_closed(page.event)
    if closed is not None:
        return closed
    form = _form_class(page)(data=_known(invitee, page.event))
    form.form_id.data = new_form_id()
    return show_form(page, form)


@blueprint.post("/inbjudan/<token>/nej")
def decline(token: str) -> AnyResponse:
    invitee_id = _get(token)[0].id
    try:
        with write():
            decline_invitation(invitee_id)
    except DomainError as error:
        flash(str(error.sentence), "error")
    return redirect(url_for(".show_invitation", token=token), 303)


@blueprint.errorhandler(DeadLink)
def show_dead_link(_error: DeadLink) -> tuple[str, int]:
    return render_template("invitations/public/dead_link.html"), 404


def _get(token: str) -> tuple[Invitee, Event]:
    """Return who a link is for and what to; one to an event that is a draft again opens nothing."""
    invitee = find_by_token(token)
    event = get_event(invitee.event_id) if invitee is not None else None
    if invitee is None or event is None or event.status is EventStatus.DRAFT:
        raise DeadLink
    try:
        return invitee, get_form_page(event.slug).event
    except NotFound:
        raise DeadLink from None


def _form_class(page: FormPage) -> type[RegistrationForm]:
    event = page.without_seats.event
    return page.without_seats.keep(
        "invited form", lambda: build_registration_form(event, is_invited=True), octets=FORM_OCTETS
    )


def _make_form(page: FormPage) -> RegistrationForm:
    return _form_class(page)()


def _known(invitee: Invitee, event: Event) -> dict[str, Any]:
    """Return what the form is filled in with."""
    slugs = {host.federation_id: host.federation.slug for host in event.hosts}
    return {
        "name": invitee.name,
        "email": invitee.email,
        "organisation": invitee.unit,
        "federation": slugs.get(invitee.federation_id, OTHER_FEDERATION),
    }


def _federation_of(invitee: Invitee, event: Event) -> Any:
    mine = (host.federation for host in event.hosts if host.federation_id == invitee.federation_id)
    return next(mine, event.coordinating_host)
