"""Reading the outbox and the signs of life; never the mails' octets."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.claims import IS_FIRST
from eventapp.messages.models import UNFINISHED, OutboxMessage, WorkerBeat


def delivery_of(about: str) -> list[OutboxMessage]:
    """Return the mails about something, newest first."""
    query = sa.select(OutboxMessage).where(OutboxMessage.about == about).order_by(OutboxMessage.id.desc())
    return list(db.session.scalars(query))


def oldest_due_mail_seconds() -> int:
    """Return for how long the mail that has waited longest could have gone; 0 when none waits.

    A mail that waits for an earlier one to the same person, or for its next try, is not due.
    """
    query = (
        sa.select(OutboxMessage.next_try_at)
        .where(OutboxMessage.status.in_(UNFINISHED), OutboxMessage.next_try_at <= clock.now(), IS_FIRST)
        .order_by(OutboxMessage.next_try_at)
        .limit(1)
    )
    return _seconds_since(db.session.scalar(query)) or 0


def worker_silent_seconds() -> int | None:
    """Return how long ago the worker last gave a sign of life; None when it never has."""
    return _seconds_since(db.session.scalar(sa.select(WorkerBeat.at)))


def _seconds_since(at: datetime | None) -> int | None:
    return None if at is None else max(0, int((clock.now() - at).total_seconds()))
