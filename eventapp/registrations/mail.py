"""The mails to participants: each queues one, in the registration's language, with the calendar message it needs.

A seat brings a REQUEST, a change of it one with a higher SEQUENCE, its end a CANCEL; the queue brings nothing
(RFC 5546 3.2). A step that happens once has one dedup key.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.core.text import email_key
from eventapp.core.tokens import keyed_digest
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.presentation import shown
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import declaration_notice
from eventapp.federations.models import Federation
from eventapp.messages.mail import Mail, render_mail
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import enqueue
from eventapp.registrations.entries import invite, update, withdraw, withdraw_offer
from eventapp.registrations.mail_context import event_context, mail_context, post
from eventapp.registrations.models import Registration, RegistrationStatus

FOLDER = "registrations/mail"
#: Mails of the slice below that are of no use once the person or the event is somewhere else.
REMINDER_KINDS = ("reminder", "join_link")


def registration_confirmed(
    registration: Registration, offered: CalendarEntry | None = None
) -> OutboxMessage | None:
    """Confirm a seat, with a new calendar entry, or the one of the invitation that is taken up."""
    with in_language(registration.language):
        invitation = invite(registration, offered)
        return post(
            registration,
            f"{FOLDER}/registration_confirmed",
            mail_context(registration),
            dedup_key=_key("registration_confirmed", registration, _entry_id(registration)),
            # Each seat given has an entry of its own, but for who has no date or address yet.
            is_new_key=invitation is not None and offered is None,
            calendar=invitation,
        )


def waitlist_joined(
    registration: Registration, place: int, offered: CalendarEntry | None = None
) -> OutboxMessage | None:
    """Tell somebody their place in the queue, which is nothing for a calendar: an invitation in it is withdrawn."""
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/waitlist_joined",
            mail_context(registration) | {"place": place},
            dedup_key=_key("waitlist_joined", registration, registration.queue_number),
            calendar=withdraw_offer(registration, offered),
        )


def waitlist_promoted(
    registration: Registration,
    full_workshops: Sequence[EventSession],
    *,
    is_given: bool = False,
    by_cancellation: bool = True,
) -> OutboxMessage | None:
    """Tell somebody from the queue that the seat is theirs, with a new entry, and which wishes were full.

    It says whence the seat comes: an organiser gave it, somebody cancelled, or there are more seats.
    """
    with in_language(registration.language):
        invitation = invite(registration)
        is_sensitive = registration.event.is_sensitive
        full = ["workshop" if is_sensitive else shown(workshop, "title") for workshop in full_workshops]
        return post(
            registration,
            f"{FOLDER}/waitlist_promoted",
            mail_context(registration)
            | {"full_workshops": full, "is_given": is_given, "by_cancellation": by_cancellation},
            dedup_key=_key("waitlist_promoted", registration, _entry_id(registration)),
            calendar=invitation,
        )


def registration_changed(registration: Registration, *, is_calendar_change: bool) -> OutboxMessage | None:
    """Acknowledge a person's own change; a change of workshop or way of attending moves the entry too."""
    with in_language(registration.language):
        changed = update(registration, asks_again=False) if is_calendar_change else None
        return post(
            registration,
            f"{FOLDER}/registration_changed",
            mail_context(registration) | {"has_calendar": changed is not None},
            dedup_key=_key(
                "registration_changed", registration, _next_number(registration, "registration_changed")
            ),
            calendar=changed,
        )


def registration_cancelled(registration: Registration, *, had_seat: bool) -> OutboxMessage | None:
    """Acknowledge a cancellation; a seat's entry is withdrawn from the calendar."""
    with in_language(registration.language):
        withdrawal = withdraw(registration) if had_seat else None
        return post(
            registration,
            f"{FOLDER}/registration_cancelled",
            mail_context(registration) | {"had_seat": had_seat},
            dedup_key=_key(
                "registration_cancelled",
                registration,
                _entry_id(registration) if had_seat else _next_number(registration, "registration_cancelled"),
            ),
            calendar=withdrawal,
        )


def registration_declined(registration: Registration, *, had_seat: bool) -> OutboxMessage | None:
    """Acknowledge a no in the calendar, with the way back; the calendar itself knows."""
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/registration_declined",
            mail_context(registration) | {"had_seat": had_seat},
            dedup_key=_key("registration_declined", registration, _entry_id(registration)),
        )


def answer_held(registration: Registration, *, has_declined: bool) -> OutboxMessage | None:
    """Ask, at most once a day, what somebody meant whose answer in the calendar could not be believed."""
    today = f"{clock.now():%Y%m%d}"
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/answer_held",
            mail_context(registration) | {"has_declined": has_declined, "is_active": registration.is_active},
            dedup_key=_key("answer_held", registration, today),
        )


def already_registered(registration: Registration) -> OutboxMessage | None:
    """Tell the truth, at most once in ten minutes, to an address that a second form was sent for."""
    now = clock.now()
    window = f"{now:%Y%m%d%H}{now.minute // 10}"
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/already_registered",
            mail_context(registration) | {"has_seat": _has_seat(registration)},
            dedup_key=_key("already_registered", registration, f"{registration.status.value}:{window}"),
        )


def link_requested(email: str, registrations: Sequence[Registration], language: str) -> OutboxMessage | None:
    """Send an address the links to its registrations, at least one; at most once a minute."""
    address = keyed_digest(email_key(email), "link_requested")[:24]
    events = [registration.event for registration in registrations]
    with in_language(language):
        context = event_context(events[0]) | {
            "registrations": [mail_context(registration) for registration in registrations],
            "notice": declaration_notice(_hosts_of(events)),
        }
        words = render_mail(f"{FOLDER}/link_requested", **context)
        sender = sender_of(events[0].coordinating_host)
        mail = Mail(
            kind="link_requested",
            recipient=email,
            subject=words.subject,
            text=words.text,
            html=words.html,
            sender_name=sender.name,
            sender_address=sender.address,
            reply_to=sender.reply_to,
            language=language,
        )
        key = f"link_requested:{address}:{clock.now():%Y%m%d%H%M}"
        return enqueue(mail, dedup_key=key, about=f"address-{address}")


def own_feed(registration: Registration, url: str, version: int) -> OutboxMessage | None:
    """Send an address the address of its own calendar, at most once a minute and version."""
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/own_feed",
            mail_context(registration) | {"feed_url": url, "webcal_url": "webcal" + url[url.index("://") :]},
            dedup_key=_key("own_feed", registration, f"{version}:{clock.now():%Y%m%d%H%M}"),
        )


def own_feed_name() -> str:
    """Return what one's own calendar is called, in the language now in force."""
    name: str = _("Mina anmälningar")
    return name


def queue_closed(registration: Registration) -> OutboxMessage | None:
    """Tell somebody in the queue, once for each start, that free seats now go to whoever comes first."""
    with in_language(registration.language):
        return post(
            registration,
            f"{FOLDER}/queue_closed",
            mail_context(registration),
            dedup_key=_key("queue_closed", registration, _start(registration)),
        )


def _key(kind: str, registration: Registration, step: str | int | None) -> str:
    return f"{kind}:{registration.public_id}:{step}"


def _entry_id(registration: Registration) -> str:
    return registration.calendar_entry.public_id if registration.calendar_entry is not None else ""


def _next_number(registration: Registration, kind: str) -> int:
    """Count a step that may come again; the event's lock keeps two from getting one number."""
    earlier = sa.select(sa.func.count(OutboxMessage.id)).where(
        OutboxMessage.about == registration.public_id, OutboxMessage.kind == kind
    )
    return (db.session.scalar(earlier) or 0) + 1


def _start(registration: Registration) -> str:
    starts_at = registration.event.starts_at
    return starts_at.isoformat() if starts_at is not None else ""


def _has_seat(registration: Registration) -> bool:
    return registration.status is RegistrationStatus.CONFIRMED


def _hosts_of(events: Sequence[Event]) -> list[Federation]:
    return list({host.id: host for event in events for host in event.federations}.values())
