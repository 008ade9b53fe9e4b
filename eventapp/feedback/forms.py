"""The forms for telling something; none asks who is telling."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MaxLength, OneChoiceField, TextField
from eventapp.core.form_ids import new_form_id
from eventapp.feedback.models import FeedbackKind
from eventapp.feedback.services import Told

TEXT_LENGTH, LINE_LENGTH = 4000, 300


class TellForm(FlaskForm):  # type: ignore[misc]
    """What both forms have."""

    kind: OneChoiceField
    text = TextField(
        _l("Vad vill du berätta?"), [DataRequired(_l("Skriv det du vill berätta")), MaxLength(TEXT_LENGTH)]
    )
    form_id = HiddenField()
    trap = StringField(_l("Lämna det här fältet tomt"))

    def begin(self, kind: FeedbackKind) -> None:
        """Make it ready for somebody new, with one of the choices made."""
        self.kind.data = kind.value
        self.form_id.data = new_form_id()

    def told(self, language: str) -> Told:
        """Return what the form says; call after it has been found valid."""
        return Told(kind=FeedbackKind(self.kind.data), text=self.text.data, language=language, **self.more())

    def more(self) -> dict[str, Any]:
        """Return what only this form asks."""
        return {}


class EventFeedbackForm(TellForm):
    """Telling an event's hosts something."""

    kind = OneChoiceField(
        _l("Vad gäller det?"),
        choices=[
            SelectChoice(FeedbackKind.OPINION.value, _l("En synpunkt på evenemanget")),
            SelectChoice(FeedbackKind.WRONG.value, _l("Något blev fel")),
        ],
        message=_l("Välj vad det gäller"),
        is_required=True,
    )


class SiteReportForm(TellForm):
    """Telling those who run the site what does not work, or what is needed in another form."""

    kind = OneChoiceField(
        _l("Vad gäller det?"),
        choices=[
            SelectChoice(FeedbackKind.FAULT.value, _l("Något fungerar inte för mig")),
            SelectChoice(FeedbackKind.OTHER_FORM.value, _l("Jag behöver innehåll på ett annat sätt")),
        ],
        message=_l("Välj vad det gäller"),
        is_required=True,
    )
    place = LineField(_l("På vilken sida, eller vilket innehåll?"), [Optional(), MaxLength(LINE_LENGTH)])
    contact = LineField(_l("Hur når vi dig, om du vill ha svar?"), [Optional(), MaxLength(LINE_LENGTH)])

    def more(self) -> dict[str, Any]:
        """Return where on the site it is and how to answer."""
        return {"place": self.place.data or "", "contact": self.contact.data or ""}
