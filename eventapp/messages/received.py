"""What became of the mails in the mailbox: written down once each, in the transaction of what they led to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.messages.incoming import Bounce, Incoming, IncomingKind
from eventapp.messages.models import MessageStatus, OutboxMessage, ReceivedMessage


def has_been_handled(fingerprint: str) -> bool:
    """Tell whether this mail was handled before: a crash came between that and moving it away."""
    query = sa.select(ReceivedMessage.id).where(ReceivedMessage.fingerprint == fingerprint)
    return db.session.scalar(query) is not None


def note_received(
    incoming: Incoming,
    *,
    action: str,
    why: str,
    about: str = "",
    event_id: int | None = None,
    answer: str = "",
    comment: str = "",
) -> ReceivedMessage:
    """Write down what was done with a mail, and why."""
    received = ReceivedMessage(
        public_id=new_public_id(),
        fingerprint=incoming.fingerprint,
        kind=incoming.kind.value,
        action=action,
        why=why,
        received_at=clock.now(),
        about=about,
        event_id=event_id,
        answer=answer[:20],
        comment=comment,
        sender=incoming.sender[:254],
        proof=incoming.proof.value,
    )
    db.session.add(received)
    db.session.flush()
    return received


def count_proofs(since: datetime) -> dict[str, int]:
    """Return how many mails of people and calendars had which word of our own server with them. One query.

    Reports and machines' answers are left out: a server writes its own without its filters.
    """
    kinds = (IncomingKind.CALENDAR.value, IncomingKind.LETTER.value)
    query = sa.select(ReceivedMessage.proof, sa.func.count()).where(
        ReceivedMessage.received_at >= since, ReceivedMessage.kind.in_(kinds)
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(ReceivedMessage.proof))}


def mark_bounced(bounce: Bounce) -> OutboxMessage | None:
    """Mark the mail that came back as failed, with the other server's words; None where it is none of ours.

    A mail that is only late, or that has failed already, stays as it is.
    """
    if not bounce.message_id:
        return None
    query = sa.select(OutboxMessage).where(OutboxMessage.message_id == bounce.message_id)
    message = db.session.scalar(query)
    if message is None:
        return None
    if bounce.is_final and message.status in {MessageStatus.SENT, MessageStatus.UNKNOWN}:
        message.status = MessageStatus.FAILED
        message.server_answer = bounce.answer
        message.finished_at = message.finished_at or clock.now()
    return message


def list_received(abouts: Collection[str]) -> Sequence[ReceivedMessage]:
    """Return what came from these people, oldest first. One query."""
    query = sa.select(ReceivedMessage).where(ReceivedMessage.about.in_(abouts))
    return db.session.scalars(query.order_by(ReceivedMessage.id)).all()


def find_last_answer(about: str) -> ReceivedMessage | None:
    """Return what somebody's calendar answered last, believed or not; None where it never has."""
    answered = sa.and_(ReceivedMessage.about == about, ReceivedMessage.answer != "")
    query = sa.select(ReceivedMessage).where(answered).order_by(ReceivedMessage.id.desc())
    return db.session.scalars(query.limit(1)).first()


def is_undecided(is_gone: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return the condition on an answer that somebody has to look at: what changed nothing, though it wanted to.

    `is_gone` tells whether the person is cancelled: then a no has been seen to.
    """
    return sa.and_(
        ReceivedMessage.kind == IncomingKind.CALENDAR.value,
        ReceivedMessage.action.in_(("hold", "tell")),
        ReceivedMessage.decided_at.is_(None),
        sa.or_(ReceivedMessage.answer != "DECLINED", sa.not_(sa.func.coalesce(is_gone, sa.false()))),
    )


def decide(public_id: str) -> ReceivedMessage | None:
    """Note that somebody has decided on what was held; None where there is no such mail."""
    received = db.session.scalar(sa.select(ReceivedMessage).where(ReceivedMessage.public_id == public_id))
    if received is not None and received.decided_at is None:
        received.decided_at = clock.now()
    return received
