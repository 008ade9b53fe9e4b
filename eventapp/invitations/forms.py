"""The organisers' forms for lists of staff: a file, a pasted text, and the buttons that send."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from eventapp.core.fields import OneChoiceField
from eventapp.federations.models import Federation


class LoadForm(FlaskForm):  # type: ignore[misc]
    """What both ways to load a list have: for which host, where there is a choice."""

    def host_id(self, hosts: list[Federation]) -> int:
        """Return the chosen host, or the only one; call after the form has been found valid."""
        slug = self["federation"].data if "federation" in self else hosts[0].slug
        return next(host.id for host in hosts if host.slug == slug)


class FileForm(LoadForm):
    """Loading a file."""

    file = FileField(_l("Fil"), [DataRequired(_l("Välj en fil"))])


class PasteForm(LoadForm):
    """Pasting addresses, or rows that have been corrected."""

    # Not cleaned: tabs tell one column from the next.
    people = TextAreaField(_l("Adresser"), [DataRequired(_l("Klistra in minst en e-postadress"))])


class SendForm(FlaskForm):  # type: ignore[misc]
    """A button with a number on it, and the number that it stood for."""

    number = HiddenField()


def build_form(kind: type[LoadForm], hosts: list[Federation]) -> type[LoadForm]:
    """Return a form to load a list with, that asks for which of these hosts where there are several."""
    fields: dict[str, Field] = {}
    if len(hosts) > 1:
        fields["federation"] = OneChoiceField(
            _("Vilket förbund bjuder in?"),
            choices=[SelectChoice(host.slug, host.short_name) for host in hosts],
            message=_("Välj vilket förbund som bjuder in"),
            is_required=True,
            default=hosts[0].slug,
        )
    made: Any = type(f"{kind.__name__}ForHosts", (kind,), fields)
    return made  # type: ignore[no-any-return]
