"""What the pages about additions to automatic mails list: each mail, and whether something is added."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.events import mail_texts
from eventapp.events.editing import list_unfinished
from eventapp.events.models import Event
from eventapp.federations.models import Federation
from eventapp.mailings.examples import example_event, example_mail
from eventapp.messages.mail import RenderedMail


@dataclass(frozen=True, slots=True)
class MailTextRow:
    """One mail, with its state, as the list shows it."""

    title: str
    url: str
    state: str
    #: Of the state: success, error or neutral.
    tone: str
    hint: str = ""


def page_of(kind: str) -> str:
    """Return the name under which a draft keeps what is unfinished about a mail."""
    return f"mail_texts:{kind}"


def event_rows(event: Event) -> list[MailTextRow]:
    """Return the mails of an event: with its own addition, its federation's, or none."""
    common = {each.kind for each in mail_texts.list_of_federation(event.coordinating_host.id)}
    states = dict.fromkeys(common, (_("Förbundets tillägg"), "success"))
    states |= {each.kind: (_("Eget tillägg"), "success") for each in event.mail_supplements}
    for page, faults in list_unfinished(event.id).items():
        states[page.removeprefix(page_of(""))] = (
            ngettext("%(num)d fel att rätta", "%(num)d fel att rätta", faults),
            "error",
        )
    return [
        _row(label, url_for(".edit_mail_text", public_id=event.public_id, mail_kind=kind), states.get(kind))
        for kind, label in mail_texts.mail_kinds().items()
    ]


def federation_rows(federation: Federation) -> list[MailTextRow]:
    """Return the mails of a federation's events, with its addition or none."""
    own = {each.kind for each in mail_texts.list_of_federation(federation.id)}
    state = (_("Tillägg"), "success")
    return [
        _row(
            label,
            url_for(".edit_default_text", slug=federation.slug, mail_kind=kind),
            state if kind in own else None,
        )
        for kind, label in mail_texts.mail_kinds().items()
    ]


def example_of_federation(federation: Federation, kind: str) -> RenderedMail:
    """Return an example of a mail of a federation's events, with what the federation adds."""
    added = mail_texts.find_of_federation(federation.id, kind)
    return example_mail(example_event(federation), kind, added=added)


def _row(label: str, url: str, state: tuple[str, str] | None) -> MailTextRow:
    text, tone = state or (_("Inget tillägg"), "neutral")
    return MailTextRow(label, url, text, tone)
