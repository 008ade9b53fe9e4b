"""All that an event's pages show, in a few plain queries; equal rows are equal pages, so each is rendered once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm.attributes import manager_of_class, set_committed_value

from eventapp.core.database import Base
from eventapp.core.freshness import read_if_changed
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event, Series, Topic, event_topic
from eventapp.events.part_models import Contributor, EventImage, EventSession, Question, SeatPool, SessionSlot
from eventapp.events.seats_shown import shown_row
from eventapp.federations.models import Federation

Record = TypeVar("Record", bound=Base)
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class EventRows:
    """The values as they stand in the database; equal rows mean an equal page."""

    #: The event, its series and its picture, once for each topic.
    event_series_image_topics: tuple[Values, ...]
    hosts_federations: tuple[Values, ...]
    sessions_slots: tuple[Values, ...]
    pools: tuple[Values, ...]
    #: Of the form's page only.
    questions: tuple[Values, ...] = ()
    #: Of the event's own page only.
    contributors: tuple[Values, ...] = ()

    @property
    def event_id(self) -> int:
        """The event's id."""
        return int(self.event_series_image_topics[0][0])

    def without_seats(self) -> EventRows:
        """Return the same without the seats, which change while the rest stays."""
        return replace(self, pools=())


def find_event_rows(slug: str, *, with_questions: bool = False) -> EventRows | None:
    """Return the rows of a published or cancelled event, with the form's own questions or who contributes.

    The seats are those that strangers see. Five queries.
    """
    rows = read_if_changed(
        ("event rows", slug, with_questions), lambda connection: _read(connection, slug, with_questions)
    )
    return None if rows is None else replace(rows, pools=tuple(map(shown_row, rows.pools)))


def _read(connection: sa.Connection, slug: str, with_questions: bool) -> EventRows | None:
    events = connection.execute(EVENT_QUERY, {"slug": slug}).all()
    if not events:
        return None
    event_id = {"event_id": events[0][0]}
    last = ("questions", QUESTION_QUERY) if with_questions else ("contributors", CONTRIBUTOR_QUERY)
    queries = {
        "hosts_federations": HOST_QUERY,
        "sessions_slots": SESSION_QUERY,
        "pools": POOL_QUERY,
        last[0]: last[1],
    }
    rest = {name: _values(connection.execute(query, event_id).all()) for name, query in queries.items()}
    return EventRows(event_series_image_topics=_values(events), **rest)


def _values(rows: Sequence[Any]) -> tuple[Values, ...]:
    return tuple(map(tuple, rows))


def build_event(rows: EventRows) -> Event:
    """Return the event that the rows describe: a plain copy that no session knows.

    A slot without a workshop is left out: there is nothing to choose in it.
    """
    first = rows.event_series_image_topics[0]
    event = _build(Event, first)
    series = first[len(_names(Event)) :]
    image = series[len(_names(Series)) :]
    before = len(first) - len(image) + len(_names(EventImage))
    topics = [row[before:] for row in rows.event_series_image_topics]
    parts: dict[str, Any] = {
        "series": _build(Series, series) if series[0] is not None else None,
        "image": _build(EventImage, image) if image[0] is not None else None,
        "topics": [_build(Topic, row) for row in topics if row[0] is not None],
        "hosts": [_build_host(row) for row in rows.hosts_federations],
        "sessions": [_build(EventSession, row) for row in rows.sessions_slots],
        "slots": _build_slots(rows.sessions_slots),
        "pools": [_build(SeatPool, row) for row in rows.pools],
        "questions": [_build(Question, row) for row in rows.questions],
        "contributors": [_build(Contributor, row) for row in rows.contributors],
    }
    for name, value in parts.items():
        set_committed_value(event, name, value)
    return event


def _build_host(row: Values) -> CoHost:
    host = _build(CoHost, row)
    set_committed_value(host, "federation", _build(Federation, row[len(_names(CoHost)) :]))
    return host


def _build_slots(rows: Sequence[Values]) -> list[SessionSlot]:
    slots = {row[len(_names(EventSession)) :] for row in rows}
    return sorted(
        (_build(SessionSlot, slot) for slot in slots if slot[0] is not None), key=lambda slot: slot.number
    )


def _build(entity: type[Record], values: Values) -> Record:
    """Fill an object as the ORM does when it loads one; values beyond its columns are somebody else's."""
    record: Record = manager_of_class(entity).new_instance()
    for (name, is_json), value in zip(_names(entity), values, strict=False):
        set_committed_value(record, name, json.loads(value) if is_json and value else value)
    return record


def _names(entity: type[Base]) -> Sequence[tuple[str, bool]]:
    return _NAMES[entity]


def _columns(entity: type[Base]) -> list[sa.ColumnElement[Any]]:
    """Return the table's columns; JSON as its text, which can be compared and hashed."""
    return [_column(column) for column in entity.__table__.columns]


def _column(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    if column in NOT_SHOWN:
        return sa.literal("")
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column


#: Must not lie in memory for as long as a page does.
NOT_SHOWN = frozenset(
    {Contributor.__table__.c.email, Contributor.__table__.c.confirmed_by, EventImage.__table__.c.content}
)
_NAMES: dict[type[Base], Sequence[tuple[str, bool]]] = {
    entity: tuple((column.name, isinstance(column.type, sa.JSON)) for column in entity.__table__.columns)
    for entity in (
        Event,
        Series,
        Topic,
        CoHost,
        Federation,
        EventSession,
        SessionSlot,
        SeatPool,
        Question,
        Contributor,
        EventImage,
    )
}
_EVENT_ID = sa.bindparam("event_id", type_=sa.Integer)
EVENT_QUERY = (
    sa.select(*_columns(Event), *_columns(Series), *_columns(EventImage), *_columns(Topic))
    .outerjoin(Series, Series.id == Event.series_id)
    .outerjoin(EventImage, EventImage.event_id == Event.id)
    .outerjoin(event_topic, event_topic.c.event_id == Event.id)
    .outerjoin(Topic, Topic.id == event_topic.c.topic_id)
    .where(Event.slug == sa.bindparam("slug", type_=sa.String), Event.status != EventStatus.DRAFT)
    .order_by(Topic.name)
)
HOST_QUERY = (
    sa.select(*_columns(CoHost), *_columns(Federation))
    .join(Federation, Federation.id == CoHost.federation_id)
    .where(CoHost.event_id == _EVENT_ID)
    .order_by(CoHost.position, CoHost.id)
)
SESSION_QUERY = (
    sa.select(*_columns(EventSession), *_columns(SessionSlot))
    .outerjoin(
        SessionSlot,
        sa.and_(SessionSlot.event_id == EventSession.event_id, SessionSlot.number == EventSession.slot),
    )
    .where(EventSession.event_id == _EVENT_ID)
    .order_by(EventSession.position, EventSession.id)
)
POOL_QUERY = sa.select(*_columns(SeatPool)).where(SeatPool.event_id == _EVENT_ID).order_by(SeatPool.id)
QUESTION_QUERY = (
    sa.select(*_columns(Question))
    .where(Question.event_id == _EVENT_ID)
    .order_by(Question.position, Question.id)
)
CONTRIBUTOR_QUERY = (
    sa.select(*_columns(Contributor))
    .where(Contributor.event_id == _EVENT_ID)
    .order_by(Contributor.position, Contributor.id)
)
