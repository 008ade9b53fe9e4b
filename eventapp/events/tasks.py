"""What waits for an organiser on coming events: needs to answer, people to call, mails that did not arrive,
answers from calendars that are doubtful.

The tables of the slices below are named as the database names them, since they stand on this one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event
from eventapp.messages.models import MessageStatus, OutboxMessage, ReceivedMessage
from eventapp.messages.received import is_undecided

_registration = sa.table(
    "registration",
    *(
        sa.column(name)
        for name in ("id", "public_id", "event_id", "federation_id", "status", "needs", "needs_answered_at")
    ),
)
_phone_access = sa.table("phone_access", sa.column("registration_id"), sa.column("call_about"))


@dataclass(frozen=True)
class Tasks:
    """How many people wait for something."""

    needs: int = 0
    calls: int = 0
    failed_mails: int = 0
    #: Calendar answers that changed nothing, and wait for a decision.
    answers: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.needs or self.calls or self.failed_mails or self.answers)


def count_tasks(federation_ids: Collection[int]) -> Tasks:
    """Count what waits among the people whom these hosts may see. One query."""
    people = _registration.c
    needs = sa.and_(people.needs != "", people.needs_answered_at.is_(None), people.status != "cancelled")
    unanswered = _count(federation_ids).where(needs)
    calls = (
        _count(federation_ids)
        .join(_phone_access, _phone_access.c.registration_id == people.id)
        .where(_phone_access.c.call_about.is_not(None))
    )
    failed = (
        _count(federation_ids)
        .join(OutboxMessage, OutboxMessage.about == people.public_id)
        .where(OutboxMessage.status == MessageStatus.FAILED)
    )
    held = (
        _count(federation_ids)
        .join(ReceivedMessage, ReceivedMessage.about == people.public_id)
        .where(is_undecided(people.status == "cancelled"))
    )
    query = sa.select(*(count.scalar_subquery() for count in (unanswered, calls, failed, held)))
    return Tasks(*db.session.execute(query).one())


def _count(federation_ids: Collection[int]) -> sa.Select[int]:
    """Begin to count people on published events that have not ended: a host's own, and all where it coordinates."""
    people = _registration.c
    host = sa.exists().where(
        CoHost.event_id == people.event_id,
        CoHost.federation_id.in_(federation_ids),
        sa.or_(CoHost.is_coordinating, CoHost.federation_id == people.federation_id),
    )
    is_coming = sa.or_(Event.ends_at.is_(None), Event.ends_at > clock.now())
    return (
        sa.select(sa.func.count())
        .select_from(_registration)
        .join(Event, Event.id == people.event_id)
        .where(Event.status == EventStatus.PUBLISHED, is_coming, host)
    )
