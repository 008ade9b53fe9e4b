"""What is asked before a list is downloaded."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MaxLength, OneChoiceField, SeveralChoicesField
from eventapp.exports.disclosures import field_labels
from eventapp.exports.models import Verdict


class ExportForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the button."""


class SensitiveExportForm(ExportForm):
    """Why the list of a sensitive event is needed; the answer stands in the trail."""

    reason = LineField(
        _l("Varför behöver du listan?"), [DataRequired(_l("Skriv varför du behöver listan")), MaxLength(300)]
    )


class CaseForm(FlaskForm):  # type: ignore[misc]
    """Beginning a review; never who asks."""

    case_number = LineField(_l("Ärendets nummer"), [Optional(), MaxLength(60)])


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """What becomes of one row."""

    verdict: Any
    masked: Any
    reason = LineField(_l("Varför?"), [Optional(), MaxLength(300)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the fields to mask, and for a reason where something is kept back."""
        is_valid = bool(super().validate(extra_validators))
        verdict = self.verdict.data
        if verdict == Verdict.MASK.value and not self.masked.data:
            self.masked.errors = [_("Välj vilka uppgifter som ska maskas")]
            is_valid = False
        if verdict in {Verdict.MASK.value, Verdict.REFUSE.value} and not self.reason.data:
            self.reason.errors = [_("Skriv varför uppgifterna inte lämnas ut")]
            is_valid = False
        return is_valid


def build_decision_form() -> type[DecisionForm]:
    """Return the form in the words now in force."""
    verdicts = [
        SelectChoice(Verdict.RELEASE.value, _("Lämna ut")),
        SelectChoice(Verdict.MASK.value, _("Lämna ut med maskade uppgifter")),
        SelectChoice(Verdict.REFUSE.value, _("Lämna inte ut")),
    ]
    fields = {
        "verdict": OneChoiceField(
            _("Vad beslutar du?"), choices=verdicts, message=_("Välj vad du beslutar"), is_required=True
        ),
        "masked": SeveralChoicesField(
            _("Vilka uppgifter ska maskas?"),
            [Optional()],
            choices=[SelectChoice(key, label) for key, label in field_labels()],
            message=_("Välj bland uppgifterna"),
        ),
    }
    return type("RowDecisionForm", (DecisionForm,), fields)
