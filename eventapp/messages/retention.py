"""What is left of a mail when nobody needs its words any more."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.models import UNFINISHED, OutboxMessage

KEPT_FOR = timedelta(days=14)


def empty_payloads(batch: int = 500) -> int:
    """Empty the octets of mails that were sent or given up 14 days ago; the rows stay. Returns how many."""
    old = (
        sa.select(OutboxMessage.id)
        .where(
            OutboxMessage.status.not_in(UNFINISHED),
            OutboxMessage.finished_at < clock.now() - KEPT_FOR,
            OutboxMessage.payload.is_not(None),
        )
        .limit(batch)
    )
    result = db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id.in_(old))
        .values(payload=None)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))
