"""What an organiser reads about a participant's mails, calendar and log."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.audit.models import ActorKind, AuditEntry
from eventapp.messages.models import MessageStatus


def calendar_label(partstat: str | None) -> str:
    """Return what a person has answered in the calendar: *Accepterad*."""
    return {
        "ACCEPTED": _("Accepterad"),
        "DECLINED": _("Avböjd"),
        "TENTATIVE": _("Kanske"),
        "NEEDS-ACTION": _("Ej svarat"),
    }.get(partstat or "", "–")


def delivery_label(status: MessageStatus) -> str:
    """Return how far a mail has come. *Lämnat* is what we know; nobody knows that it was read."""
    return {
        MessageStatus.QUEUED: _("Väntar"),
        MessageStatus.SENDING: _("Skickas"),
        MessageStatus.SENT: _("Lämnat till mejlservern"),
        MessageStatus.FAILED: _("Misslyckat"),
        MessageStatus.UNKNOWN: _("Osäkert, försöks igen"),
        MessageStatus.WITHDRAWN: _("Återkallat"),
        MessageStatus.EXPIRED: _("För sent, skickades inte"),
    }[status]


def mail_label(kind: str) -> str:
    """Return what a mail is: *Bekräftelse*."""
    known = {
        "registration_confirmed": _("Bekräftelse"),
        "waitlist_joined": _("Besked om kö"),
        "waitlist_promoted": _("Plats från kön"),
        "registration_changed": _("Ändrad anmälan"),
        "registration_cancelled": _("Avbokning"),
        "already_registered": _("Redan anmäld"),
        "link_requested": _("Länk till anmälan"),
        "queue_closed": _("Kön är slut"),
        "event_moved": _("Ny tid"),
        "event_cancelled": _("Inställt"),
    }
    return known.get(kind) or (_("Påminnelse") if "reminder" in kind else kind)


def action_label(action: str) -> str:
    """Return what was done: *Avbokade*."""
    return {
        "sign_up": _("Anmälan"),
        "join_queue": _("Ställd i kö"),
        "get_seat": _("Plats från kön"),
        "cancel": _("Avbokning"),
        "return": _("Anmäld igen"),
        "return_to_queue": _("Ställd i kö igen"),
        "change": _("Ändring"),
        "view_needs": _("Behov visade"),
    }.get(action, action)


def actor_label(entry: AuditEntry, organiser_names: dict[int, str]) -> str:
    """Return who did it."""
    if entry.actor_kind is ActorKind.ORGANISER:
        return organiser_names.get(entry.actor_id or 0) or _("Arrangör")
    return _("Deltagaren") if entry.actor_kind is ActorKind.PERSON else _("Systemet")
