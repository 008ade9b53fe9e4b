"""What an organiser reads about a participant's mails, calendar and log."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.audit.models import ActorKind, AuditEntry
from eventapp.messages.models import MessageStatus
from eventapp.registrations.delivery import MailState
from eventapp.registrations.log_labels import action_label, call_label

__all__ = [
    "action_label",
    "actor_label",
    "calendar_label",
    "call_label",
    "delivery_label",
    "delivery_tone",
    "find_mail_label",
    "mail_label",
    "mail_state_label",
]


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
        MessageStatus.QUEUED: _("I kö"),
        MessageStatus.SENDING: _("Skickas nu"),
        MessageStatus.SENT: _("Lämnat till mottagarens server"),
        MessageStatus.FAILED: _("Misslyckat"),
        MessageStatus.UNKNOWN: _("Oklart, anslutningen bröts"),
        MessageStatus.WITHDRAWN: _("Återkallat"),
        MessageStatus.EXPIRED: _("För sent, skickades inte"),
    }[status]


def delivery_tone(status: MessageStatus) -> str:
    """Return the colour of how far a mail has come."""
    return {
        MessageStatus.SENT: "success",
        MessageStatus.FAILED: "error",
        MessageStatus.UNKNOWN: "waiting",
        MessageStatus.QUEUED: "waiting",
        MessageStatus.SENDING: "waiting",
    }.get(status, "neutral")


def mail_state_label(state: MailState) -> str:
    """Return what mails are narrowed to, and counted as."""
    return {
        MailState.FAILED: _("misslyckade"),
        MailState.UNCLEAR: _("oklara"),
        MailState.WAITING: _("i kö"),
        MailState.SENT: _("lämnade"),
        MailState.TAKEN_BACK: _("återkallade"),
    }[state]


def mail_label(kind: str) -> str:
    """Return what a mail is: *Bekräftelse*; one that nobody has named stands as it is."""
    return find_mail_label(kind) or kind


def find_mail_label(kind: str) -> str | None:
    """Return what a mail is, by the name of its folder; None where nobody has named it."""
    return {
        "registration_confirmed": _("Bekräftelse"),
        "waitlist_joined": _("Besked om kö"),
        "waitlist_promoted": _("Plats från kön"),
        "registration_changed": _("Ändrad anmälan"),
        "registration_cancelled": _("Avbokning"),
        "registration_declined": _("Avbokning i kalendern"),
        "registration_removed": _("Avbokad av arrangören"),
        "registration_merged": _("Sammanslagen anmälan"),
        "moved_to_queue": _("Flyttad till kön"),
        "address_left": _("Till gammal adress"),
        "already_registered": _("Redan anmäld"),
        "answer_held": _("Fråga om svar i kalendern"),
        "link_requested": _("Länk till anmälan"),
        "own_feed": _("Egen kalender"),
        "queue_closed": _("Kön är slut"),
        "event_moved": _("Ny tid eller plats"),
        "event_cancelled": _("Inställt"),
        "workshop_changed": _("Ändrad workshop"),
        "workshop_removed": _("Borttagen workshop"),
        "reminder": _("Påminnelse"),
        "join_link": _("Länk till mötet"),
        "mailing": _("Utskick"),
        "data_erased": _("Uppgifter borttagna"),
        "letter_forwarded": _("Vidarebefordrat svar"),
        "invitation": _("Inbjudan"),
        "invitation_reminder": _("Påminnelse om inbjudan"),
        "invitation_declined": _("Nej till inbjudan"),
        "invitation_full": _("Ja till inbjudan, fullt"),
        "invitation_needs_form": _("Ja till inbjudan, svar saknas"),
        "invitation_changed": _("Ändrad inbjudan"),
        "invitation_moved": _("Ny tid, till inbjuden"),
        "invitation_called_off": _("Inställt, till inbjuden"),
        "invitation_withdrawn": _("Tillbakadragen inbjudan"),
    }.get(kind)


def actor_label(entry: AuditEntry, organiser_names: dict[int, str]) -> str:
    """Return who did it."""
    if entry.actor_kind is ActorKind.ORGANISER:
        return organiser_names.get(entry.actor_id or 0) or _("Arrangör")
    return _("Deltagaren") if entry.actor_kind is ActorKind.PERSON else _("Systemet")
