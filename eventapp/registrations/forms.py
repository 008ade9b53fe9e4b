"""The participants' forms, built from the event: what it asks is what the form has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from eventapp.core.fields import (
    LineField,
    MailField,
    MaxLength,
    TextField,
)
from eventapp.core.shown import in_swedish
from eventapp.events.kinds import Audience, Mode, QuestionKind
from eventapp.events.models import Event
from eventapp.events.part_models import Question
from eventapp.registrations.address_hints import suggest_address
from eventapp.registrations.errors import WorkshopGone
from eventapp.registrations.form_fields import (
    LINE_LENGTH,
    TEXT_LENGTH,
    choice_fields,
    eligibility_error,
    eligibility_text,
    federation_field,
)
from eventapp.registrations.models import AttendeeRole, Registration
from eventapp.registrations.sign_up import Choices, SignUp

NAME_LENGTH = 120


class ParticipantForm(FlaskForm):  # type: ignore[misc]
    """What every form about one person's participation has; the event adds the rest."""

    name = LineField(
        _l("Namn"),
        [DataRequired(_l("Skriv ditt namn eller det namn du vill använda")), MaxLength(NAME_LENGTH)],
    )
    organisation = LineField(_l("Var arbetar du?"), [Optional(), MaxLength(LINE_LENGTH)])
    needs = TextField(_l("Behöver du något för att kunna delta?"), [Optional(), MaxLength(TEXT_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for control in self:
            if control.name.startswith("question_") and hasattr(control, "choices"):
                _keep_former_choices(control)

    def choices_for(self, event: Event) -> Choices:
        """Return what the form says; call after it has been found valid.

        Raises `WorkshopGone` where the event has changed since the form was built.
        """
        sessions = {session.public_id: session for session in event.sessions if session.slot is not None}
        chosen = {slot.number: self._value(f"session_{slot.number}") for slot in event.slots}
        gone = [slot for slot, public_id in chosen.items() if public_id and public_id not in sessions]
        if gone:
            raise WorkshopGone(gone)
        role = self._value("role")
        return Choices(
            name=self.name.data,
            mode=Mode(self._value("mode") or event.modes[0].value),
            organisation=self.organisation.data or "",
            role=AttendeeRole(role) if role else None,
            needs=self._value("needs"),
            food=self._value("food"),
            advance_question=self._value("advance_question"),
            sessions={slot: sessions[public_id].id for slot, public_id in chosen.items() if public_id},
            answers={question.id: self._answer(question) for question in event.questions},
        )

    def refuse_workshops(self, event: Event, session_ids: Iterable[int], sentence: Any) -> None:
        """Put the sentence at the slots in which one of the workshops is chosen."""
        refused = {session.slot for session in event.sessions if session.id in set(session_ids)}
        for slot in sorted(slot for slot in refused if slot is not None):
            control = self[f"session_{slot}"]
            control.errors = [*control.errors, sentence]

    def refuse_slots(self, slots: Collection[int], sentence: Any) -> None:
        """Put the sentence at these slots, or above the form where there is none or one is no longer there."""
        if not slots:
            self.form_errors = [sentence]
        for name in (f"session_{slot}" for slot in sorted(slots)):
            if name in self:
                self[name].errors = [sentence]
            else:
                self.form_errors = [sentence]

    def _value(self, name: str) -> str:
        return str(self[name].data or "") if name in self else ""

    def _answer(self, question: Question) -> list[str]:
        data = self[f"question_{question.id}"].data
        if isinstance(data, list):
            return [str(value) for value in data]
        return [str(data)] if data else []


class HiddenFields(FlaskForm):  # type: ignore[misc]
    """What differs between two blank sign-up forms, besides the protection against forged ones."""

    form_id = HiddenField()
    #: The address for which *Menade du …?* has been asked; sent again it is let through.
    address_asked = HiddenField()


class AddressQuestion(FlaskForm):  # type: ignore[misc]
    """Asking once about an address that looks mistyped; the form has `email` and `address_asked`."""

    def asks_about_address(self) -> bool:
        """Tell whether the address looks mistyped and has not been asked about; asks by an error at the field."""
        address = self.email.data or ""
        suggestion = suggest_address(address)
        if suggestion is None or self.address_asked.data == address:
            return False
        self.address_asked.data = address
        self.email.errors = [
            _("Menade du %(suggestion)s? Ändra eller skicka igen om adressen stämmer.", suggestion=suggestion)
        ]
        return True


class RegistrationForm(HiddenFields, ParticipantForm, AddressQuestion):
    """Signing up."""

    email = MailField(_l("E-postadress"), [DataRequired(_l("Skriv din e-postadress"))])
    trap = StringField(_l("Lämna det här fältet tomt"))

    def sign_up_for(self, event: Event, language: str, privacy_version: str) -> SignUp:
        """Return the whole sign-up; call after it has been found valid."""
        return SignUp(
            choices=self.choices_for(event),
            email=self.email.data,
            language=language,
            federation_id=self._federation_id(event),
            is_eligible=bool(self["eligible"].data) if "eligible" in self else False,
            privacy_version=privacy_version,
        )

    def _federation_id(self, event: Event) -> int | None:
        if len(event.hosts) == 1:
            return event.hosts[0].federation_id
        slug = self._value("federation")
        return next((host.federation_id for host in event.hosts if host.federation.slug == slug), None)


class LinkForm(FlaskForm):  # type: ignore[misc]
    """Asking for a lost link."""

    email = MailField(_l("E-postadress"), [DataRequired(_l("Skriv din e-postadress"))])
    trap = StringField(_l("Lämna det här fältet tomt"))


def build_registration_form(event: Event, *, is_invited: bool = False) -> type[RegistrationForm]:
    """Return the sign-up form of an event; nobody with a personal invitation is asked whether they are meant."""
    fields = choice_fields(event)
    if len(event.hosts) > 1:
        fields["federation"] = federation_field(event)
    if event.audience is not Audience.OPEN and not is_invited:
        fields["eligible"] = BooleanField(eligibility_text(event), [InputRequired(eligibility_error(event))])
    return type("EventRegistrationForm", (RegistrationForm,), fields)


def build_change_form(event: Event) -> type[ParticipantForm]:
    """Return the form for changing a registration for an event."""
    return type("EventChangeForm", (ParticipantForm,), choice_fields(event))


def values_of(registration: Registration, without: Collection[str] = ()) -> dict[str, Any]:
    """Return what the change form is filled in with; what is left out is not read."""
    values: dict[str, Any] = {
        "name": registration.name,
        "organisation": registration.organisation,
        "role": registration.role.value if registration.role else "",
        "mode": registration.mode.value,
    }
    for name in {"needs", "food", "advance_question"}.difference(without):
        values[name] = getattr(registration, name)
    for choice in registration.choices:
        values[f"session_{choice.slot}"] = choice.session.public_id
    kinds = {question.id: question.kind for question in registration.event.questions}
    for answer in registration.answers:
        several = kinds.get(answer.question_id) is QuestionKind.SEVERAL_CHOICES
        values[f"question_{answer.question_id}"] = list(answer.values) if several else answer.values[0]
    return values


def _keep_former_choices(control: Any) -> None:
    """Let somebody keep what they chose before an organiser took it out of the choices."""
    chosen = control.object_data or []
    offered = {str(choice[0]) for choice in control.iter_choices()}
    former = [one for one in ([chosen] if isinstance(chosen, str) else chosen) if one not in offered]
    control.choices = [*control.choices, *(SelectChoice(value, in_swedish(value)) for value in former)]
