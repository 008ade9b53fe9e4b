"""The form an organiser fills in for a caller, and the one that opens the own pages without an address."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import LineField, MailField, MaxLength, OneChoiceField
from eventapp.core.formatting import capital
from eventapp.core.locale import LANGUAGES, LOCALES, SOURCE_LANGUAGE
from eventapp.events.hosted import Scope
from eventapp.registrations.form_fields import OTHER_FEDERATION
from eventapp.registrations.forms import RegistrationForm, build_registration_form
from eventapp.registrations.references import read_reference

#: The languages that mails can be in, as the organisers' pages call them.
LANGUAGE_CHOICES = [
    SelectChoice(language, capital(LOCALES[language].get_display_name("sv") or language))
    for language in LANGUAGES
]


class PhoneFields(FlaskForm):  # type: ignore[misc]
    """What differs from the form on the web: nobody needs an address."""

    email = MailField(_l("E-postadress"), [Optional()])
    contact = LineField(_l("Så når ni personen"), [Optional(), MaxLength(200)])
    language = OneChoiceField(
        _l("Språk i mejl och på de egna sidorna"),
        choices=LANGUAGE_CHOICES,
        message=_l("Välj språk"),
        is_required=True,
        default=SOURCE_LANGUAGE,
    )


class ReferenceForm(FlaskForm):  # type: ignore[misc]
    """Opening one's own registration with what was read out over the phone."""

    reference = LineField(
        _l("Referens"), [DataRequired(_l("Skriv din referens, två ord och ett tal")), MaxLength(100)]
    )
    pin = LineField(_l("PIN-kod"), [DataRequired(_l("Skriv din PIN-kod, sex siffror")), MaxLength(20)])

    @property
    def meant_reference(self) -> str:
        """The reference in the form in which it is stored."""
        return read_reference(self.reference.data or "")

    @property
    def meant_pin(self) -> str:
        """The digits of the PIN, however they were spaced."""
        return re.sub(r"[^0-9]", "", self.pin.data or "")


def build_phone_form(scope: Scope) -> type[RegistrationForm]:
    """Return the event's form for a caller; an organiser signs up only those whom they may see."""
    event = scope.event
    fields = {"federation": federation_field(scope)} if len(event.hosts) > 1 else {}
    return type("EventPhoneForm", (PhoneFields, build_registration_form(event)), fields)


def federation_field(scope: Scope) -> OneChoiceField:
    """Return the choice of the host somebody belongs to, among those whose people the organiser may see."""
    hosts = [host.federation for host in scope.event.hosts if scope.includes(host.federation_id)]
    choices = [SelectChoice(host.slug, host.short_name) for host in hosts]
    if scope.federation_ids is None:
        choices.append(SelectChoice(OTHER_FEDERATION, _("Annat, eller vet inte")))
    return OneChoiceField(
        _("Vilket förbund hör personen till?"),
        choices=choices,
        message=_("Välj det förbund personen hör till"),
        is_required=True,
    )
