"""How the mail server fares: while it cannot be used, or refuses a sender, mail waits with growing pauses.

In the database, so that every process waits. A breaker is closed by the next mail that is taken.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.installation import installation
from eventapp.messages.models import MailBreaker, OutboxMessage
from eventapp.messages.outcomes import next_connection

#: Sender of the breaker that holds all mail back.
CONNECTION = ""


def sender_waits() -> sa.Exists:
    """Return the condition on a mail that its sender is refused, and that it is not time to try again."""
    return sa.exists().where(
        MailBreaker.sender == OutboxMessage.sender, MailBreaker.waits_until > clock.now()
    )


def is_mail_waiting() -> bool:
    """Tell whether no mail may be taken now: held by a person, or waiting for the server."""
    if installation().is_mail_held:
        return True
    breaker = find_breaker(CONNECTION)
    return breaker is not None and breaker.waits_until > clock.now()


def find_breaker(sender: str) -> MailBreaker | None:
    """Return the open breaker of a sender, or of the connection; None while it is closed."""
    return db.session.get(MailBreaker, sender, populate_existing=True)


def note_failure(answer: str, sender: str = CONNECTION) -> datetime:
    """Open a breaker, longer with every failure in a row, and return until when; belongs in a write transaction."""
    breaker = _lock(sender)
    breaker.failures += 1
    breaker.answer = answer[:500]
    breaker.waits_until = next_connection(breaker.failures, clock.now())
    db.session.flush()
    return breaker.waits_until


def _lock(sender: str) -> MailBreaker:
    """Return the breaker of a sender, a new one where none is open, so that no other worker closes it meanwhile."""
    now = clock.now()
    with suppress(IntegrityError), db.session.begin_nested():
        if db.session.get(MailBreaker, sender) is None:
            db.session.add(MailBreaker(sender=sender, since=now, waits_until=now))
    return db.session.get_one(MailBreaker, sender, populate_existing=True, with_for_update=True)


def note_answer(*senders: str) -> None:
    """Close the breakers of these senders: the server takes their mail. Writes only where one is open."""
    is_open = MailBreaker.sender.in_(senders)
    found = db.session.scalar(sa.select(sa.exists().where(is_open)))
    db.session.rollback()  # no transaction stays open while the next mail is sent
    if found:
        with write() as session:
            session.execute(sa.delete(MailBreaker).where(is_open))
