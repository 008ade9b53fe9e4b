"""The hosts of an event: who they are, who coordinates, and how many seats each is guaranteed until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action, record_change
from eventapp.changes.host_refusals import CoordinatorIsFixed, HostHasPeople, HostNotReady
from eventapp.changes.plans import Plan
from eventapp.changes.refusals import EventCalledOff
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event
from eventapp.federations.models import Federation
from eventapp.federations.readiness import missing_of
from eventapp.invitations.models import Invitee
from eventapp.registrations.event_changes import mark_changed
from eventapp.registrations.forecast import forecast_seats
from eventapp.registrations.models import ACTIVE, Registration
from eventapp.registrations.queries import list_waitlisted
from eventapp.registrations.seats import read_pools
from eventapp.registrations.share_seats import ShareBelowTaken, plan_shares, set_shares, shares_of
from eventapp.registrations.waiting_list import give_free_seats, has_queue_ended, wanted_by


@dataclass(frozen=True, kw_only=True)
class HostWanted:
    """One host, with the seats it is guaranteed; no time of release: it keeps them until the event."""

    federation_id: int
    share: int | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HostsWanted:
    """All hosts in their order, and which of them coordinates."""

    hosts: tuple[HostWanted, ...]
    coordinating_id: int

    @property
    def ids(self) -> list[int]:
        """Their federations, in order."""
        return [host.federation_id for host in self.hosts]

    @property
    def shares(self) -> dict[int, int]:
        """Seats by federation, of those that are guaranteed any."""
        return {host.federation_id: host.share for host in self.hosts if host.share is not None}


def hosts_of(event: Event) -> HostsWanted:
    """Return the hosts as they are. One query."""
    shares = shares_of(read_pools(event.id))
    return HostsWanted(
        hosts=tuple(
            HostWanted(
                federation_id=host.federation_id,
                share=shares[host.federation_id].capacity if host.federation_id in shares else None,
                released_at=host.share_released_at if host.federation_id in shares else None,
            )
            for host in event.hosts
        ),
        coordinating_id=event.coordinating_host.id,
    )


def plan_hosts(event: Event, wanted: HostsWanted) -> Plan:
    """Return what these hosts would do to people: who gets a seat from the queue. Raises as `change_hosts`."""
    _refuse(event, wanted)
    plan = _plan_shares(event, wanted)
    if plan is None or event.status is not EventStatus.PUBLISHED or has_queue_ended(event):
        return Plan()
    waiting = list_waitlisted(event.id)
    return _felt_by(forecast_seats(plan.pools, [(one, wanted_by(one)) for one in waiting]))


def change_hosts(event: Event, wanted: HostsWanted, actor: Actor) -> Plan:
    """Make these the hosts of a claimed event; free seats go on to the queue. Returns what it did to people.

    Raises `EventCalledOff`, `HostHasPeople`, `HostNotReady`, `CoordinatorIsFixed`, a FieldRefused for a share, and what
    `plan_shares` raises.
    """
    _refuse(event, wanted)
    _plan_shares(event, wanted)
    before = _written(event)
    _set_hosts(event, wanted)
    set_shares(event.id, wanted.shares)
    is_changed = record_change(
        actor,
        "change_hosts",
        record=("event", event.public_id),
        before=before,
        after=_written(event),
        event_id=event.id,
    )
    if not is_changed:
        return Plan()
    # The notice in the public file names the hosts.
    mark_changed(event)
    return _felt_by(give_free_seats(event, by_cancellation=False))


def move_host(event: Event, federation_id: int, step: int, actor: Actor) -> None:
    """Move a host one place up (-1) or down (1) in a claimed event's order; at its end it stays."""
    order = list(event.hosts)
    place = next(i for i, host in enumerate(order) if host.federation_id == federation_id)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    for position, host in enumerate(order):
        host.position = position
    details = {"hosts": [host.federation.slug for host in order]}
    record_action(actor, "move_host", record=("event", event.public_id), event_id=event.id, details=details)


def count_bound(event_id: int) -> int:
    """Return how many have something in their mail or calendar from the coordinating host."""
    registered = _count(Registration.event_id == event_id, Registration.status.in_(ACTIVE))
    return registered + _count(
        Invitee.event_id == event_id,
        Invitee.registration_id.is_(None),
        sa.or_(Invitee.calendar_entry_id.is_not(None), Invitee.invited_at.is_not(None)),
    )


def _refuse(event: Event, wanted: HostsWanted) -> None:
    if event.status is EventStatus.CANCELLED:
        raise EventCalledOff
    if wanted.coordinating_id != event.coordinating_host.id:
        bound = count_bound(event.id)
        if bound:
            raise CoordinatorIsFixed(bound)
    names = {host.federation_id: host.federation.short_name for host in event.hosts}
    for federation_id in names.keys() - set(wanted.ids):
        people = _count_people(event.id, federation_id)
        if people:
            raise HostHasPeople(names[federation_id], people)
    if event.status is EventStatus.PUBLISHED:
        _refuse_unready(set(wanted.ids) - names.keys())


def _refuse_unready(added: Collection[int]) -> None:
    for federation in db.session.scalars(sa.select(Federation).where(Federation.id.in_(added))):
        missing = missing_of(federation)
        if missing:
            raise HostNotReady(federation.short_name, missing)


def _plan_shares(event: Event, wanted: HostsWanted) -> Any:
    """Plan the shares; what one of them cannot be stands at its field."""
    try:
        return plan_shares(event.id, wanted.shares)
    except ShareBelowTaken as error:
        slug = db.session.get_one(Federation, error.federation_id).slug
        raise FieldRefused(f"share_{slug}", error.sentence) from error


def _set_hosts(event: Event, wanted: HostsWanted) -> None:
    known = {host.federation_id: host for host in event.hosts}
    for federation_id in known.keys() - set(wanted.ids):
        event.hosts.remove(known[federation_id])
    for host in event.hosts:
        # Two that coordinate, if only for a moment, the database refuses.
        host.is_coordinating = host.is_coordinating and host.federation_id == wanted.coordinating_id
    db.session.flush()
    for position, one in enumerate(wanted.hosts):
        host = known.get(one.federation_id) or _add_host(event, one.federation_id)
        host.position = position
        host.is_coordinating = one.federation_id == wanted.coordinating_id
        host.share_released_at = one.released_at if one.share is not None else _in_the_past(host)
    db.session.flush()
    db.session.expire(event, ["hosts"])


def _add_host(event: Event, federation_id: int) -> CoHost:
    host = CoHost(federation=db.session.get_one(Federation, federation_id))
    event.hosts.append(host)
    return host


def _in_the_past(host: CoHost) -> datetime | None:
    """Keep when a share was released that is no more."""
    at = host.share_released_at
    return at if at is not None and at <= clock.now() else None


def _felt_by(promoted: Collection[Registration]) -> Plan:
    calls = sum(not one.email for one in promoted)
    return Plan(promoted=len(promoted), promoted_calls=calls, calls=calls)


def _written(event: Event) -> Mapping[str, Any]:
    slugs = {host.federation_id: host.federation.slug for host in event.hosts}
    now = hosts_of(event)
    shares = {
        slugs[host.federation_id]: [host.share, host.released_at.isoformat() if host.released_at else None]
        for host in now.hosts
        if host.share is not None
    }
    return {
        "hosts": list(slugs.values()),
        "coordinating": slugs[now.coordinating_id],
        "shares": shares,
    }


def _count_people(event_id: int, federation_id: int) -> int:
    of_host = Registration.federation_id == federation_id
    registered = _count(Registration.event_id == event_id, of_host, Registration.status.in_(ACTIVE))
    return registered + _count(
        Invitee.event_id == event_id,
        Invitee.federation_id == federation_id,
        Invitee.registration_id.is_(None),
    )


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(*conditions)) or 0
