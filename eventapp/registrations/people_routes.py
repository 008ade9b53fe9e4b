"""Organisers' pages for one person: change, correct the address, cancel, move between seat and queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope
from eventapp.events.models import Event
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.registrations import manage_people, moving_people
from eventapp.registrations.correcting import correct_address
from eventapp.registrations.errors import (
    AddressTaken,
    NoSeatFree,
    SameAddress,
    WayOfAttendingFull,
    WorkshopFull,
    WorkshopGone,
)
from eventapp.registrations.form_notes import mode_notes, slot_notes
from eventapp.registrations.forms import ParticipantForm
from eventapp.registrations.manage_routes import blueprint
from eventapp.registrations.models import Registration
from eventapp.registrations.organiser_words import sentence_of
from eventapp.registrations.participants import get_participant
from eventapp.registrations.people_forms import (
    AddressForm,
    GiveSeatForm,
    ReasonForm,
    RemoveForm,
    build_edit_form,
    edited_federation,
    edited_values,
)
from eventapp.registrations.phone_routes import seats_page

PERSON = "/evenemang/<public_id>/deltagare/<registration_id>"
Found = tuple[Scope, Registration]
#: Does what a page is for with the registration's id.
Act = Callable[[int, Actor], Any]


@blueprint.route(f"{PERSON}/andra", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_participant(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope, person = find_person(public_id, registration_id)
    form = build_edit_form(scope)(data=edited_values(person))
    if not form.validate_on_submit() or not _is_edited(scope, person, form):
        return _show_edit(find_person(public_id, registration_id), form)
    flash(_("Ändringen är sparad. Personen får ett mejl om det."), "success")
    return to_person(public_id, registration_id)


@blueprint.route(f"{PERSON}/adress", methods=["GET", "POST"])
@requires(Role.EDITOR)
def correct_participant_address(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope, person = find_person(public_id, registration_id)
    form = AddressForm()
    id_, actor, other = person.id, acting(), ""
    if form.validate_on_submit() and _may_correct(scope, form) and not form.asks_about_address():
        try:
            with write():
                correct_address(id_, form.email.data, actor)
        except (AddressTaken, SameAddress) as error:
            form.email.errors = [error.sentence]
            other = _seen(scope, error)
        except DomainError as error:
            form.form_errors = [sentence_of(error)]
        else:
            flash(_("Adressen är rättad, och en bekräftelse är på väg dit."), "success")
            return to_person(public_id, registration_id)
    found = find_person(public_id, registration_id)
    return _show("correct_address", found, form=form, other=other)


@blueprint.route(f"{PERSON}/avboka", methods=["GET", "POST"])
@requires(Role.EDITOR)
def remove_participant(public_id: str, registration_id: str) -> ResponseReturnValue:
    form = RemoveForm()

    def act(id_: int, actor: Actor) -> None:
        tells = bool(form.tells_reason.data)
        manage_people.remove_participant(id_, form.reason.data, actor, tells_reason=tells)

    if _is_done(public_id, registration_id, form, act):
        flash(_("Personen är avbokad."), "success")
        return to_person(public_id, registration_id)
    return _show("remove_participant", find_person(public_id, registration_id), form=form)


@blueprint.route(f"{PERSON}/ge-plats", methods=["GET", "POST"])
@requires(Role.EDITOR)
def give_seat(public_id: str, registration_id: str) -> ResponseReturnValue:
    form = GiveSeatForm()

    def act(id_: int, actor: Actor) -> None:
        moving_people.give_seat(id_, form.reason.data, actor, adds_seat=bool(form.adds_seat.data))

    if _is_done(public_id, registration_id, form, act):
        flash(_("Personen har fått en plats."), "success")
        return to_person(public_id, registration_id)
    scope, person = find_person(public_id, registration_id)
    is_full = moving_people.plan_now(person).is_full
    return _show("give_seat", (scope, person), form=form, is_full=is_full, seats_url=seats_page(scope.event))


@blueprint.route(f"{PERSON}/till-kon", methods=["GET", "POST"])
@requires(Role.EDITOR)
def move_to_queue(public_id: str, registration_id: str) -> ResponseReturnValue:
    form = ReasonForm()

    def act(id_: int, actor: Actor) -> None:
        moving_people.move_to_queue(id_, form.reason.data, actor)

    if _is_done(public_id, registration_id, form, act):
        flash(_("Personen står sist i kön, och platsen har gått till nästa."), "success")
        return to_person(public_id, registration_id)
    return _show("move_to_queue", find_person(public_id, registration_id), form=form)


def find_person(public_id: str, registration_id: str) -> Found:
    """Return the event with what its form asks and one of its people whom the organiser handles; raises NotFound."""
    parts = (Event.slots, Event.sessions, Event.questions)
    scope = get_scope(
        public_id,
        allowed_federations(),
        joinedload(Event.pools),
        *(selectinload(part) for part in parts),
    )
    return scope, get_participant(scope, registration_id)


def acting() -> Actor:
    """Return who is signed in, as the trail names them."""
    return organiser_actor(signed_in()[0].id)


def to_person(public_id: str, registration_id: str) -> ResponseReturnValue:
    """Go back to the person's page."""
    there = url_for(
        "registrations_manage.show_participant", public_id=public_id, registration_id=registration_id
    )
    return redirect(there, 303)


def _is_done(public_id: str, registration_id: str, form: Any, act: Act) -> bool:
    """Do what a valid form says; otherwise what stands in the way stands above the form."""
    id_, actor = find_person(public_id, registration_id)[1].id, acting()
    if not form.validate_on_submit():
        return False
    try:
        with write():
            act(id_, actor)
    except NoSeatFree as error:
        form.adds_seat.errors = [error.sentence]
    except DomainError as error:
        form.form_errors = [sentence_of(error)]
    else:
        return True
    return False


def _is_edited(scope: Scope, person: Registration, form: ParticipantForm) -> bool:
    choices, federation_id = form.choices_for(scope.event), edited_federation(form, scope, person)
    id_, actor, event = person.id, acting(), scope.event
    workshops = {session.id: session.slot for session in event.sessions}
    try:
        with write():
            manage_people.edit_participant(id_, choices, federation_id, actor)
    except WorkshopFull as error:
        slots = {workshops[session] for session in error.session_ids} - {None}
        form.refuse_slots([slot for slot in slots if slot is not None], _("Workshopen är full."))
    except WorkshopGone as error:
        form.refuse_slots(error.slots, error.sentence)
    except WayOfAttendingFull as error:
        form["mode" if "mode" in form else "name"].errors = [sentence_of(error)]
    except DomainError as error:
        form.form_errors = [sentence_of(error)]
    else:
        return True
    return False


def _show_edit(found: Found, form: ParticipantForm) -> str:
    scope, person = found
    return _show(
        "edit_participant",
        found,
        form=form,
        modes=mode_notes(scope.event, person),
        slots=slot_notes(scope.event, person),
    )


def _show(template: str, found: Found, **context: Any) -> str:
    scope, person = found
    return render_template(
        f"registrations/manage/{template}.html", event=scope.event, person=person, **context
    )


def _may_correct(scope: Scope, form: AddressForm) -> bool:
    """Tell whether the organiser sees everybody on the event.

    To whoever sees only some, a refusal of an address would tell that it is registered with another host.
    """
    if scope.federation_ids is None:
        return True
    host = scope.event.coordinating_host
    form.form_errors = [
        _(
            "På ett gemensamt evenemang rättas adresser av det samordnande förbundet. Ring %(federation)s, %(phone)s.",
            federation=host.name,
            phone=host.phone,
        )
    ]
    return False


def _seen(scope: Scope, error: DomainError) -> str:
    """Return which registration has the address, where the organiser may open it."""
    if not isinstance(error, AddressTaken):
        return ""
    return error.public_id if scope.includes(error.federation_id) else ""
