"""Organisers' pages for those who call: signing somebody up, and noting who has been told what."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.form_ids import new_form_id, read_form_id
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope
from eventapp.events.models import Event
from eventapp.events.registration_window import is_queue_open
from eventapp.events.seating import is_full
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.pages.personal_data import PRIVACY_VERSION
from eventapp.registrations.errors import AddressTaken, WorkshopFull, WorkshopGone
from eventapp.registrations.form_notes import mode_notes, slot_notes
from eventapp.registrations.forms import RegistrationForm
from eventapp.registrations.manage_routes import blueprint
from eventapp.registrations.organiser_words import sentence_of
from eventapp.registrations.participants import get_participant
from eventapp.registrations.phone import PhoneReceipt, note_called, register_by_phone
from eventapp.registrations.phone_forms import build_phone_form
from eventapp.registrations.seats import SeatLost


@blueprint.route("/evenemang/<public_id>/deltagare/ny", methods=["GET", "POST"])
@requires(Role.EDITOR)
def register_caller(public_id: str) -> ResponseReturnValue:
    scope = _scope_with_form(public_id)
    form = build_phone_form(scope)()
    form_id = read_form_id(form.form_id.data or "")
    if form_id is None or not form.validate_on_submit() or form.asks_about_address():
        form.form_id.data = form.form_id.data if form_id else new_form_id()
        return _show_form(scope, form)
    try:
        receipt = _register(scope, form, form_id)
    except (DomainError, SeatLost) as error:
        scope = _scope_with_form(public_id)
        # The programme may be another since: so is the form, filled in with what was sent.
        form = build_phone_form(scope)()
        return _show_form(scope, form, known=_refuse(error, form, scope.event))
    # Shown in the answer to the form and nowhere else: no address leads back to the PIN.
    return render_template(
        "registrations/manage/caller_registered.html", event=get_event_again(public_id), receipt=receipt
    )


@blueprint.post("/evenemang/<public_id>/deltagare/<registration_id>/ringt")
@requires(Role.EDITOR)
def mark_called(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    registration = get_participant(scope, registration_id)
    id_, actor = registration.id, organiser_actor(signed_in()[0].id)
    with write():
        note_called(id_, actor)
    flash(_("Det är antecknat att personen har fått veta."), "success")
    there = url_for(".show_participant", public_id=public_id, registration_id=registration_id)
    return redirect(there, 303)


def get_event_again(public_id: str) -> Event:
    """Return the event as it is after the write, for those who may see it."""
    return get_scope(public_id, allowed_federations()).event


def _register(scope: Scope, form: RegistrationForm, form_id: str) -> PhoneReceipt:
    event_id, actor = scope.event.id, organiser_actor(signed_in()[0].id)
    sign_up = form.sign_up_for(scope.event, form["language"].data, PRIVACY_VERSION)
    if not scope.includes(sign_up.federation_id):
        abort(403)
    with write():
        return register_by_phone(
            event_id,
            sign_up,
            contact=form["contact"].data or "",
            form_id=form_id,
            actor=actor,
            may_know=scope.includes,
        )


def _refuse(error: DomainError | SeatLost, form: RegistrationForm, event: Event) -> str:
    """Put what stood in the way where it belongs; returns which registration has the address already, if any."""
    match error:
        case WorkshopFull():
            form.refuse_workshops(event, error.session_ids, error.sentence)
        case WorkshopGone():
            form.refuse_slots(error.slots, error.sentence)
        case AddressTaken():
            form.email.errors = [error.sentence]
            return error.public_id
        case SeatLost():
            form.form_errors = [
                _("Vi kunde inte spara just nu. Dina svar finns kvar. Skicka igen om en stund.")
            ]
        case _:
            form.form_errors = [sentence_of(error)]
    return ""


def _show_form(scope: Scope, form: RegistrationForm, known: str = "") -> str:
    return render_template(
        "registrations/manage/register_caller.html",
        event=scope.event,
        form=form,
        modes=mode_notes(scope.event),
        slots=slot_notes(scope.event),
        is_full=is_full(scope.event),
        has_queue=is_queue_open(scope.event),
        seats_url=seats_page(scope.event),
        known=known,
    )


def seats_page(event: Event) -> str:
    """Return the address of the page on which seats are added, empty where there is none."""
    page = "changes_manage.edit_seats"
    return url_for(page, public_id=event.public_id) if page in current_app.view_functions else ""


def _scope_with_form(public_id: str) -> Scope:
    """Return the event with what its form asks and the seats left."""
    parts = (Event.slots, Event.sessions, Event.questions)
    return get_scope(
        public_id,
        allowed_federations(),
        joinedload(Event.pools),
        *(selectinload(part) for part in parts),
    )
