"""The forms with which an organiser changes, moves, removes and merges people."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import MailField, MaxLength, OneChoiceField, TextField
from eventapp.events.hosted import Scope
from eventapp.registrations.form_fields import LINE_LENGTH, OTHER_FEDERATION, TEXT_LENGTH
from eventapp.registrations.forms import (
    AddressQuestion,
    ParticipantForm,
    build_change_form,
    values_of,
)
from eventapp.registrations.models import Registration
from eventapp.registrations.phone_forms import federation_field


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something is done with somebody; it stands in the log, and goes with the person's data."""

    reason = TextField(_l("Skäl"), [DataRequired(_l("Skriv varför, kort")), MaxLength(500)])


class RemoveForm(ReasonForm):
    """Cancelling for somebody."""

    tells_reason = BooleanField(_l("Skriv skälet i mejlet till personen"))


class GiveSeatForm(ReasonForm):
    """Giving a seat out of order; in a full event by one seat more."""

    adds_seat = BooleanField(_l("Höj antalet platser med en"))


class AddressForm(AddressQuestion):
    """Another address for somebody."""

    email = MailField(_l("Rätt e-postadress"), [DataRequired(_l("Skriv den rätta e-postadressen"))])
    address_asked = HiddenField()


class NeedsForm(FlaskForm):  # type: ignore[misc]
    """What somebody needs and eats, as they have said it to the organiser."""

    needs = TextField(_l("Behöver för att kunna delta"), [Optional(), MaxLength(TEXT_LENGTH)])
    food = TextField(_l("Mat"), [Optional(), MaxLength(LINE_LENGTH)])


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which of two registrations is kept."""

    kept = OneChoiceField(
        _l("Vilken anmälan vill du behålla?"),
        choices=[],
        message=_l("Välj vilken anmälan du vill behålla"),
        is_required=True,
    )
    takes_over = BooleanField(_l("Ta med svar som saknas i den du behåller"), default=True)


def build_edit_form(scope: Scope) -> type[ParticipantForm]:
    """Return the form for what an organiser may change: the event's, without needs, food and question.

    Only who sees all the event's people may move somebody to another host.
    """
    hidden: dict[str, Any] = dict.fromkeys(("needs", "food", "advance_question"))
    if len(scope.event.hosts) > 1 and scope.federation_ids is None:
        hidden["federation"] = federation_field(scope)
    return type("EventEditForm", (build_change_form(scope.event),), hidden)


def edited_values(registration: Registration) -> dict[str, Any]:
    """Return what the form is filled in with."""
    federation = registration.federation
    hidden = ("needs", "food", "advance_question")
    # Not even read: looking at needs is written into the log.
    return values_of(registration, without=hidden) | {
        "federation": federation.slug if federation else OTHER_FEDERATION
    }


def edited_federation(form: ParticipantForm, scope: Scope, registration: Registration) -> int | None:
    """Return the host chosen in a valid form, or the one there is where it asks for none."""
    if "federation" not in form:
        return registration.federation_id
    slug = form["federation"].data
    return next((host.federation_id for host in scope.event.hosts if host.federation.slug == slug), None)
