"""What a federation or one event adds to the automatic mails; the mails' own words, links and facts stay."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from eventapp.core.locale import current_language, is_source_language
from eventapp.core.markdown import links_written_out, render_in_mail
from eventapp.core.shown import in_swedish
from eventapp.events.models import Event
from eventapp.events.part_models import MailSupplement

MOST_SIGNS = 2000


@dataclass(frozen=True, slots=True)
class Supplement:
    """An addition as a mail shows it; `lang` is set where it is not in the mail's language (WCAG 3.1.2)."""

    html: Markup
    text: str
    lang: str = ""


def supplement_of(event: Event, kind: str) -> Supplement | None:
    """Return what is added to mails of a kind: the event's own, else the coordinating federation's.

    In the language now in force, else in Swedish. Two queries for an event, however many mails ask.
    """
    found = _of_kind(event.mail_supplements, kind) or _of_kind(_host(event), kind)
    return None if found is None else shown_supplement(found)


def shown_supplement(supplement: MailSupplement) -> Supplement:
    """Return an addition in the language now in force, else in Swedish, said to be Swedish."""
    translated = None if is_source_language() else getattr(supplement, f"text_{current_language()}", None)
    swedish = in_swedish(supplement.text)
    text, lang = (translated, "") if translated else (swedish.text, swedish.lang)
    return Supplement(render_in_mail(text), links_written_out(text), lang)


def mail_kinds() -> dict[str, str]:
    """Return the mails that can be added to, by the name of their template folder: *Bekräftelse*."""
    return {
        "registration_confirmed": _("Bekräftelse"),
        "waitlist_joined": _("Besked om kö"),
        "waitlist_promoted": _("Plats från kön"),
        "queue_closed": _("Kön är slut"),
        "registration_changed": _("Ändrad anmälan"),
        "registration_cancelled": _("Avbokning"),
        "reminder": _("Påminnelse"),
        "join_link": _("Länk till mötet strax innan"),
        "event_moved": _("Ny tid eller plats"),
        "event_cancelled": _("Inställt"),
    }


def _host(event: Event) -> list[MailSupplement]:
    return next(host.mail_supplements for host in event.hosts if host.is_coordinating)


def _of_kind(supplements: list[MailSupplement], kind: str) -> MailSupplement | None:
    return next((each for each in supplements if each.kind == kind and each.text), None)
