"""The forms that begin an event: a new one, and one after another event."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from eventapp.core.fields import LineField, MaxLength, OneChoiceField
from eventapp.events.kinds import EventKind
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
