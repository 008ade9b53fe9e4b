"""What is to be taken away and when, event by event, and the protocol of what has been."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import Contributor, Question
from eventapp.invitations.models import Invitee
from eventapp.privacy.models import PurgeRecord, What
from eventapp.registrations.models import Answer, NamelessQuestion, Registration


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One class of one event's data: how much there is now and when it goes."""

    event: Event
    what: What
    due_at: datetime
    #: Days after the event's end, or after the cancellation.
    days: int
    number: int
    #: The question whose answers go before the rest.
    question_id: int | None = None

    @property
    def is_due(self) -> bool:
        """Whether the day has come."""
        return self.due_at <= clock.now()


def ended_at(event: Event) -> datetime | None:
    """Return from when the days are counted: the end, the calling off; None while there is no date."""
    if event.status is EventStatus.CANCELLED:
        return event.cancelled_at or event.changed_at
    return event.ends_at or event.starts_at


def list_planned(event_ids: Collection[int] | None = None) -> list[Planned]:
    """Return what is kept about people on these events, or on all, the next to go first. Eight queries."""
    people = {row.event_id: row for row in db.session.execute(_people(event_ids))}
    answers = db.session.execute(_answers(event_ids)).all()
    addresses = {row.event_id: row.number for row in db.session.execute(_contributors(event_ids))}
    nameless = {row.event_id: row.number for row in db.session.execute(_nameless(event_ids))}
    invited = {row.event_id: row.number for row in db.session.execute(_invitees(event_ids))}
    cancelled: dict[int, list[datetime]] = {}
    for event_id, at in db.session.execute(_cancelled_without_date(event_ids)):
        if at is not None:
            cancelled.setdefault(event_id, []).append(at)
    planned: list[Planned] = []
    for event in _events({*people, *nameless, *addresses, *invited}):
        end = ended_at(event)
        if end is None:
            planned += _plan_cancelled(event, cancelled.get(event.id, []))
            continue
        own = [row for row in answers if row.event_id == event.id]
        numbers = {
            What.QUESTIONS: nameless.get(event.id, 0),
            What.CONTRIBUTORS: addresses.get(event.id, 0),
            What.INVITEES: invited.get(event.id, 0),
        }
        planned += _plan(event, end, people.get(event.id), own, numbers)
    return sorted(planned, key=lambda one: (one.due_at, one.event.id, one.what, one.question_id or 0))


def list_records(event_ids: Collection[int], page: int) -> Page[tuple[Any, ...]]:
    """Return one page of the protocol of these events and of what belongs to none, newest first, with their events."""
    mine = sa.or_(PurgeRecord.event_id.is_(None), PurgeRecord.event_id.in_(event_ids))
    statement = (
        sa.select(PurgeRecord, Event)
        .outerjoin(Event, Event.id == PurgeRecord.event_id)
        .where(mine)
        .order_by(PurgeRecord.at.desc(), PurgeRecord.id.desc())
    )
    return read_page(statement, page)


def list_hosted_ids(federation_ids: Collection[int]) -> list[int]:
    """Return the events that one of these federations coordinates: it takes the data away for all hosts."""
    hosted = sa.select(CoHost.event_id).where(
        CoHost.federation_id.in_(federation_ids), CoHost.is_coordinating
    )
    return list(db.session.scalars(hosted))


def _plan(
    event: Event, end: datetime, people: Any, answers: Sequence[Any], numbers: Mapping[What, int]
) -> list[Planned]:
    parts = [(what, event.retention_days, number, None) for what, number in numbers.items()]
    if people is not None:
        parts += [
            (What.ASKERS, 0, people.asked, None),
            (What.NEEDS, min(event.needs_retention_days, event.retention_days), people.with_needs, None),
            (What.REGISTRATIONS, event.retention_days, people.number, None),
        ]
    parts += [
        (What.ANSWERS, row.retention_days, row.number, row.question_id)
        for row in answers
        if row.retention_days < event.retention_days
    ]
    return [
        Planned(
            event=event,
            what=what,
            due_at=end + timedelta(days=days),
            days=days,
            number=number,
            question_id=question_id,
        )
        for what, days, number, question_id in parts
        if number
    ]


def _plan_cancelled(event: Event, cancelled: Sequence[datetime]) -> list[Planned]:
    """Return those who cancelled on an event without a date: due now, or the next to be."""
    kept = timedelta(days=event.retention_days)
    if not cancelled:
        return []
    due = [at for at in cancelled if at + kept <= clock.now()]
    return [
        Planned(
            event=event,
            what=What.REGISTRATIONS,
            due_at=min(cancelled) + kept,
            days=event.retention_days,
            number=len(due or cancelled),
        )
    ]


def _events(event_ids: Collection[int]) -> Sequence[Event]:
    if not event_ids:
        return []
    hosts = selectinload(Event.hosts).joinedload(CoHost.federation)
    query = sa.select(Event).where(Event.id.in_(event_ids)).order_by(Event.id).options(hosts)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _people(event_ids: Collection[int] | None) -> sa.Select[int, int, int, int]:
    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    query = sa.select(
        Registration.event_id,
        sa.func.count().label("number"),
        how_many(sa.or_(Registration.needs != "", Registration.food != "")).label("with_needs"),
        how_many(Registration.advance_question != "").label("asked"),
    ).group_by(Registration.event_id)
    return query if event_ids is None else query.where(Registration.event_id.in_(event_ids))


def _answers(event_ids: Collection[int] | None) -> sa.Select[int, int, int | None, int]:
    """Count the answers to questions that have days of their own."""
    query = (
        sa.select(
            Question.event_id,
            Answer.question_id,
            Question.retention_days,
            sa.func.count().label("number"),
        )
        .join(Answer, Answer.question_id == Question.id)
        .where(Question.retention_days.is_not(None))
        .group_by(Question.event_id, Answer.question_id, Question.retention_days)
    )
    return query if event_ids is None else query.where(Question.event_id.in_(event_ids))


def _nameless(event_ids: Collection[int] | None) -> sa.Select[int, int]:
    query = sa.select(NamelessQuestion.event_id, sa.func.count().label("number"))
    query = query.group_by(NamelessQuestion.event_id)
    return query if event_ids is None else query.where(NamelessQuestion.event_id.in_(event_ids))


def _invitees(event_ids: Collection[int] | None) -> sa.Select[int, int]:
    query = sa.select(Invitee.event_id, sa.func.count().label("number")).group_by(Invitee.event_id)
    return query if event_ids is None else query.where(Invitee.event_id.in_(event_ids))


def _contributors(event_ids: Collection[int] | None) -> sa.Select[int, int]:
    query = sa.select(Contributor.event_id, sa.func.count().label("number"))
    query = query.where(Contributor.email != "").group_by(Contributor.event_id)
    return query if event_ids is None else query.where(Contributor.event_id.in_(event_ids))


def _cancelled_without_date(event_ids: Collection[int] | None) -> sa.Select[int, datetime | None]:
    query = (
        sa.select(Registration.event_id, Registration.cancelled_at)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Event.starts_at.is_(None),
            Event.ends_at.is_(None),
            Event.status != EventStatus.CANCELLED,
            Registration.cancelled_at.is_not(None),
        )
    )
    return query if event_ids is None else query.where(Registration.event_id.in_(event_ids))
