"""The form for one of an event's own questions."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MaxLength, NumberField, OneChoiceField, TextField
from eventapp.core.text import one_line
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import QuestionKind
from eventapp.events.part_models import Question
from eventapp.events.questions import WITH_OPTIONS, QuestionContent

LINE_LENGTH, OPTION_LENGTH, MOST_OPTIONS = 300, 200, 50
OPTIONS_LENGTH = MOST_OPTIONS * (OPTION_LENGTH + 1)

KIND_LABELS = {
    QuestionKind.TEXT: _l("Kort svar på en rad"),
    QuestionKind.LONG_TEXT: _l("Längre svar på flera rader"),
    QuestionKind.ONE_CHOICE: _l("Ett av flera alternativ"),
    QuestionKind.SEVERAL_CHOICES: _l("Ett eller flera alternativ"),
    QuestionKind.YES_NO: _l("Ja eller nej"),
}


class QuestionForm(EditForm):
    """What is asked, how it is answered, why, and how long the answer is kept."""

    kind = OneChoiceField(
        _l("Hur svarar man?"),
        choices=[SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()],
        message=_l("Välj hur man svarar"),
        is_required=True,
    )
    label = LineField(_l("Fråga"), [DataRequired(_l("Skriv frågan")), MaxLength(LINE_LENGTH)])
    label_en = LineField(_l("Frågan på engelska"), [Optional(), MaxLength(LINE_LENGTH)])
    hint = LineField(_l("Förklaring under frågan"), [Optional(), MaxLength(LINE_LENGTH)])
    hint_en = LineField(_l("Förklaringen på engelska"), [Optional(), MaxLength(LINE_LENGTH)])
    options = TextField(_l("Svarsalternativ"), [Optional(), MaxLength(OPTIONS_LENGTH)])
    options_en = TextField(_l("Svarsalternativen på engelska"), [Optional(), MaxLength(OPTIONS_LENGTH)])
    is_required = BooleanField(_l("Man måste svara"))
    purpose = LineField(
        _l("Varför frågar ni?"),
        [DataRequired(_l("Skriv vad ni ska använda svaren till")), MaxLength(LINE_LENGTH)],
    )
    retention_days = NumberField(_l("Ta bort svaren så många dagar efter evenemanget"), [Optional()], least=1)
    is_confirmed = BooleanField(_l("Vi behöver fråga så, och vi har skrivit varför"))

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Days that the registration is kept.
        self.longest = longest

    def content(self) -> QuestionContent:
        """Return what the form says; call after it has been found valid."""
        kind = QuestionKind(self.kind.data)
        has_options = kind in WITH_OPTIONS
        return QuestionContent(
            kind=kind,
            label=self.label.data,
            label_en=self.label_en.data or None,
            hint=self.hint.data or "",
            hint_en=self.hint_en.data or None,
            options=_lines(self.options.data) if has_options else (),
            options_en=_lines(self.options_en.data) if has_options else (),
            is_required=bool(self.is_required.data),
            purpose=self.purpose.data,
            retention_days=self.retention_days.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and what none of them can tell by itself."""
        is_valid: bool = super().validate(extra_validators)
        if self.kind.data in {kind.value for kind in WITH_OPTIONS}:
            is_valid = self._has_options() and is_valid
        days = self.retention_days.data
        if days is not None and days > self.longest and not self.retention_days.errors:
            self._refuse(
                self.retention_days,
                _("Skriv högst %(days)s dagar. Efter det tas hela anmälan bort.", days=self.longest),
            )
            is_valid = False
        return is_valid and self._is_fit_to_ask()

    def _has_options(self) -> bool:
        options, english = _lines(self.options.data), _lines(self.options_en.data)
        long = next((one for one in (*options, *english) if len(one) > OPTION_LENGTH), "")
        if not 2 <= len(options) <= MOST_OPTIONS:
            sentence = _("Skriv två till %(most)s svarsalternativ, ett på varje rad", most=MOST_OPTIONS)
            self._refuse(self.options, sentence)
        elif len({option.casefold() for option in options}) < len(options):
            self._refuse(self.options, _("Skriv varje svarsalternativ en gång"))
        elif long:
            self._refuse(self.options, _("Korta alternativet som börjar ”%(start)s”", start=long[:40]))
        elif english and len(english) != len(options):
            sentence = _(
                "Skriv lika många rader som på svenska. Där är det %(there)s, här %(here)s.",
                there=len(options),
                here=len(english),
            )
            self._refuse(self.options_en, sentence)
        return not self.options.errors and not self.options_en.errors

    def _is_fit_to_ask(self) -> bool:
        """Let a question about what is never asked pass only when it has been confirmed."""
        words = self.content().delicate_words
        if not words or self.is_confirmed.data:
            return True
        sentence = _(
            "Frågan kan handla om något vi aldrig frågar om (%(words)s). Skriv om den. "
            "Måste ni fråga, skriv varför och kryssa i rutan.",
            words=", ".join(words),
        )
        self._refuse(self.is_confirmed, sentence)
        return False

    @staticmethod
    def _refuse(control: Any, sentence: str) -> None:
        control.errors = [*control.errors, sentence]


def values_of(question: Question) -> dict[str, Any]:
    """Return what the form is filled in with."""
    names = ("label", "label_en", "hint", "hint_en", "is_required", "purpose", "retention_days")
    values = {name: getattr(question, name) for name in names}
    return values | {
        "kind": question.kind.value,
        "options": "\n".join(question.options),
        "options_en": "\n".join(question.options_en),
    }


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (one_line(line) for line in (text or "").split("\n"))
    return tuple(line for line in lines if line)
