"""The forms that begin an event: a new one, and one after another event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MaxLength, OneChoiceField
from eventapp.core.moments import ClockField, DayField, local_parts, read_moment
from eventapp.events.kinds import EventKind
from eventapp.events.models import Event
from eventapp.events.presentation import KIND_LABELS
from eventapp.federations.models import Federation

TITLE_LENGTH = 200


class NewEventForm(FlaskForm):  # type: ignore[misc]
    """What an event cannot do without; all else comes after."""

    title = LineField(_l("Rubrik"), [DataRequired(_l("Skriv en rubrik")), MaxLength(TITLE_LENGTH)])
    kind = OneChoiceField(
        _l("Vad är det för evenemang?"),
        choices=[SelectChoice(kind.value, KIND_LABELS[kind]) for kind in EventKind],
        message=_l("Välj vad det är för evenemang"),
        is_required=True,
    )
    #: Only where somebody edits for several federations.
    federation = OneChoiceField(
        _l("Vilket förbund samordnar?"),
        choices=[],
        message=_l("Välj vilket förbund som samordnar"),
        is_required=True,
    )


def make_new_event_form(federations: Sequence[Federation]) -> NewEventForm:
    """Return the form for somebody who edits for these federations; one alone is not asked about."""
    form = NewEventForm()
    if len(federations) == 1:
        del form.federation
    else:
        form.federation.choices = [
            SelectChoice(federation.slug, federation.short_name) for federation in federations
        ]
    return form


class CopyEventForm(FlaskForm):  # type: ignore[misc]
    """What differs between an event and the one made from it."""

    title = LineField(_l("Rubrik"), [DataRequired(_l("Skriv en rubrik")), MaxLength(TITLE_LENGTH)])
    start_day = DayField(_l("Dag"), [Optional()])
    start_clock = ClockField(_l("Starttid"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each box; a time of day alone, filled in beforehand, means that the day is not known."""
        super().validate(extra_validators)
        if self.start_day.data is not None or self.start_day.errors:
            self.starts_at = read_moment(self.start_day, self.start_clock, self.zone)
        return not self.errors

    #: When the new event begins, known once the form has been found valid.
    starts_at: datetime | None = None
    zone: str = ""


def make_copy_form(event: Event) -> CopyEventForm:
    """Return the form with what the event has."""
    form = CopyEventForm(
        data={"title": event.title, "start_clock": local_parts(event.starts_at, event.timezone)[1]}
    )
    form.zone = event.timezone
    return form
