"""How many people are on an event, for its hosts: the one place where registrations are counted.

Those whose data have been taken away are among them, as numbers.
The tables of the slices below are named as the database names them, since they stand on this one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Mode
from eventapp.events.statistic_models import EventStatistic, Facet
from eventapp.messages.models import MessageStatus, OutboxMessage

_registration = sa.table(
    "registration",
    *(
        sa.column(name)
        for name in ("public_id", "event_id", "federation_id", "status", "mode", "needs", "food")
    ),
)
_invitee = sa.table("invitee", sa.column("event_id"), sa.column("invited_at"))
HAS_SEAT = ("confirmed", "pending")
WAITS = "waitlisted"


@dataclass(frozen=True, slots=True)
class Headcount:
    """People on an event whom a host may see."""

    registered: int = 0
    waiting: int = 0
    cancelled: int = 0
    on_site: int = 0
    online: int = 0
    #: Have written what they need or eat.
    with_needs: int = 0


@dataclass(frozen=True, slots=True)
class MailCount:
    """Mails about those people: handed over to a mail server, or given up."""

    sent: int = 0
    failed: int = 0


def count_people(scope: Scope) -> Headcount:
    """Count the people of an event in one query."""
    both: sa.CompoundSelect[Any] = sa.union_all(_people(scope), _former(scope, Facet.PEOPLE, "people"))
    return _headcount(db.session.execute(both).all())


def count_people_and_mail(scope: Scope) -> tuple[Headcount, MailCount]:
    """Count the people of an event and the mails about them, both in one query."""
    all_four: sa.CompoundSelect[Any] = sa.union_all(
        _people(scope),
        _former(scope, Facet.PEOPLE, "people"),
        _mails(scope),
        _former(scope, Facet.MAIL, "mail"),
    )
    rows: Sequence[Any] = db.session.execute(all_four).all()
    mails = [row for row in rows if row.about == "mail"]
    return (
        _headcount([row for row in rows if row.about == "people"]),
        MailCount(_sum(mails, MessageStatus.SENT), _sum(mails, MessageStatus.FAILED)),
    )


def has_people(event_id: int) -> bool:
    """Tell whether anybody has ever signed up for an event or been sent an invitation to it."""
    return (
        db.session.scalar(
            sa.select(
                sa.or_(
                    sa.exists().where(_registration.c.event_id == event_id),
                    sa.exists().where(EventStatistic.event_id == event_id),
                    sa.exists().where(_invitee.c.event_id == event_id, _invitee.c.invited_at.is_not(None)),
                )
            )
        )
        or False
    )


def has_registrations(event_id: int) -> bool:
    """Tell whether data are kept of anybody who has signed up."""
    return db.session.scalar(sa.select(sa.exists().where(_registration.c.event_id == event_id))) or False


def _people(scope: Scope) -> sa.Select[Any]:
    people = _registration.c
    has_needs = sa.or_(people.needs != "", people.food != "")
    return (
        sa.select(
            sa.literal("people").label("about"),
            people.status,
            people.mode,
            sa.func.count().label("number"),
            sa.func.sum(sa.case((has_needs, 1), else_=0)).label("with_needs"),
        )
        .where(people.event_id == scope.event.id, scope.covers(people.federation_id))
        .group_by(people.status, people.mode)
    )


def _mails(scope: Scope) -> sa.Select[str, str, str, int, int]:
    people = _registration.c
    status = sa.type_coerce(OutboxMessage.status, sa.String)
    return (
        sa.select(sa.literal("mail"), status, sa.literal(""), sa.func.count(), sa.literal(0))
        .join(_registration, people.public_id == OutboxMessage.about)
        .where(people.event_id == scope.event.id, scope.covers(people.federation_id))
        .group_by(OutboxMessage.status)
    )


def _former(scope: Scope, facet: Facet, about: str) -> sa.Select[str, str, str, int, int]:
    """Return the same of people whose data are gone."""
    former = EventStatistic
    return sa.select(sa.literal(about), former.value, former.detail, former.number, sa.literal(0)).where(
        former.event_id == scope.event.id,
        former.facet == facet,
        scope.covers(former.federation_id.expression),
    )


def _sum(rows: Sequence[Any], status: str) -> int:
    return sum(row.number for row in rows if row.status == status)


def _headcount(rows: Sequence[Any]) -> Headcount:
    seated = [row for row in rows if row.status in HAS_SEAT]
    return Headcount(
        registered=sum(row.number for row in seated),
        waiting=_sum(rows, WAITS),
        cancelled=_sum(rows, "cancelled"),
        on_site=sum(row.number for row in seated if row.mode == Mode.ON_SITE),
        online=sum(row.number for row in seated if row.mode == Mode.ONLINE),
        with_needs=sum(row.with_needs for row in rows if row.status != "cancelled"),
    )


def count_seated_and_waiting(event_ids: Collection[int]) -> dict[int, Headcount]:
    """Count who has a seat and who waits on several events, in one query."""
    people = _registration.c
    present = (
        sa.select(people.event_id, people.status, sa.func.count())
        .where(people.event_id.in_(event_ids), people.status.in_((*HAS_SEAT, WAITS)))
        .group_by(people.event_id, people.status)
    )
    former = sa.select(EventStatistic.event_id, EventStatistic.value, EventStatistic.number).where(
        EventStatistic.event_id.in_(event_ids),
        EventStatistic.facet == Facet.PEOPLE,
        EventStatistic.value.in_((*HAS_SEAT, WAITS)),
    )
    statement: sa.CompoundSelect[Any] = sa.union_all(present, former)
    seated: dict[int, int] = {}
    waiting: dict[int, int] = {}
    for event_id, status, number in db.session.execute(statement):
        counted = waiting if status == WAITS else seated
        counted[event_id] = counted.get(event_id, 0) + number
    return {
        event_id: Headcount(registered=seated.get(event_id, 0), waiting=waiting.get(event_id, 0))
        for event_id in event_ids
    }
