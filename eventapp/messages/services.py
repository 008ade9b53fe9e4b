"""Putting mails into the outbox and taking them back, in the transaction of what they are about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.messages.installation import installation
from eventapp.messages.mail import Mail, build_message, envelope_sender
from eventapp.messages.models import UNFINISHED, MessageStatus, OutboxMessage


def enqueue(
    mail: Mail,
    *,
    dedup_key: str,
    about: str,
    not_after: datetime | None = None,
    batch: str | None = None,
    is_new_key: bool = False,
) -> OutboxMessage | None:
    """Queue a finished mail, flushed with what follows; None when one with the same key was made before.

    Its octets and Message-ID are fixed now. It goes out if and only if the transaction commits, after
    every earlier mail with the same `about`, and not after `not_after`. `batch` is the public id of the
    mailing or the list it is part of. With `is_new_key` the caller knows that the key was never used (it holds
    a number just given under the event's lock), and hundreds of mails need no look for it.
    """
    if not is_new_key and db.session.scalar(
        sa.select(OutboxMessage.id).where(OutboxMessage.dedup_key == dedup_key)
    ):
        return None
    now = clock.now()
    public_id = new_public_id(20)
    message_id = f"{public_id}@{installation().uid_domain}"
    message = OutboxMessage(
        public_id=public_id,
        dedup_key=dedup_key,
        message_id=message_id,
        kind=mail.kind,
        about=about,
        recipient=mail.recipient,
        sender=envelope_sender(mail),
        payload=build_message(mail, message_id, now),
        created_at=now,
        next_try_at=now,
        not_after=not_after,
        batch=batch,
    )
    db.session.add(message)
    return message


def withdraw(about: str, kinds: Collection[str]) -> int:
    """Take back mails of these kinds about one record that wait, as `withdraw_all` does; returns how many."""
    return withdraw_all([about], kinds)


def list_withdrawals(abouts: Collection[str], kinds: Collection[str]) -> list[int]:
    """Return which of these mails that wait take an entry out of a calendar (RFC 5546 3.2.5), by id. One query.

    Taken back, the entry would stay there for ever.
    """
    query = sa.select(OutboxMessage.id, OutboxMessage.payload).where(
        OutboxMessage.about.in_(abouts), OutboxMessage.kind.in_(kinds), OutboxMessage.status.in_(UNFINISHED)
    )
    return [row.id for row in db.session.execute(query) if b"method=CANCEL" in (row.payload or b"")]


def withdraw_all(abouts: Collection[str], kinds: Collection[str], *, spare: Collection[int] = ()) -> int:
    """Take back mails of these kinds that wait; what is on its way or gone stays. Returns how many.

    `spare` are ids of mails that stay. What a dead worker had claimed, or what may have arrived already, is not
    tried again either. The key is given free: when it is due again after all (an event moved away and back), it is
    made anew.
    """
    waits = sa.or_(
        OutboxMessage.status.in_((MessageStatus.QUEUED, MessageStatus.UNKNOWN)),
        sa.and_(OutboxMessage.status == MessageStatus.SENDING, OutboxMessage.leased_until < clock.now()),
    )
    result = db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.about.in_(abouts), OutboxMessage.kind.in_(kinds), waits)
        .where(OutboxMessage.id.not_in(spare))
        .values(
            status=MessageStatus.WITHDRAWN,
            dedup_key=sa.literal("withdrawn:") + OutboxMessage.public_id,
            finished_at=clock.now(),
            lease_token=None,
            leased_until=None,
        )
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(result, "rowcount", 0))
