"""The participants' forms, built from the event: what it asks is what the form has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import escape
from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields import EmailField, Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from eventapp.core import formatting as fmt
from eventapp.core.fields import (
    LineField,
    MailAddress,
    MaxLength,
    OneChoiceField,
    SeveralChoicesField,
    TextField,
)
from eventapp.core.shown import in_swedish
from eventapp.core.text import one_line
from eventapp.events.kinds import Attendance, Audience, Mode, QuestionKind
from eventapp.events.models import Event
from eventapp.events.part_models import Question
from eventapp.events.presentation import mode_label, shown
from eventapp.registrations.address_hints import suggest_address
from eventapp.registrations.errors import WorkshopGone
from eventapp.registrations.labels import role_label, shown_option
from eventapp.registrations.models import AttendeeRole, Registration
from eventapp.registrations.sign_up import Choices, SignUp

OTHER_FEDERATION = "other"
NAME_LENGTH, LINE_LENGTH, TEXT_LENGTH = 120, 200, 2000


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

    email = EmailField(
        _l("E-postadress"),
        [DataRequired(_l("Skriv din e-postadress")), MaxLength(254), MailAddress()],
        filters=[one_line],
    )
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

    email = EmailField(
        _l("E-postadress"),
        [DataRequired(_l("Skriv din e-postadress")), MaxLength(254), MailAddress()],
        filters=[one_line],
    )
    trap = StringField(_l("Lämna det här fältet tomt"))


def build_registration_form(event: Event, *, is_invited: bool = False) -> type[RegistrationForm]:
    """Return the sign-up form of an event; nobody with a personal invitation is asked whether they are meant."""
    fields = _choice_fields(event)
    if len(event.hosts) > 1:
        fields["federation"] = _federation_field(event)
    if event.audience is not Audience.OPEN and not is_invited:
        fields["eligible"] = BooleanField(eligibility_text(event), [InputRequired(eligibility_error(event))])
    return type("EventRegistrationForm", (RegistrationForm,), fields)


def build_change_form(event: Event) -> type[ParticipantForm]:
    """Return the form for changing a registration for an event."""
    return type("EventChangeForm", (ParticipantForm,), _choice_fields(event))


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


def eligibility_text(event: Event) -> str:
    """Return the statement that somebody signs up under on an internal event."""
    return {
        Audience.MEMBERS: _("Jag arbetar eller är förtroendevald hos en av förbundens parter"),
        Audience.INVITED: _("Jag har fått en inbjudan till evenemanget"),
    }.get(event.audience) or _("Jag arbetar i en insats som ett av förbunden finansierar")


def eligibility_error(event: Event) -> str:
    """Return what to do for somebody who has not made the statement."""
    return _("Kryssa i rutan om det stämmer: %(statement)s", statement=eligibility_text(event))


def _choice_fields(event: Event) -> dict[str, Field]:
    fields: dict[str, Field] = {"role": _role_field()}
    if event.attendance is Attendance.HYBRID:
        fields["mode"] = OneChoiceField(
            _("Hur vill du delta?"),
            choices=[SelectChoice(mode.value, mode_label(mode)) for mode in event.modes],
            message=_("Välj om du deltar på plats eller digitalt"),
            is_required=True,
        )
    fields.update({f"session_{slot.number}": _slot_field(event, slot.number) for slot in event.slots})
    if event.serves_food:
        fields["food"] = TextField(_("Vilken mat passar dig?"), [Optional(), MaxLength(LINE_LENGTH)])
    if event.asks_advance_question:
        fields["advance_question"] = TextField(
            _("Vad vill du att vi tar upp?"), [Optional(), MaxLength(TEXT_LENGTH)]
        )
    fields.update({f"question_{question.id}": _question_field(question) for question in event.questions})
    return fields


def _keep_former_choices(control: Any) -> None:
    """Let somebody keep what they chose before an organiser took it out of the choices."""
    chosen = control.object_data or []
    offered = {str(choice[0]) for choice in control.iter_choices()}
    former = [one for one in ([chosen] if isinstance(chosen, str) else chosen) if one not in offered]
    control.choices = [*control.choices, *(SelectChoice(value, in_swedish(value)) for value in former)]


def _role_field() -> Field:
    return OneChoiceField(
        _("Vilken roll har du?"),
        choices=[SelectChoice(role.value, role_label(role)) for role in AttendeeRole],
        message=_("Välj en av rollerna"),
        is_required=False,
    )


def _federation_field(event: Event) -> Field:
    choices = [SelectChoice(host.federation.slug, host.federation.short_name) for host in event.hosts]
    return OneChoiceField(
        _("Vilket förbund hör du till?"),
        choices=[*choices, SelectChoice(OTHER_FEDERATION, _("Annat, eller vet inte"))],
        message=_("Välj det förbund du hör till, eller Annat"),
        is_required=True,
    )


def _slot_field(event: Event, number: int) -> Field:
    slot = next(slot for slot in event.slots if slot.number == number)
    workshops = [session for session in event.sessions if session.slot == number]
    choices = [SelectChoice(session.public_id, shown(session, "title")) for session in workshops]
    if not slot.is_required:
        choices.append(SelectChoice("", _("Ingen workshop")))
    return OneChoiceField(
        slot_label(event, number),
        choices=choices,
        message=_("Välj en workshop"),
        is_required=slot.is_required,
        default=None if slot.is_required else "",
    )


def slot_label(event: Event, number: int) -> str:
    """Return the question for one slot: *Vilken workshop vill du gå på kl. 13.00?*"""
    first = next((s for s in event.sessions if s.slot == number and s.starts_at and s.ends_at), None)
    if first is None or first.starts_at is None or first.ends_at is None:
        return _("Vilken workshop vill du gå på?")
    return _(
        "Vilken workshop vill du gå på %(time)s?",
        time=fmt.clock_span(first.starts_at, first.ends_at, event.timezone),
    )


def _question_field(question: Question) -> Field:
    label, hint = shown(question, "label"), shown(question, "hint")
    sentence = escape(_("Svara på frågan: %(question)s")) % {"question": label}
    needed = [InputRequired(sentence)] if question.is_required else [Optional()]
    kind = question.kind
    if kind is QuestionKind.SEVERAL_CHOICES:
        return SeveralChoicesField(
            label, needed, choices=_options(question), message=sentence, description=hint
        )
    if kind in {QuestionKind.ONE_CHOICE, QuestionKind.YES_NO}:
        return OneChoiceField(
            label,
            choices=_options(question),
            message=sentence,
            is_required=question.is_required,
            description=hint,
        )
    field, most = (TextField, TEXT_LENGTH) if kind is QuestionKind.LONG_TEXT else (LineField, LINE_LENGTH)
    return field(label, [*needed, MaxLength(most)], description=hint)


def _options(question: Question) -> list[SelectChoice]:
    if question.kind is QuestionKind.YES_NO:
        return [SelectChoice("yes", _("Ja")), SelectChoice("no", _("Nej"))]
    return [SelectChoice(value, shown_option(question, value)) for value in question.options]
