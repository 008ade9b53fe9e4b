"""Sending a mail again, the same octets with the same Message-ID, and taking back what has not left."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.services import list_withdrawals, withdraw_all

#: What may have arrived already stays so marked, and is the first to be tried.
_AMBIGUOUS = (MessageStatus.UNKNOWN, MessageStatus.SENDING)


class BeingSent(DomainError):
    """A worker holds the mail just now; what comes of it is seen in a minute."""

    sentence = _l("Mejlet skickas just nu. Vänta en minut och se hur det gick.")


class ContentGone(DomainError):
    """The mail's octets have been taken away."""

    sentence = _l("Mejlet finns inte kvar. Skicka en ny bekräftelse i stället.")


class OutOfDate(DomainError):
    """The mail was taken back, or is about what has been."""

    sentence = _l("Mejlet gäller inte längre. Skicka en ny bekräftelse i stället.")


def send_again(public_id: str) -> OutboxMessage:
    """Let a mail go out at the next round of a worker, whatever came of it before; call in a write transaction.

    One that waits for its next try is tried now. Never a second copy: a mail that a worker holds is left to it.
    Raises `BeingSent`, `ContentGone`, `OutOfDate`, and `NoResultFound` for no such mail.
    """
    now = clock.now()
    message = _lock(public_id)
    if message.status is MessageStatus.SENDING and message.leased_until and message.leased_until > now:
        raise BeingSent
    if message.status is MessageStatus.WITHDRAWN or (message.not_after and message.not_after <= now):
        raise OutOfDate
    if not _has_content(message.id):
        raise ContentGone
    if message.status not in {MessageStatus.QUEUED, MessageStatus.UNKNOWN}:
        # Tried anew from the beginning, not given up for its age at the first try that fails.
        message.attempts = 0
    is_ambiguous = message.status in _AMBIGUOUS
    message.status = MessageStatus.UNKNOWN if is_ambiguous else MessageStatus.QUEUED
    message.next_try_at, message.finished_at = now, None
    message.leased_until = message.lease_token = None
    db.session.flush()
    return message


def withdraw_unsent(about: str, *, but: Collection[str] = ()) -> int:
    """Take back every mail about something that waits, but some kinds and what takes an entry out of a calendar.

    What is on its way or gone stays. Returns how many.
    """
    found = db.session.scalars(sa.select(OutboxMessage.kind).where(OutboxMessage.about == about).distinct())
    kinds = set(found) - set(but)
    return withdraw_all([about], kinds, spare=list_withdrawals([about], kinds))


def _lock(public_id: str) -> OutboxMessage:
    """Read a mail as it is now, so that no worker claims it meanwhile."""
    query = sa.select(OutboxMessage).where(OutboxMessage.public_id == public_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _has_content(message_id: int) -> bool:
    query = sa.select(OutboxMessage.payload.is_not(None)).where(OutboxMessage.id == message_id)
    return bool(db.session.scalar(query))
