"""What the organisers' pages about mailings show: whom one is for, in words, and the person looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from eventapp.events.hosted import Scope
from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.events.presentation import mode_label
from eventapp.mailings.audience import OTHER, Audience
from eventapp.mailings.forms import status_choice
from eventapp.mailings.mail import Letter, common_values
from eventapp.mailings.models import Mailing
from eventapp.mailings.placeholders import ENGLISH_NAMES, Placeholder, fill_what_is_common
from eventapp.mailings.queries import list_recipients, reach_of
from eventapp.messages.mail import Mail
from eventapp.registrations.models import Registration


@dataclass(frozen=True)
class Preview:
    """One person's mail as it would go out, and how many there are."""

    #: From 1; 0 where nobody with an address fits the choices.
    number: int
    total: int
    #: Have no address, so somebody has to call them.
    without_address: Sequence[Registration]
    person: Registration | None = None
    mail: Mail | None = None


def preview_of(scope: Scope, mailing: Mailing, number: int) -> Preview:
    """Return the mail to one of the recipients; personal links lead nowhere."""
    people = list_recipients(reach_of(scope, mailing.federation_id), Audience.of(mailing.audience))
    reached = [person for person in people if person.email]
    without = [person for person in people if not person.email]
    if not reached:
        return Preview(0, 0, without)
    number = min(max(number, 1), len(reached))
    person = reached[number - 1]
    hosts = {host.federation_id: host.federation for host in scope.event.hosts}
    federation = hosts.get(mailing.federation_id) or scope.event.coordinating_host
    letter = Letter(mailing, scope.event, federation, person.language)
    mail = letter.to(person, with_links=False)
    return Preview(number, len(reached), without, person, mail)


def subject_of(event: Event, mailing: Mailing) -> str:
    """Return a mailing's subject as it is in everybody's mail, what is each person's own still open."""
    hosts = {host.federation_id: host.federation for host in event.hosts}
    federation = hosts.get(mailing.federation_id) or event.coordinating_host
    return fill_what_is_common(mailing.subject, common_values(event, federation))


def audience_text(event: Event, audience: Audience) -> str:
    """Return whom a mailing is for: *Anmälda · Digitalt · Workshop om språk*."""
    hosts = {host.federation.slug: host.federation.short_name for host in event.hosts}
    hosts[OTHER] = _("Annat förbund")
    workshops = {one.public_id: one.title for one in event.sessions}
    parts = [
        status_choice(audience.status),
        mode_label(Mode(audience.mode)) if audience.mode else "",
        workshops.get(audience.session, _("Borttagen workshop")) if audience.session else "",
        hosts.get(audience.federation, audience.federation) if audience.federation else "",
        audience.unit,
    ]
    return " · ".join(part for part in parts if part)


def placeholder_rows() -> list[tuple[Markup, str]]:
    """Return what can be left open in a text, in both languages, and what it becomes."""
    meanings = {
        Placeholder.NAME: _("personens namn"),
        Placeholder.EVENT: _("evenemangets rubrik, den neutrala när temat är känsligt"),
        Placeholder.WHEN: _("dag och tid"),
        Placeholder.WHERE: _("platsen, eller Digitalt"),
        Placeholder.FEDERATION: _("förbundet som skriver"),
        Placeholder.OWN_LINK: _("länk till den egna anmälan"),
        Placeholder.JOIN_LINK: _("länk till mötet, bara för anmälda som deltar digitalt"),
        Placeholder.WORKSHOP: _("den valda workshopen"),
    }
    english = {placeholder: name for name, placeholder in ENGLISH_NAMES.items()}
    return [(_in_both(each, english[each]), meanings[each]) for each in Placeholder]


def _in_both(swedish: str, english: str) -> Markup:
    first = escape(f"{{{swedish}}}")
    return (
        first if swedish == english else first + Markup(' <span lang="en">{}</span>').format(f"{{{english}}}")
    )
