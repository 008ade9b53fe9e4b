"""Reading events: one by its address, the coming and past ones by choices, one locked for writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from werkzeug.exceptions import NotFound

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.paging import Page
from eventapp.core.text import sort_key
from eventapp.events.calendar_filters import CalendarFilters, conditions
from eventapp.events.kinds import Audience, EventKind, EventStatus
from eventapp.events.models import CoHost, Event, Series, Topic
from eventapp.federations.models import Federation

PAGE_SIZE = 20
BY_START = (Event.starts_at.is_(None), Event.starts_at, Event.id)
FOR_CARDS = (selectinload(Event.hosts).joinedload(CoHost.federation), selectinload(Event.pools))


@dataclass(frozen=True)
class EventList(Page[Event]):
    """One page of a list of events."""

    #: The next democracy day, also where it is not on this page.
    democracy_day: Event | None = field(default=None)


def get_public_event(slug: str, *parts: InstrumentedAttribute[Any]) -> Event:
    """Return a published or cancelled event with hosts and series, and the parts named: `Event.pools`, …

    One query, and one more for each part. Raises NotFound for drafts and unknown addresses.
    """
    statement = (
        sa.select(Event)
        .where(Event.slug == slug, Event.status != EventStatus.DRAFT)
        .options(
            joinedload(Event.hosts).joinedload(CoHost.federation),
            joinedload(Event.series),
            *(selectinload(part) for part in parts),
        )
    )
    return _found(db.session.scalars(statement).unique().one_or_none())


def get_event(event_id: int) -> Event:
    """Return an event; raises NotFound."""
    return _found(db.session.get(Event, event_id))


def get_event_by_public_id(public_id: str) -> Event:
    """Return an event, drafts too; raises NotFound. Whoever asks checks the right to see it."""
    return _found(db.session.scalars(sa.select(Event).where(Event.public_id == public_id)).one_or_none())


def lock_event(event_id: int) -> Event:
    """Return the event read anew and locked until the transaction ends; raises NotFound.

    Every step that takes or gives back a seat or joins the queue begins here, so that one's reading of
    "full" and another's of "no queue" cannot cross. The hosts come along: each step ends in a mail from them.
    """
    statement = (
        sa.select(Event)
        .where(Event.id == event_id)
        .options(joinedload(Event.hosts).joinedload(CoHost.federation))
        .with_for_update(of=Event)
        .execution_options(populate_existing=True)
    )
    return _found(db.session.scalars(statement).unique().one_or_none())


def list_upcoming(filters: CalendarFilters, page: int = 1, *, with_democracy_day: bool = False) -> EventList:
    """Return a page of the listed events that are not over, those without a date last. Three queries."""
    return _list(filters, _is_coming(), BY_START, page, with_democracy_day=with_democracy_day)


def list_past(filters: CalendarFilters, page: int = 1) -> EventList:
    """Return a page of the listed events that are over, the latest first. Three queries."""
    return _list(filters, _is_over(), (Event.starts_at.desc(), Event.id.desc()), page)


def list_upcoming_of(federation_id: int, limit: int = 50) -> Sequence[Event]:
    """Return the listed events to come of one host."""
    hosted = sa.exists().where(CoHost.event_id == Event.id, CoHost.federation_id == federation_id)
    return _coming_where(hosted, limit)


def list_upcoming_in(series_id: int, limit: int = 100) -> Sequence[Event]:
    """Return the listed events to come of one series; no sensitive one, whose theme the series may name."""
    return _coming_where(sa.and_(Event.series_id == series_id, ~Event.is_sensitive), limit)


def listed_between(
    since: datetime, until: datetime, condition: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Return the condition for a feed: the listed events with a date between two instants, no sensitive ones."""
    return sa.and_(
        _is_listed(), Event.starts_at >= since, Event.starts_at < until, ~Event.is_sensitive, condition
    )


def latest_change() -> datetime | None:
    """Return when any event was changed last, drafts included: one may have been public before."""
    return db.session.scalar(sa.select(sa.func.max(Event.changed_at)))


def get_topic(slug: str) -> Topic:
    """Return a topic; raises NotFound."""
    topic = db.session.scalars(sa.select(Topic).where(Topic.slug == slug)).one_or_none()
    if topic is None:
        raise NotFound
    return topic


def get_series(slug: str) -> Series:
    """Return a series; raises NotFound."""
    series = db.session.scalars(sa.select(Series).where(Series.slug == slug)).one_or_none()
    if series is None:
        raise NotFound
    return series


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A federation or topic that the calendar can be narrowed to."""

    slug: str
    name: str
    name_en: str | None


def list_filter_options() -> tuple[list[FilterOption], list[FilterOption]]:
    """Return federations and topics for the calendar's form, by name. One query."""
    federation, topic = sa.literal("federation"), sa.literal("topic")
    union = sa.union_all(
        sa.select(
            federation.label("kind"), Federation.slug, Federation.short_name.label("name"), Federation.name_en
        ),
        sa.select(topic, Topic.slug, Topic.name, Topic.name_en),
    )
    rows = sorted(db.session.execute(union), key=lambda row: sort_key(row.name))
    named = [(row.kind, FilterOption(row.slug, row.name, row.name_en)) for row in rows]
    return (
        [option for kind, option in named if kind == "federation"],
        [option for kind, option in named if kind == "topic"],
    )


def _list(
    filters: CalendarFilters,
    time: sa.ColumnElement[bool],
    order: tuple[Any, ...],
    page: int,
    *,
    with_democracy_day: bool = False,
) -> EventList:
    chosen = sa.and_(_is_listed(), time, *conditions(filters))
    on_page = (
        sa.select(Event.id).where(chosen).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    total = sa.select(sa.func.count(Event.id)).where(chosen).correlate(None).scalar_subquery()
    wanted: sa.ColumnElement[bool] = Event.id.in_(on_page.correlate(None))
    if with_democracy_day:
        wanted = sa.or_(wanted, Event.id == _next_democracy_day())
    statement = sa.select(Event, total.label("total")).where(wanted).order_by(*order).options(*FOR_CARDS)
    rows = db.session.execute(statement).all()
    events = [row[0] for row in rows]
    days = (event for event in events if event.kind is EventKind.DEMOCRACY_DAY and event.starts_at)
    return EventList(
        # A democracy day that is not on the page comes after it.
        rows=events[:PAGE_SIZE],
        total=rows[0].total if rows else 0,
        page=page,
        size=PAGE_SIZE,
        democracy_day=next(days, None) if with_democracy_day else None,
    )


def _coming_where(condition: sa.ColumnElement[bool], limit: int) -> Sequence[Event]:
    statement = sa.select(Event).where(_is_listed(), _is_coming(), condition).order_by(*BY_START).limit(limit)
    return db.session.scalars(statement.options(*FOR_CARDS)).all()


def _next_democracy_day() -> sa.ScalarSelect[int]:
    return (
        sa.select(Event.id)
        .where(
            _is_listed(), _is_coming(), Event.kind == EventKind.DEMOCRACY_DAY, Event.starts_at.is_not(None)
        )
        .order_by(Event.starts_at)
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )


def _is_listed() -> sa.ColumnElement[bool]:
    """Drafts are nobody's, and invited people come by their link."""
    return sa.and_(Event.status != EventStatus.DRAFT, Event.audience != Audience.INVITED)


def _is_over() -> sa.ColumnElement[bool]:
    at = now()
    return sa.or_(Event.ends_at <= at, sa.and_(Event.ends_at.is_(None), Event.starts_at <= at))


def _is_coming() -> sa.ColumnElement[bool]:
    """Not over; one without a date is still to come."""
    at = now()
    return sa.or_(
        Event.ends_at > at, sa.and_(Event.ends_at.is_(None), Event.starts_at > at), Event.starts_at.is_(None)
    )


def _found(event: Event | None) -> Event:
    if event is None:
        raise NotFound
    return event
