"""How the mail server fares: while it cannot be used, or refuses a sender, mail waits with growing pauses.

In the database, so that every process waits. A breaker is closed by the next mail that is taken.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

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
    query = sa.select(MailBreaker).where(MailBreaker.sender == sender)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def note_failure(answer: str, sender: str = CONNECTION) -> datetime:
    """Open a breaker, longer with every failure in a row, and return until when; belongs in a write transaction.

    One statement, since another worker may open or close the same one in this moment; after it the row is locked.
    """
    now, said = clock.now(), answer[:500]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    opened = insert(MailBreaker).values(sender=sender, since=now, waits_until=now, failures=1, answer=said)
    again = {"failures": MailBreaker.failures + 1, "answer": said}
    upsert = opened.on_conflict_do_update(index_elements=["sender"], set_=again)
    failures = db.session.execute(upsert.returning(MailBreaker.failures)).scalar_one()
    until = next_connection(failures, now)
    db.session.execute(sa.update(MailBreaker).where(MailBreaker.sender == sender).values(waits_until=until))
    return until


def note_answer(*senders: str) -> None:
    """Close the breakers of these senders: the server takes their mail. Writes only where one is open."""
    is_open = MailBreaker.sender.in_(senders)
    found = db.session.scalar(sa.select(sa.exists().where(is_open)))
    db.session.rollback()  # no transaction stays open while the next mail is sent
    if found:
        with write() as session:
            session.execute(sa.delete(MailBreaker).where(is_open))
