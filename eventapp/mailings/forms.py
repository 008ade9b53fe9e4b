"""The forms of a mailing: to whom, what, and the button that sends it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MarkdownField, MaxLength, OneChoiceField
from eventapp.events.hosted import Scope
from eventapp.events.models import Event
from eventapp.events.presentation import full_title_of, mode_label
from eventapp.federations.models import Federation
from eventapp.mailings.audience import OTHER, STATUSES, Audience
from eventapp.mailings.placeholders import PlaceholderFault, find_placeholders
from eventapp.mailings.services import Words
from eventapp.registrations.models import RegistrationStatus

MOST_IN_SUBJECT = 150
MOST_IN_TEXT = 10_000
ALL = ""


class ChosenField(SelectField):  # type: ignore[misc]
    """A list to choose one from; what is not in it counts as not answered."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Accept only an offered value; nothing sent is the empty one, where that is offered."""
        self.data = self.data or ALL
        if self.data not in {str(choice.value) for choice in self.choices or ()}:
            raise ValidationError(_l("Välj något i listan"))


class KnownPlaceholders:
    """Nothing in braces that cannot be filled in."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise with the sentence that names what cannot be."""
        try:
            find_placeholders(field.data or "")
        except PlaceholderFault as fault:
            raise ValidationError(str(fault.sentence)) from fault


class MailingForm(FlaskForm):  # type: ignore[misc]
    """A draft: to whom it goes and what it says."""

    version = HiddenField()
    subject = LineField(
        _l("Ämne"),
        [DataRequired(_l("Skriv ett ämne")), MaxLength(MOST_IN_SUBJECT), KnownPlaceholders()],
    )
    text = MarkdownField(
        _l("Text"), [DataRequired(_l("Skriv en text")), MaxLength(MOST_IN_TEXT), KnownPlaceholders()]
    )
    subject_en = LineField(
        _l("Ämne på engelska"), [Optional(), MaxLength(MOST_IN_SUBJECT), KnownPlaceholders()]
    )
    text_en = MarkdownField(
        _l("Text på engelska"), [Optional(), MaxLength(MOST_IN_TEXT), KnownPlaceholders()]
    )
    #: The real title of a sensitive event, which no subject may name.
    hidden_titles: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """What was written, and to whom."""
        chosen = {name: getattr(self, name).data for name in Audience.__dataclass_fields__ if name in self}
        return Words(
            self.subject.data or "",
            self.text.data or "",
            self.subject_en.data or "",
            self.text_en.data or "",
            Audience.of(chosen),
        )

    @property
    def sender_id(self) -> int | None:
        """The chosen host, None where there is nothing to choose."""
        return int(self["sender"].data) if "sender" in self else None

    @property
    def seen_version(self) -> int | None:
        """The version the page was opened on."""
        return read_number(self.version.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the two halves of an English text are both there or both not."""
        is_valid = bool(super().validate(extra_validators))
        halves = (self.subject_en, self.text_en)
        for field, other in (halves, halves[::-1]):
            if other.data and not field.data:
                field.errors = [_("Skriv både ämne och text på engelska, eller ingetdera")]
                is_valid = False
        return self._hides_theme() and is_valid

    def _hides_theme(self) -> bool:
        named = [
            field
            for field in (self.subject, self.subject_en)
            if any(title.casefold() in (field.data or "").casefold() for title in self.hidden_titles)
        ]
        for field in named:
            field.errors = [_("Skriv {evenemang} i stället för rubriken: ämnet får inte avslöja temat")]
        return not named


class SendForm(FlaskForm):  # type: ignore[misc]
    """The button: how many it said, and which version of the text was looked at."""

    recipients = HiddenField()
    version = HiddenField()


def build_mailing_form(
    scope: Scope, units: Collection[str], senders: Sequence[Federation], kept: Audience
) -> type[MailingForm]:
    """Return the form with the choices there are on the event; a choice kept in a draft stays on offer."""
    event = scope.event
    fields: dict[str, Any] = {
        "status": OneChoiceField(
            _("Vilka ska få mejlet?"),
            choices=_as_choices(_statuses()),
            message=_("Välj vilka som ska få mejlet"),
            is_required=False,
            default=ALL,
        )
    }
    for name, label, choices in _choices(scope, units):
        offered = choices if getattr(kept, name) in dict(choices) else [*choices, (getattr(kept, name),) * 2]
        if len(offered) > 1:
            fields[name] = ChosenField(label, choices=_as_choices(offered))
    if len(senders) > 1:
        hosts = [(str(host.id), host.short_name) for host in senders]
        fields["sender"] = ChosenField(_("Från vilket förbund?"), choices=_as_choices(hosts))
    if event.is_sensitive:
        fields["hidden_titles"] = _titles(event)
    return type("EventMailingForm", (MailingForm,), fields)


def read_number(text: str | None) -> int | None:
    """Return a whole number that a page sent along, None for anything else."""
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def status_choice(status: str) -> str:
    """Return whom a status means: *Anmälda*."""
    return dict(_statuses()).get(status, status)


def _statuses() -> list[tuple[str, str]]:
    words = {
        RegistrationStatus.CONFIRMED: _("Anmälda"),
        RegistrationStatus.WAITLISTED: _("I kö"),
        RegistrationStatus.CANCELLED: _("Avbokade"),
    }
    return [(ALL, _("Alla anmälda och alla i kö")), *((each.value, words[each]) for each in STATUSES)]


def _choices(scope: Scope, units: Collection[str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    event, everybody = scope.event, (ALL, _("Alla"))
    modes = [(mode.value, mode_label(mode)) for mode in event.modes] if len(event.modes) > 1 else []
    workshops = [(one.public_id, one.title) for one in event.sessions if one.slot is not None]
    hosts = [(host.federation.slug, host.federation.short_name) for host in event.hosts]
    may_choose_host = scope.federation_ids is None and len(hosts) > 1
    return [
        ("mode", _("Hur de deltar"), [everybody, *modes]),
        ("session", _("Workshop"), [everybody, *workshops]),
        (
            "federation",
            _("Förbund"),
            [everybody, *hosts, (OTHER, _("Annat"))] if may_choose_host else [everybody],
        ),
        ("unit", _("Arbetsplats"), [everybody, *((unit, unit) for unit in units)]),
    ]


def _as_choices(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in pairs]


def _titles(event: Event) -> tuple[str, ...]:
    return tuple(title for title in (full_title_of(event), event.title_en or "") if title)
