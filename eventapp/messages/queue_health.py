"""Whether mail goes out, in one answer for monitors and for organisers."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.installation import installation
from eventapp.messages.line import CONNECTION
from eventapp.messages.models import UNFINISHED, MailBreaker, OutboxMessage
from eventapp.messages.queries import oldest_due_mail_seconds, worker_silent_seconds

#: Seconds a due mail may wait, and the worker be silent.
PATIENCE = 300
#: Refusals about ourselves after which somebody is told.
IN_A_ROW = 2


class Cause(enum.StrEnum):
    """Why no mail goes out."""

    HELD = "held"
    NO_WORKER = "no_worker"
    #: The server answers, and lets us not send.
    REFUSED = "refused"
    STUCK = "stuck"


@dataclass(frozen=True)
class Standstill:
    """The queue of mails stands still, all of it or one sender's."""

    cause: Cause
    #: None where nobody knows: mail is held, or no worker has ever run.
    since: datetime | None
    #: The only sender whose mails stand still; empty where all do.
    sender: str = ""
    #: What the mail server said, where it was the one to refuse.
    answer: str = ""


def find_standstill() -> Standstill | None:
    """Return why and since when no mail goes out; None while it does. At most four small queries."""
    if installation().is_mail_held:
        return Standstill(Cause.HELD, None)
    silent = worker_silent_seconds()
    if silent is None or silent > PATIENCE:
        return Standstill(Cause.NO_WORKER, None if silent is None else _ago(silent))
    refusal = find_refusal()
    if refusal is not None:
        return Standstill(Cause.REFUSED, refusal.since, refusal.sender, refusal.answer)
    waits = oldest_due_mail_seconds()
    return Standstill(Cause.STUCK, _ago(waits)) if waits > PATIENCE else None


def find_refusal() -> MailBreaker | None:
    """Return the breaker that a refusal about ourselves has opened, while mails wait for it; None: none. One query.

    Once may be a passing thing, twice in a row is not; a server that is not reached is no refusal.
    """
    waits = sa.exists().where(
        OutboxMessage.status.in_(UNFINISHED),
        sa.or_(MailBreaker.sender == CONNECTION, MailBreaker.sender == OutboxMessage.sender),
    )
    query = (
        sa.select(MailBreaker)
        .where(MailBreaker.failures >= IN_A_ROW, waits)
        .order_by(MailBreaker.sender == CONNECTION, MailBreaker.since)
    )
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return next((each for each in found if each.answer[:3].isdigit()), None)


def mail_word() -> str:
    """Return how mail fares in one word, with nothing in it that a server said."""
    if installation().is_mail_held:
        return "held"
    if find_refusal() is not None:
        return "refused"
    return "waiting" if oldest_due_mail_seconds() > PATIENCE else "ok"


def is_well(waits: int, silent: int | None) -> bool:
    """Tell whether these seconds of waiting and of silence are within what is normal."""
    return waits <= PATIENCE and silent is not None and silent <= PATIENCE


def _ago(seconds: int) -> datetime:
    return clock.now() - timedelta(seconds=seconds)
