"""The mails about what an organiser has done with one person: each in the person's language."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.core.shown import in_swedish
from eventapp.core.text import one_line
from eventapp.messages.mail import Mail
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.entries import invite, update, withdraw, withdraw_offer
from eventapp.registrations.mail import FOLDER
from eventapp.registrations.mail_context import compose, event_context, mail_context, post
from eventapp.registrations.models import Registration, RegistrationStatus

#: Pressing twice sends one confirmation.
PAUSE = timedelta(minutes=1)
TAKEN_BACK = (MessageStatus.WITHDRAWN, MessageStatus.EXPIRED)

#: Invited people stand below this slice, so their table is named as the database names it.
_invitee = sa.table("invitee", *(sa.column(name) for name in ("public_id", "event_id", "email_key")))


def registration_removed(
    registration: Registration, *, had_seat: bool, reason: str = ""
) -> OutboxMessage | None:
    """Tell somebody that the organiser has cancelled for them, with the reason where it is to be told."""
    with in_language(registration.language):
        withdrawal = withdraw(registration, is_own_choice=False) if had_seat else None
        # A reason could name what a sensitive event is about.
        told = "" if registration.event.is_sensitive else _sentence(reason)
        context = {"had_seat": had_seat, "has_calendar": withdrawal is not None, "reason": in_swedish(told)}
        return post(
            registration,
            f"{FOLDER}/registration_removed",
            mail_context(registration) | context,
            dedup_key=_next_key("registration_removed", registration),
            calendar=withdrawal,
        )


def moved_to_queue(registration: Registration, place: int) -> OutboxMessage | None:
    """Tell somebody that the seat is gone and what place in the queue there is instead; the entry is withdrawn."""
    with in_language(registration.language):
        withdrawal = withdraw(registration, is_own_choice=False)
        return post(
            registration,
            f"{FOLDER}/moved_to_queue",
            mail_context(registration) | {"place": place, "has_calendar": withdrawal is not None},
            dedup_key=_next_key("moved_to_queue", registration),
            calendar=withdrawal,
        )


def registration_merged(registration: Registration, *, had_seat: bool) -> OutboxMessage | None:
    """Tell the address of a double that it goes and the other is kept; its entry is withdrawn."""
    with in_language(registration.language):
        withdrawal = withdraw(registration, is_own_choice=False) if had_seat else None
        return post(
            registration,
            f"{FOLDER}/registration_merged",
            mail_context(registration) | {"has_calendar": withdrawal is not None},
            dedup_key=_next_key("registration_merged", registration),
            calendar=withdrawal,
        )


def compose_address_left(registration: Registration) -> Mail | None:
    """Return the mail that takes the entry out of the calendar of an address that was wrong, without names or links.

    None where nothing has reached that address. Compose it before the address and the entry are others.
    """
    if not registration.email or not _has_reached(registration):
        return None
    with in_language(registration.language):
        has_seat = registration.status is RegistrationStatus.CONFIRMED
        withdrawal = withdraw(registration, is_own_choice=False) if has_seat else None
        context = event_context(registration.event) | {"has_calendar": withdrawal is not None}
        return compose(registration, f"{FOLDER}/address_left", context, withdrawal)


def confirm_again(
    registration: Registration, place: int | None = None, offered: CalendarEntry | None = None
) -> OutboxMessage | None:
    """Send the confirmation anew with what holds now: the seat with its calendar entry, or the place in the queue.

    To somebody in the queue `offered` is the invitation to withdraw.
    """
    with in_language(registration.language):
        if registration.status is RegistrationStatus.WAITLISTED:
            invitation = withdraw_offer(registration, offered)
            folder, more = "waitlist_joined", {"place": place}
        else:
            folder, more = "registration_confirmed", {}
            # SEQUENCE rises, or calendars pass over what they have seen (RFC 5546 2.1.4).
            invitation = update(registration, asks_again=False) or invite(registration)
        return post(
            registration,
            f"{FOLDER}/{folder}",
            mail_context(registration) | more,
            dedup_key=_next_key(f"{folder}:again", registration),
            calendar=invitation,
        )


def is_just_confirmed(registration: Registration) -> bool:
    """Tell whether the last mail to the person is a confirmation made a moment ago."""
    query = sa.exists().where(
        OutboxMessage.about == registration.public_id,
        OutboxMessage.kind.in_(("waitlist_joined", "registration_confirmed")),
        OutboxMessage.created_at > clock.now() - PAUSE,
    )
    return bool(db.session.scalar(sa.select(query)))


def _has_reached(registration: Registration) -> bool:
    """Tell whether a mail may have come to the address: not when all were refused for good or have not left.

    The invitation that brought the entry counts too, also while it waits: it is not taken back.
    """
    invited = sa.select(_invitee.c.public_id).where(
        _invitee.c.event_id == registration.event_id, _invitee.c.email_key == registration.email_key
    )
    refused = sa.and_(
        OutboxMessage.status == MessageStatus.FAILED, OutboxMessage.server_answer.startswith("5")
    )
    comes = sa.or_(
        sa.and_(
            OutboxMessage.about == registration.public_id,
            OutboxMessage.status.not_in((MessageStatus.QUEUED, *TAKEN_BACK)),
        ),
        sa.and_(OutboxMessage.about.in_(invited), OutboxMessage.status.not_in(TAKEN_BACK)),
    )
    query = sa.exists().where(
        comes,
        OutboxMessage.recipient == registration.email,
        sa.not_(sa.func.coalesce(refused, sa.false())),
    )
    return bool(db.session.scalar(sa.select(query)))


def _next_key(kind: str, registration: Registration) -> str:
    """Return a key for a step that may come again; the event's lock keeps two from getting one number."""
    made = sa.select(sa.func.count()).where(OutboxMessage.about == registration.public_id)
    return f"{kind}:{registration.public_id}:{(db.session.scalar(made) or 0) + 1}"


def _sentence(text: str) -> str:
    plain = one_line(text)
    return plain if not plain or plain[-1] in ".?" else f"{plain}."
