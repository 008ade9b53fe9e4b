"""What the entries of a public feed stand on, as plain rows: an entry is made anew only where its rows are others."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from eventapp.core.extensions import db
from eventapp.events.models import CoHost, Event
from eventapp.events.queries import listed_between
from eventapp.federations.models import Federation

#: All that an entry tells of the event itself.
OF_EVENT = (
    Event.public_id,
    Event.slug,
    Event.status,
    Event.attendance,
    Event.title,
    Event.title_en,
    Event.summary,
    Event.summary_en,
    Event.starts_at,
    Event.ends_at,
    Event.timezone,
    Event.venue_name,
    Event.venue_address,
    Event.directions,
    Event.revision,
    Event.changed_at,
    Event.created_at,
)
#: And of its hosts.
OF_HOST = (
    Federation.name,
    Federation.name_en,
    Federation.is_signer,
    Federation.phone,
    Federation.office_email,
)


def list_feed_rows(
    since: datetime, until: datetime, condition: sa.ColumnElement[bool]
) -> dict[int, Hashable]:
    """Return by event, in the order of a feed, all that its entry says: equal rows, equal entry. Three queries."""
    listed = listed_between(since, until, condition)
    events = sa.select(Event.id, *map(_raw, OF_EVENT)).where(listed).order_by(Event.starts_at, Event.id)
    rows = db.session.execute(events).all()
    hosts = _hosts_by_event(listed)
    return {row[0]: (tuple(row), hosts.get(row[0], ())) for row in rows}


def read_feed_events(ids: Collection[int]) -> Sequence[Event]:
    """Return events with their hosts. Two queries, none where there are no ids."""
    if not ids:
        return []
    hosts = selectinload(Event.hosts).joinedload(CoHost.federation)
    return db.session.scalars(sa.select(Event).where(Event.id.in_(ids)).options(hosts)).all()


def _hosts_by_event(listed: sa.ColumnElement[bool]) -> dict[int, tuple[Hashable, ...]]:
    federations = {
        row[0]: tuple(row) for row in db.session.execute(sa.select(Federation.id, *map(_raw, OF_HOST)))
    }
    # Under another name, for the condition may ask for hosts too.
    host = aliased(CoHost)
    query = (
        sa.select(host.event_id, host.federation_id, _raw(host.is_coordinating))
        .join(Event, Event.id == host.event_id)
        .where(listed)
        .order_by(host.event_id, host.position)
    )
    hosts: dict[int, tuple[Hashable, ...]] = {}
    for event_id, federation_id, is_coordinating in db.session.execute(query):
        hosts[event_id] = (*hosts.get(event_id, ()), is_coordinating, federations[federation_id])
    return hosts


def _raw(column: Any) -> sa.ColumnElement[Any]:
    """Return a column as the driver gives it: it is only compared."""
    return sa.type_coerce(column, sa.types.NullType())
