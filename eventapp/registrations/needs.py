"""Needs that nobody has answered: how many, how old, and the next one; never a list of who has some.

To search out people by health data is forbidden (lag 2018:218 3 kap. 3 §), so needs are opened one at a time.
An access request left unanswered may be discrimination (diskrimineringslagen 2008:567 1 kap. 4 §).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event
from eventapp.registrations.models import ACTIVE, Registration
from eventapp.registrations.queries import get_registration

SWEDEN = ZoneInfo("Europe/Stockholm")
#: Working days within which a need should be answered.
ANSWER_WITHIN = 5
IS_UNANSWERED = sa.and_(
    Registration.needs != "", Registration.needs_answered_at.is_(None), Registration.status.in_(ACTIVE)
)


@dataclass(frozen=True)
class Unanswered:
    """Needs on one event that nobody has answered."""

    event: Event
    number: int
    #: Working days since the oldest was written.
    age: int

    @property
    def is_late(self) -> bool:
        """Whether one has waited longer than it should."""
        return self.age > ANSWER_WITHIN


def list_unanswered(federation_ids: Collection[int]) -> list[Unanswered]:
    """Return the coming events with unanswered needs of people whom these hosts may see, oldest first. One query."""
    statement = (
        sa.select(Event, sa.func.count(), sa.func.min(Registration.needs_written_at))
        .join(Registration, Registration.event_id == Event.id)
        .where(
            IS_UNANSWERED,
            Event.status == EventStatus.PUBLISHED,
            sa.or_(Event.ends_at.is_(None), Event.ends_at > clock.now()),
            sees_person(federation_ids),
        )
        .group_by(Event.id)
    )
    found = [
        Unanswered(event, number, working_days(written or clock.now(), clock.now()))
        for event, number, written in db.session.execute(statement)
    ]
    return sorted(found, key=lambda one: (-one.age, one.event.id))


def find_next_unanswered(scope: Scope) -> str | None:
    """Return the public id of whoever has waited longest on an event for an answer."""
    statement = (
        sa.select(Registration.public_id)
        .where(
            IS_UNANSWERED,
            Registration.event_id == scope.event.id,
            scope.covers(Registration.federation_id.expression),
        )
        .order_by(Registration.needs_written_at, Registration.id)
        .limit(1)
    )
    return db.session.scalar(statement)


def note_answered(registration_id: int, actor: Actor) -> None:
    """Note that the person has been told what will be done about their needs."""
    registration = get_registration(registration_id)
    registration.needs_answered_at = clock.now()
    record = ("registration", registration.public_id)
    record_action(actor, "answer_needs", record=record, event_id=registration.event_id)


def working_days(begins: datetime, ends: datetime) -> int:
    """Count the Mondays to Fridays after the day something began, up to and with the day it ends, in Sweden."""
    first, last = (at.astimezone(SWEDEN).date() for at in (begins, ends))
    weeks, rest = divmod((last - first).days, 7)
    odd = [first + timedelta(days=number) for number in range(1, rest + 1)]
    return weeks * 5 + sum(day.weekday() < 5 for day in odd)


def sees_person(federation_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the condition that one of these hosts sees the person: it is theirs, or they coordinate."""
    host = sa.select(CoHost.id).where(
        CoHost.event_id == Registration.event_id,
        CoHost.federation_id.in_(federation_ids),
        sa.or_(CoHost.is_coordinating, CoHost.federation_id == Registration.federation_id),
    )
    return host.exists()
