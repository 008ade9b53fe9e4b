"""Which mails are due, whose they are while they are sent, and how that is written down."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from eventapp.core import clock
from eventapp.core.database import Base
from eventapp.core.extensions import db
from eventapp.messages.line import is_mail_waiting, sender_waits
from eventapp.messages.models import UNFINISHED, MessageStatus, OutboxMessage
from eventapp.messages.outcomes import Outcome, is_given_up, next_try

_BEFORE = aliased(OutboxMessage)
#: Mails about the same thing leave in the order they were made, one at a time.
IS_FIRST = ~sa.exists().where(
    _BEFORE.about == OutboxMessage.about, _BEFORE.id < OutboxMessage.id, _BEFORE.status.in_(UNFINISHED)
)

# Made once and run on the connection: with the mapper's detour a mail would cost twice as much.
_TABLE = Base.metadata.tables["outbox_message"]
_GIVE_BACK = (
    sa.update(_TABLE)
    .where(_TABLE.c.id == sa.bindparam("claimed"), _TABLE.c.lease_token == sa.bindparam("token"))
    .values(status=sa.bindparam("status"), leased_until=sa.null(), lease_token=sa.null())
)
_POSTPONE = _GIVE_BACK.values({name: sa.bindparam(name) for name in ("server_answer", "next_try_at")})
_MARK = _GIVE_BACK.values(
    {name: sa.bindparam(name) for name in ("attempts", "server_answer", "next_try_at", "finished_at")}
)


@dataclass(frozen=True)
class Claim:
    """One mail that this process, and no other, may send until the lease ends."""

    token: str
    id: int
    #: What it was before; *sending* when another's lease ran out.
    was: MessageStatus
    recipient: str
    sender: str
    attempts: int
    created_at: datetime
    not_after: datetime | None
    #: What the server said at the last try.
    last_answer: str | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Whether an earlier try may have reached the server."""
        return self.was is not MessageStatus.QUEUED


def is_anything_due() -> bool:
    """Tell whether it is worth asking for the write lock; says nothing about order."""
    due = sa.exists().where(OutboxMessage.status.in_(UNFINISHED), OutboxMessage.next_try_at <= clock.now())
    return bool(db.session.scalar(sa.select(due)))


def claim_due(batch: int, lease: timedelta) -> list[Claim]:
    """Take up to so many due mails for this process, oldest first; needs a write transaction.

    PostgreSQL passes over rows that another worker is taking; SQLite has one writer at a time.
    """
    now = clock.now()
    if is_mail_waiting():
        return []
    token = secrets.token_hex(16)
    claims = _lock_due(batch, now, token)
    if claims:
        db.session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id.in_([claim.id for claim in claims]))
            .values(status=MessageStatus.SENDING, leased_until=now + lease, lease_token=token)
            .execution_options(synchronize_session=False)
        )
    return claims


def load_payloads(claims: Sequence[Claim]) -> dict[int, bytes | None]:
    """Return the octets of the claimed mails by id, in one query."""
    query = sa.select(OutboxMessage.id, OutboxMessage.payload).where(
        OutboxMessage.id.in_([claim.id for claim in claims])
    )
    return {row.id: row.payload for row in db.session.execute(query)}


def mark(connection: sa.Connection, claim: Claim, outcome: Outcome) -> bool:
    """Write down what came of a mail; False when the lease was lost, and nothing is written."""
    now, attempts = clock.now(), claim.attempts + 1
    status, due_at = outcome.status, now
    if status in UNFINISHED:
        due_at = next_try(attempts, now)
        if is_given_up(attempts, claim.created_at, now):
            status = MessageStatus.FAILED
        elif claim.is_ambiguous:
            status = MessageStatus.UNKNOWN
    values = {
        "status": status,
        "attempts": attempts,
        "server_answer": outcome.answer,
        "next_try_at": due_at,
        "finished_at": None if status in UNFINISHED else now,
    }
    return _write(connection, _MARK, claim, values)


def give_back(connection: sa.Connection, claim: Claim) -> bool:
    """Let go of a mail that was not tried, as if it had not been claimed."""
    return _write(connection, _GIVE_BACK, claim, {"status": _waiting(claim)})


def postpone(connection: sa.Connection, claim: Claim, answer: str, until: datetime) -> bool:
    """Let go of a mail whose try does not count, since the reply was not about it."""
    values = {"status": _waiting(claim), "server_answer": answer, "next_try_at": until}
    return _write(connection, _POSTPONE, claim, values)


def _waiting(claim: Claim) -> MessageStatus:
    return MessageStatus.UNKNOWN if claim.is_ambiguous else MessageStatus.QUEUED


def _write(connection: sa.Connection, statement: sa.Update, claim: Claim, values: dict[str, object]) -> bool:
    result = connection.execute(statement, {"claimed": claim.id, "token": claim.token, **values})
    return bool(result.rowcount)


def _lock_due(batch: int, now: datetime, token: str) -> list[Claim]:
    """Select the due mails, state by state: so each selection reads its index in order and stops early."""
    claims: list[Claim] = []
    for status, due_at in (
        (MessageStatus.SENDING, OutboxMessage.leased_until),
        (MessageStatus.UNKNOWN, OutboxMessage.next_try_at),
        (MessageStatus.QUEUED, OutboxMessage.next_try_at),
    ):
        due = _selection().where(OutboxMessage.status == status, due_at <= now)
        due = due.order_by(due_at, OutboxMessage.id).limit(batch - len(claims))
        claims += [Claim(token, *row) for row in db.session.execute(due.with_for_update(skip_locked=True))]
    return claims


def _selection() -> sa.Select[int, MessageStatus, str, str, int, datetime, datetime | None, str | None]:
    return sa.select(
        OutboxMessage.id,
        OutboxMessage.status,
        OutboxMessage.recipient,
        OutboxMessage.sender,
        OutboxMessage.attempts,
        OutboxMessage.created_at,
        OutboxMessage.not_after,
        OutboxMessage.server_answer,
    ).where(IS_FIRST, ~sender_waits())
