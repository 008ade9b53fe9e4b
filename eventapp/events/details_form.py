"""The form with what an event is called and says, whom it is for and how long data are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from eventapp.core.fields import (
    LineField,
    MarkdownField,
    MaxLength,
    NumberField,
    OneChoiceField,
    SeveralChoicesField,
    TextField,
)
from eventapp.events.create_forms import TITLE_LENGTH
from eventapp.events.details import TEXTS, Details
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import Audience, EventKind
from eventapp.events.models import Event, Series, Topic
from eventapp.events.presentation import AUDIENCE_TEXTS, KIND_LABELS
from eventapp.events.readiness import USUAL_RETENTION_DAYS

SUMMARY_LENGTH, TEXT_LENGTH = 400, 20_000
#: Some EU funds ask for evidence of who took part for ten years.
LONGEST_RETENTION_DAYS = 3660


def _line(label: Any) -> LineField:
    return LineField(label, [Optional(), MaxLength(TITLE_LENGTH)])


def _text(label: Any, most: int) -> TextField:
    return TextField(label, [Optional(), MaxLength(most)])


class DetailsForm(EditForm):
    """What an event is called and says, whom it is for and how long data are kept."""

    kind = OneChoiceField(
        _l("Typ"),
        choices=[SelectChoice(kind.value, KIND_LABELS[kind]) for kind in EventKind],
        message=_l("Välj vad det är för evenemang"),
        is_required=True,
    )
    audience = OneChoiceField(
        _l("För vem är det?"),
        choices=[SelectChoice(audience.value, AUDIENCE_TEXTS[audience]) for audience in Audience],
        message=_l("Välj vem evenemanget är för"),
        is_required=True,
    )
    title = LineField(_l("Rubrik"), [DataRequired(_l("Skriv en rubrik")), MaxLength(TITLE_LENGTH)])
    title_en = _line(_l("Rubrik på engelska"))
    summary = _text(_l("Ingress"), SUMMARY_LENGTH)
    summary_en = _text(_l("Ingress på engelska"), SUMMARY_LENGTH)
    description = MarkdownField(_l("Beskrivning"), [Optional(), MaxLength(TEXT_LENGTH)])
    description_en = MarkdownField(_l("Beskrivning på engelska"), [Optional(), MaxLength(TEXT_LENGTH)])
    purpose = _text(_l("Syfte"), SUMMARY_LENGTH)
    purpose_en = _text(_l("Syfte på engelska"), SUMMARY_LENGTH)

    series = SelectField(
        _l("Serie"),
        [Optional()],
        choices=[],
        default="",
        invalid_choice_message=_l("Välj en serie ur listan"),
    )
    new_series = _line(_l("Ny serie"))
    new_series_en = _line(_l("Ny serie på engelska"))
    grounds = SeveralChoicesField(
        _l("Diskrimineringsgrunder"), [Optional()], choices=[], message=_l("Välj ämnen ur listan")
    )
    tags = SeveralChoicesField(
        _l("Andra ämnen"), [Optional()], choices=[], message=_l("Välj ämnen ur listan")
    )

    is_sensitive = BooleanField(_l("Temat är känsligt"))
    neutral_title = _line(_l("Neutral rubrik"))
    neutral_title_en = _line(_l("Neutral rubrik på engelska"))

    serves_food = BooleanField(_l("Vi bjuder på mat eller fika"))
    asks_advance_question = BooleanField(_l("Vi tar emot frågor i förväg"))

    retention_days = NumberField(
        _l("Så många dagar efter evenemanget tar vi bort uppgifterna"),
        [InputRequired(_l("Skriv antal dagar, till exempel 90"))],
        least=1,
        most=LONGEST_RETENTION_DAYS,
    )
    retention_reason = TextField(_l("Skäl till längre tid"), [Optional(), MaxLength(SUMMARY_LENGTH)])

    def details(self) -> Details:
        """Return what the form says; call after it has been found valid."""
        texts = {name: self[name].data or "" for name in TEXTS}
        return Details(
            kind=EventKind(self.kind.data),
            audience=Audience(self.audience.data),
            texts=texts,
            series=self.series.data or "",
            new_series=(self.new_series.data or "", self.new_series_en.data or ""),
            topics=frozenset([*(self.grounds.data or []), *(self.tags.data or [])]),
            is_sensitive=bool(self.is_sensitive.data),
            serves_food=bool(self.serves_food.data),
            asks_advance_question=bool(self.asks_advance_question.data),
            retention_days=self.retention_days.data or USUAL_RETENTION_DAYS,
        )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field, then what hangs together."""
        is_valid = bool(super().validate(extra_validators))
        together = (self._refuse_theme_without_cover(), self._refuse_long_time_without_reason())
        return is_valid and not any(together)

    def _refuse_theme_without_cover(self) -> bool:
        if not self.is_sensitive.data or self.neutral_title.data:
            return False
        self.neutral_title.errors = [
            _l("Skriv en neutral rubrik, till exempel Kunskapsseminarium med samordningsförbundet")
        ]
        return True

    def _refuse_long_time_without_reason(self) -> bool:
        days = self.retention_days.data or 0
        # Data of sensitive events are kept for the shortest time, whatever is written here.
        if self.is_sensitive.data:
            return False
        if days <= USUAL_RETENTION_DAYS or self.retention_reason.data:
            return False
        self.retention_reason.errors = [
            _l("Skriv varför uppgifterna sparas längre än %(days)s dagar", days=USUAL_RETENTION_DAYS)
        ]
        return True


def make_details_form(
    event: Event, series: Sequence[Series], topics: Sequence[Topic], **arguments: Any
) -> DetailsForm:
    """Return the form with what the event has, or what was sent."""
    chosen = {topic.slug for topic in event.topics}
    plain = (*TEXTS, "is_sensitive", "serves_food", "asks_advance_question", "retention_days")
    form = DetailsForm(
        data={name: getattr(event, name) for name in plain}
        | {
            "kind": event.kind.value,
            "audience": event.audience.value,
            "series": event.series.slug if event.series else "",
            "grounds": [topic.slug for topic in topics if topic.is_ground and topic.slug in chosen],
            "tags": [topic.slug for topic in topics if not topic.is_ground and topic.slug in chosen],
        },
        **arguments,
    )
    form.series.choices = [
        SelectChoice("", _l("Ingen serie")),
        *(SelectChoice(one.slug, one.title) for one in series),
    ]
    form.grounds.choices = [SelectChoice(topic.slug, topic.name) for topic in topics if topic.is_ground]
    form.tags.choices = [SelectChoice(topic.slug, topic.name) for topic in topics if not topic.is_ground]
    return form
