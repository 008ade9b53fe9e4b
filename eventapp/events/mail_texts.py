"""What a federation or one event adds to the automatic mails; the mails' own words, links and facts stay."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm.attributes import set_committed_value

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.core.locale import current_language, is_source_language
from eventapp.core.markdown import links_written_out, render_in_mail
from eventapp.core.shown import in_swedish
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import MailSupplement
from eventapp.federations.models import Federation

MOST_SIGNS = 2000


@dataclass(frozen=True, slots=True)
class Supplement:
    """An addition as a mail shows it; `lang` is set where it is not in the mail's language (WCAG 3.1.2)."""

    html: Markup
    text: str
    lang: str = ""


def supplement_of(event: Event, kind: str) -> Supplement | None:
    """Return what is added to mails of a kind: the event's own, else the coordinating federation's.

    In the language now in force, else in Swedish. One query for an event, however many mails ask.
    """
    host = next(host for host in event.hosts if host.is_coordinating)
    if "mail_supplements" in sa.inspect(event).unloaded:
        _load_both(event, host)
    found = _of_kind(event.mail_supplements, kind) or _of_kind(host.mail_supplements, kind)
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
        "invitation": _("Inbjudan"),
        "invitation_reminder": _("Påminnelse om inbjudan"),
        "invitation_changed": _("Ändring till inbjudna"),
        "registration_confirmed": _("Bekräftelse"),
        "waitlist_joined": _("Besked om kö"),
        "waitlist_promoted": _("Plats från kön"),
        "queue_closed": _("Kön är slut"),
        "registration_changed": _("Ändrad anmälan"),
        "registration_cancelled": _("Avbokning"),
        "reminder": _("Påminnelse"),
        "join_link": _("Länk till mötet strax innan"),
        "event_moved": _("Ny tid eller plats"),
        "workshop_changed": _("Ändrad workshop"),
        "workshop_removed": _("Borttagen workshop"),
        "event_cancelled": _("Inställt"),
    }


def list_of_federation(federation_id: int) -> list[MailSupplement]:
    """Return what a federation adds to mails of all its events."""
    return list(
        db.session.scalars(sa.select(MailSupplement).where(MailSupplement.federation_id == federation_id))
    )


def find_of_federation(federation_id: int, kind: str) -> MailSupplement | None:
    """Return what a federation adds to mails of a kind, None where it adds nothing."""
    return _of_kind(list_of_federation(federation_id), kind)


def find_of_event(event: Event, kind: str) -> MailSupplement | None:
    """Return what an event itself adds to mails of a kind, None where it adds nothing."""
    return _of_kind(event.mail_supplements, kind)


def save_event_supplement(event: Event, kind: str, text: str, text_en: str, actor: Actor) -> None:
    """Keep what one event adds to mails of a kind; the event is claimed. Empty takes it away."""
    found = find_of_event(event, kind)
    _save(found, MailSupplement(kind=kind, event_id=event.id), text, text_en)
    details = {"kind": kind, "is_empty": not text}
    record_action(
        actor, "edit_mail_text", record=("event", event.public_id), event_id=event.id, details=details
    )


def save_federation_supplement(
    federation: Federation, kind: str, text: str, text_en: str, actor: Actor
) -> None:
    """Keep what a federation adds to mails of a kind for all its events; it is claimed. Empty takes it away."""
    found = find_of_federation(federation.id, kind)
    _save(found, MailSupplement(kind=kind, federation_id=federation.id), text, text_en)
    details = {"kind": kind, "is_empty": not text}
    record_action(actor, "edit_mail_text", record=("federation", federation.slug), details=details)


def _save(found: MailSupplement | None, new: MailSupplement, text: str, text_en: str) -> None:
    supplement = found or new
    if not text:
        if found is not None:
            db.session.delete(found)
        return
    supplement.text, supplement.text_en = text, text_en or None
    db.session.add(supplement)
    db.session.flush()


def _load_both(event: Event, host: CoHost) -> None:
    """Read what the event and its coordinating host add, in one query."""
    of_host = MailSupplement.federation_id == host.federation_id
    query = sa.select(MailSupplement).where(sa.or_(MailSupplement.event_id == event.id, of_host))
    found = db.session.scalars(query).all()
    set_committed_value(event, "mail_supplements", [one for one in found if one.event_id == event.id])
    set_committed_value(host, "mail_supplements", [one for one in found if one.federation_id is not None])


def _of_kind(supplements: list[MailSupplement], kind: str) -> MailSupplement | None:
    return next((each for each in supplements if each.kind == kind), None)
