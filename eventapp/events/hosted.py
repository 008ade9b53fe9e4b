"""Events as their hosts see them: own and co-hosted ones, and whose people may be seen on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.exceptions import NotFound

from eventapp.core import clock
from eventapp.core.database import UtcDateTime
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.models import CoHost, Event
from eventapp.federations.access import allowed_federations
from eventapp.federations.models import Role


@dataclass(frozen=True)
class Scope:
    """Whose people on an event may be seen: everybody's, or those who chose certain hosts."""

    event: Event
    #: None: the coordinating host, who sees all.
    federation_ids: frozenset[int] | None

    @property
    def is_empty(self) -> bool:
        """Whether nobody may be seen."""
        return self.federation_ids is not None and not self.federation_ids

    def includes(self, federation_id: int | None) -> bool:
        """Tell whether somebody who chose that host may be seen."""
        return self.federation_ids is None or federation_id in self.federation_ids

    def covers(self, federation_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return the condition on a column that says which host a person chose."""
        return sa.true() if self.federation_ids is None else federation_id.in_(self.federation_ids)


def get_scope(public_id: str, federation_ids: Collection[int], *parts: ExecutableOption) -> Scope:
    """Return an event of these hosts, with hosts and the parts asked for, and whose people they may see.

    One query, and one more for each `selectinload`. Raises NotFound for others' events.
    """
    statement = (
        sa.select(Event)
        .where(Event.public_id == public_id, _is_hosted_by(federation_ids))
        .options(joinedload(Event.hosts).joinedload(CoHost.federation), *parts)
    )
    event = db.session.scalars(statement).unique().one_or_none()
    if event is None:
        raise NotFound
    return scope_on(event, federation_ids)


def scope_on(event: Event, federation_ids: Collection[int]) -> Scope:
    """Return whose people members of these federations may see on an event; nobody's where they host nothing."""
    if event.coordinating_host.id in federation_ids:
        return Scope(event, None)
    hosts = {host.federation_id for host in event.hosts}
    return Scope(event, frozenset(hosts.intersection(federation_ids)))


def may_edit(event: Event) -> bool:
    """Tell whether who is signed in is an editor of one of the hosts, who own the event as equals."""
    return not allowed_federations(Role.EDITOR).isdisjoint(host.federation_id for host in event.hosts)


def list_coming(federation_ids: Collection[int]) -> Sequence[Event]:
    """Return the hosts' coming events, those without a date last. Three queries: events, their hosts, their pools."""
    statement = _hosted(federation_ids).where(sa.or_(_ended_at().is_(None), _ended_at() > clock.now()))
    in_order = statement.order_by(Event.starts_at.is_(None), Event.starts_at, Event.id)
    return db.session.scalars(in_order).all()


def list_past(federation_ids: Collection[int], page: int = 1) -> Page[Event]:
    """Return one page of the hosts' past events, latest first. Three queries: events, their hosts, their pools."""
    statement = _hosted(federation_ids).where(_ended_at() <= clock.now())
    in_order = statement.order_by(Event.starts_at.desc(), Event.id.desc())
    return read_page(in_order, page).map(lambda row: row[0])


def _hosted(federation_ids: Collection[int]) -> sa.Select[Event]:
    return (
        sa.select(Event)
        .where(_is_hosted_by(federation_ids))
        .options(selectinload(Event.hosts).joinedload(CoHost.federation), selectinload(Event.pools))
    )


def _is_hosted_by(federation_ids: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(CoHost.event_id == Event.id, CoHost.federation_id.in_(federation_ids))


def _ended_at() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(Event.ends_at, Event.starts_at, type_=UtcDateTime())
