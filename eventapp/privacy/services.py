"""Taking away what has been kept as long as was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import FormSubmission

MAILS_KEPT = timedelta(days=14)
#: A form can be sent for a day after it was opened; a repeated one is recognised for another.
FORMS_KEPT = timedelta(days=2)
COUNTS_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class TakenAway:
    """How many rows were emptied or deleted, or would be."""

    mails: int
    forms: int
    counts: int

    @property
    def total(self) -> int:
        """All together."""
        return self.mails + self.forms + self.counts


def count_outdated() -> TakenAway:
    """Return what `take_away_outdated` would take away now."""
    return TakenAway(_count(OutboxMessage, _old_mails()), _count(FormSubmission, _old_forms()), _old_counts())


def take_away_outdated() -> TakenAway:
    """Empty mails that are finished since 14 days, delete outcomes of forms and counts for limits."""
    taken = count_outdated()
    db.session.execute(sa.update(OutboxMessage).where(_old_mails()).values(payload=None))
    db.session.execute(sa.delete(FormSubmission).where(_old_forms()))
    db.session.execute(sa.delete(LimitHit).where(LimitHit.at < clock.now() - COUNTS_KEPT))
    return taken


def _old_mails() -> sa.ColumnElement[bool]:
    return sa.and_(OutboxMessage.payload.is_not(None), OutboxMessage.finished_at < clock.now() - MAILS_KEPT)


def _old_forms() -> sa.ColumnElement[bool]:
    return FormSubmission.created_at < clock.now() - FORMS_KEPT


def _old_counts() -> int:
    return _count(LimitHit, LimitHit.at < clock.now() - COUNTS_KEPT)


def _count(table: type[OutboxMessage | FormSubmission | LimitHit], where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0
