"""Counting people for the numbers: those who are there and those whose data are gone, in constant queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventapp.core.extensions import db
from eventapp.core.formatting import week_start
from eventapp.events.hosted import Scope
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event, Topic
from eventapp.events.statistic_models import EventStatistic, Facet
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus

SWEDEN = ZoneInfo("Europe/Stockholm")
HAS_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)


@dataclass(frozen=True)
class PeopleOf:
    """Whose people are counted, on which events."""

    #: Events of which everybody is counted.
    whole: frozenset[int]
    #: Events of which only those who chose certain hosts are.
    partly: frozenset[int] = frozenset()
    federation_ids: frozenset[int] = frozenset()

    @property
    def event_ids(self) -> frozenset[int]:
        """All the events."""
        return self.whole | self.partly

    def among(self, event_id: sa.ColumnElement[int], federation_id: Any) -> sa.ColumnElement[bool]:
        """Return the condition on what says event and chosen host."""
        chosen = sa.and_(event_id.in_(self.partly), federation_id.in_(self.federation_ids))
        return sa.or_(event_id.in_(self.whole), chosen)


def people_of(scope: Scope) -> PeopleOf:
    """Return the people of one event whom a host may see."""
    only = frozenset({scope.event.id})
    if scope.federation_ids is None:
        return PeopleOf(only)
    return PeopleOf(frozenset(), only, scope.federation_ids)


@dataclass(slots=True)
class Tally:
    """How many people came to one event, and how they came."""

    registered: int = 0
    waiting: int = 0
    cancelled: int = 0
    attended: int = 0

    @property
    def stayed_away(self) -> int | None:
        """How many had a seat and did not come; None where nobody's coming was noted."""
        return max(self.registered - self.attended, 0) if self.attended else None


def tally_events(people: PeopleOf) -> dict[int, Tally]:
    """Count each event's people. One query."""
    here = (
        sa.select(
            Registration.event_id,
            sa.type_coerce(Registration.status, sa.String),
            sa.func.count(),
            sa.func.count(Registration.attended_at),
        )
        .where(people.among(Registration.event_id.expression, Registration.federation_id))
        .group_by(Registration.event_id, Registration.status)
    )
    gone = _former(people, Facet.PEOPLE)
    came = sa.select(
        EventStatistic.event_id, sa.literal("confirmed"), sa.literal(0), EventStatistic.number
    ).where(
        EventStatistic.facet == Facet.ATTENDED,
        people.among(EventStatistic.event_id.expression, EventStatistic.federation_id),
    )
    tallies = {event_id: Tally() for event_id in people.event_ids}
    all_three: sa.CompoundSelect[Any] = sa.union_all(here, gone, came)
    for event_id, status, number, attended in db.session.execute(all_three):
        tally = tallies[event_id]
        tally.attended += attended
        if status in HAS_SEAT:
            tally.registered += number
        elif status == RegistrationStatus.WAITLISTED:
            tally.waiting += number
        else:
            tally.cancelled += number
    return tallies


def count_by_week(people: PeopleOf) -> dict[date, int]:
    """Count sign-ups by the Monday of their Swedish week, weeks without any between them included. Two queries."""
    made = sa.select(Registration.created_at).where(
        people.among(Registration.event_id.expression, Registration.federation_id)
    )
    weeks = Counter(week_start(moment) for moment in db.session.scalars(made))
    for _event, value, number, _zero in db.session.execute(_former(people, Facet.SIGNED_UP)):
        weeks[date.fromisoformat(value)] += number
    if not weeks:
        return {}
    first, last = min(weeks).toordinal(), max(weeks).toordinal()
    return {day: weeks[day] for day in map(date.fromordinal, range(first, last + 1, 7))}


def count_by_role(people: PeopleOf) -> Counter[str]:
    """Count who takes part in which role; nobody who did not say. One query."""
    return _count_by(people, Registration.role, Facet.ROLE)


def count_by_unit(people: PeopleOf) -> Counter[str]:
    """Count who comes from which workplace, as they wrote it; nobody who did not say. One query."""
    return _count_by(people, Registration.organisation, Facet.ORGANISATION)


def list_years(federation_id: int) -> list[int]:
    """Return the Swedish calendar years in which a federation has had, or will have, an event, latest first."""
    starts = sa.select(Event.starts_at).where(_is_held_by(federation_id), Event.starts_at.is_not(None))
    years = {start.astimezone(SWEDEN).year for start in db.session.scalars(starts) if start is not None}
    return sorted(years, reverse=True)


def list_events_of_year(federation_id: int, year: int) -> Sequence[Event]:
    """Return a federation's events of a Swedish calendar year by time, with hosts and topics. Three queries."""
    begins, ends = (datetime(each, 1, 1, tzinfo=SWEDEN) for each in (year, year + 1))
    statement = (
        sa.select(Event)
        .where(_is_held_by(federation_id), Event.starts_at >= begins, Event.starts_at < ends)
        .order_by(Event.starts_at, Event.id)
        .options(selectinload(Event.hosts).joinedload(CoHost.federation), selectinload(Event.topics))
    )
    return db.session.scalars(statement).all()


def list_grounds() -> Sequence[Topic]:
    """Return the seven grounds of discrimination in the order of the law (2008:567 1 kap. 1 §)."""
    return db.session.scalars(sa.select(Topic).where(Topic.is_ground).order_by(Topic.id)).all()


def _is_held_by(federation_id: int) -> sa.ColumnElement[bool]:
    hosted = sa.exists().where(CoHost.event_id == Event.id, CoHost.federation_id == federation_id)
    return sa.and_(hosted, Event.status != EventStatus.DRAFT)


def _count_by(people: PeopleOf, column: Any, facet: Facet) -> Counter[str]:
    said = sa.type_coerce(column, sa.String)
    here = (
        sa.select(sa.literal(0), said, sa.func.count(), sa.literal(0))
        .where(
            people.among(Registration.event_id.expression, Registration.federation_id),
            Registration.status.in_(ACTIVE),
            column.is_not(None),
            said != "",
        )
        .group_by(column)
    )
    counts: Counter[str] = Counter()
    both: sa.CompoundSelect[Any] = sa.union_all(here, _former(people, facet))
    for _event, value, number, _zero in db.session.execute(both):
        counts[value] += number
    return counts


def _former(people: PeopleOf, facet: Facet) -> sa.Select[int, str, int, int]:
    """Return the numbers that are left of people whose data are gone."""
    return sa.select(
        EventStatistic.event_id, EventStatistic.value, EventStatistic.number, sa.literal(0)
    ).where(
        EventStatistic.facet == facet,
        people.among(EventStatistic.event_id.expression, EventStatistic.federation_id),
    )


def people_of_events(events: Collection[Event], federation_id: int) -> PeopleOf:
    """Return the people of these events whom one host may see: all where it coordinates, else its own."""
    whole = frozenset(event.id for event in events if event.coordinating_host.id == federation_id)
    others = frozenset(event.id for event in events) - whole
    return PeopleOf(whole, others, frozenset({federation_id}))
