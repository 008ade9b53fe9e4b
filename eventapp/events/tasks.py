"""What waits for an organiser on coming events: needs to answer, people to call, mails that did not arrive,
answers from calendars that are doubtful.

The tables of the slices below are named as the database names them, since they stand on this one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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
    #: The same for each event where something waits, by the event's id.
    by_event: Mapping[int, Tasks] = field(default_factory=dict)

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
    counts = {"needs": unanswered, "calls": calls, "failed_mails": failed, "answers": held}
    query = sa.union_all(*(count.add_columns(sa.literal(kind)) for kind, count in counts.items()))
    return _sum_up(db.session.execute(query))


def _sum_up(rows: Iterable[sa.Row[int, int, str]]) -> Tasks:
    """Return the tasks of all events and of each, from rows of event, number and kind."""
    total: Counter[str] = Counter()
    each: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for event_id, number, kind in rows:
        total[kind] += number
        each[event_id][kind] = number
    return _tasks(total, {event_id: _tasks(numbers, {}) for event_id, numbers in each.items()})


def _tasks(of: Counter[str], by_event: Mapping[int, Tasks]) -> Tasks:
    return Tasks(of["needs"], of["calls"], of["failed_mails"], of["answers"], by_event)


def _count(federation_ids: Collection[int]) -> sa.Select[int, int]:
    """Begin to count people on published events that have not ended, for each: a host's own, or all."""
    people = _registration.c
    host = sa.exists().where(
        CoHost.event_id == people.event_id,
        CoHost.federation_id.in_(federation_ids),
        sa.or_(CoHost.is_coordinating, CoHost.federation_id == people.federation_id),
    )
    is_coming = sa.or_(Event.ends_at.is_(None), Event.ends_at > clock.now())
    return (
        sa.select(people.event_id, sa.func.count())
        .select_from(_registration)
        .join(Event, Event.id == people.event_id)
        .where(Event.status == EventStatus.PUBLISHED, is_coming, host)
        .group_by(people.event_id)
    )
