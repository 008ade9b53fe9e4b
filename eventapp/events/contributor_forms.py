"""The forms about those who contribute: the organiser's, and the one by which they confirm the requirement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MailField, MaxLength, OneChoiceField
from eventapp.events.contributor_labels import CONTRIBUTOR_LABELS
from eventapp.events.contributors import ContributorContent
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import ContributorKind
from eventapp.events.part_models import Contributor

NAME_LENGTH, LINE_LENGTH = 120, 200


class ContributorForm(EditForm):
    """Who contributes, as what, and whether they are procured."""

    name = LineField(_l("Namn"), [DataRequired(_l("Skriv vem som medverkar")), MaxLength(NAME_LENGTH)])
    kind = OneChoiceField(
        _l("Medverkar som"),
        choices=[SelectChoice(kind.value, label) for kind, label in CONTRIBUTOR_LABELS.items()],
        message=_l("Välj vad personen gör"),
        is_required=True,
    )
    organisation = LineField(_l("Organisation"), [Optional(), MaxLength(LINE_LENGTH)])
    is_procured = BooleanField(_l("Vi upphandlar eller betalar den som medverkar"))
    email = MailField(_l("E-postadress"), [Optional()])

    def content(self) -> ContributorContent:
        """Return what the form says; call after it has been found valid."""
        return ContributorContent(
            kind=ContributorKind(self.kind.data),
            name=self.name.data,
            organisation=self.organisation.data or "",
            email=self.email.data or "",
            is_procured=bool(self.is_procured.data),
        )


class ConfirmRequirementForm(FlaskForm):  # type: ignore[misc]
    """Who confirms, in their own words."""

    name = LineField(_l("Ditt namn"), [DataRequired(_l("Skriv ditt namn")), MaxLength(NAME_LENGTH)])


def values_of(contributor: Contributor) -> dict[str, Any]:
    """Return what the organiser's form is filled in with."""
    names = ("name", "organisation", "is_procured", "email")
    return {name: getattr(contributor, name) for name in names} | {"kind": contributor.kind.value}
