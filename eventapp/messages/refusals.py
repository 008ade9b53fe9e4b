"""What a refusal leads to when it is about ourselves, or may be: the mails wait, and none fails for it.

Each function is called in a write transaction of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.claims import Claim, mark, postpone
from eventapp.messages.line import CONNECTION, find_breaker, note_failure
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.outcomes import GIVE_UP_AFTER, Outcome
from eventapp.messages.replies import Meaning, is_alike, without_recipient

#: Recipients at so many domains that are refused in the same words, one after another: it is not them.
ALIKE = 3
#: A mail that was refused stands behind those that were not, so that one blocked recipient holds nobody up.
BEHIND_OTHERS = timedelta(seconds=30)
#: Results of a sender that are looked back at.
LOOK_BACK = 50


def hold_back(claim: Claim, outcome: Outcome) -> None:
    """Put a mail back whose refusal is about us, uncounted; its sender waits.

    When the same was said of it before and the server has taken other mails of the sender since, it is about this
    mail after all: then the try counts, and a recipient to whom access is denied has failed.
    """
    sender = CONNECTION if outcome.meaning is Meaning.CLOSING else claim.sender
    if find_breaker(sender) is None and is_alike(claim.last_answer, outcome.answer):
        is_final = outcome.meaning is Meaning.AUTHORISATION
        mark(_connection(), claim, replace(outcome, status=MessageStatus.FAILED) if is_final else outcome)
    elif sender == CONNECTION:
        postpone(_connection(), claim, outcome.answer, clock.now() + BEHIND_OTHERS)
    else:
        _refuse_sender(claim, outcome)


def settle_unclear(claim: Claim, outcome: Outcome) -> bool:
    """Fail a mail whose refusal may be about it; tells whether it was about us, and nothing has failed.

    About us it is when the sender waits for the same words already, or when recipients at several domains in a row
    got them: those that failed by it go back into the queue.
    """
    breaker = find_breaker(claim.sender)
    if breaker is not None and is_alike(breaker.answer, without_recipient(outcome.answer, claim.recipient)):
        _refuse_sender(claim, outcome)
        return True
    mark(_connection(), claim, outcome)
    # Said again after others were taken: about this mail.
    row = [] if is_alike(claim.last_answer, outcome.answer) else _alike_in_a_row(claim.sender, outcome.answer)
    if len({recipient.rpartition("@")[2].lower() for _id, recipient in row}) < ALIKE:
        return False
    until = note_failure(without_recipient(outcome.answer, claim.recipient), claim.sender)
    _revive([each for each, _recipient in row], until + BEHIND_OTHERS)
    return True


def _refuse_sender(claim: Claim, outcome: Outcome) -> None:
    until = note_failure(without_recipient(outcome.answer, claim.recipient), claim.sender)
    postpone(_connection(), claim, outcome.answer, until + BEHIND_OTHERS)


def _alike_in_a_row(sender: str, answer: str) -> list[tuple[int, str]]:
    """Return id and recipient of the sender's last mails that were refused so, since one was taken."""
    query = (
        sa.select(
            OutboxMessage.id, OutboxMessage.recipient, OutboxMessage.status, OutboxMessage.server_answer
        )
        .where(
            OutboxMessage.payload.is_not(None),
            OutboxMessage.finished_at > clock.now() - GIVE_UP_AFTER,
            OutboxMessage.sender == sender,
            OutboxMessage.status.in_((MessageStatus.SENT, MessageStatus.FAILED)),
        )
        .order_by(OutboxMessage.finished_at.desc(), OutboxMessage.id.desc())
        .limit(LOOK_BACK)
    )
    found: list[tuple[int, str]] = []
    for row in db.session.execute(query):
        if row.status is MessageStatus.SENT:
            break
        if is_alike(row.server_answer, answer):
            found.append((row.id, row.recipient))
    return found


def _revive(ids: Sequence[int], due_at: datetime) -> None:
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.status == MessageStatus.FAILED)
        .values(status=MessageStatus.QUEUED, next_try_at=due_at, finished_at=None)
        .execution_options(synchronize_session=False)
    )


def _connection() -> sa.Connection:
    return db.session.connection()
