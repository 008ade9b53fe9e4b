"""The fields that an event adds to its participants' forms: what it asks, in its own words."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import escape
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from eventapp.core import formatting as fmt
from eventapp.core.fields import LineField, MaxLength, OneChoiceField, SeveralChoicesField, TextField
from eventapp.events.kinds import Attendance, Audience, QuestionKind
from eventapp.events.models import Event
from eventapp.events.part_models import Question
from eventapp.events.presentation import mode_label, shown
from eventapp.registrations.labels import role_label, shown_option
from eventapp.registrations.models import AttendeeRole

OTHER_FEDERATION = "other"
LINE_LENGTH, TEXT_LENGTH = 200, 2000


def eligibility_text(event: Event) -> str:
    """Return the statement that somebody signs up under on an internal event."""
    return {
        Audience.MEMBERS: _("Jag arbetar eller är förtroendevald hos en av förbundens parter"),
        Audience.INVITED: _("Jag har fått en inbjudan till evenemanget"),
    }.get(event.audience) or _("Jag arbetar i en insats som ett av förbunden finansierar")


def eligibility_error(event: Event) -> str:
    """Return what to do for somebody who has not made the statement."""
    return _("Kryssa i rutan om det stämmer: %(statement)s", statement=eligibility_text(event))


def choice_fields(event: Event) -> dict[str, Field]:
    """Return the fields that an event adds to every form about somebody's participation."""
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


def _role_field() -> Field:
    return OneChoiceField(
        _("Vilken roll har du?"),
        choices=[SelectChoice(role.value, role_label(role)) for role in AttendeeRole],
        message=_("Välj en av rollerna"),
        is_required=False,
    )


def federation_field(event: Event) -> Field:
    """Return the question which host somebody belongs to."""
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
