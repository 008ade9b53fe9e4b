"""Guaranteed seats that become common when their time has come; once, however many workers there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus, PoolKind
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import SeatPool
from eventapp.events.queries import lock_event
from eventapp.registrations.share_seats import release_share
from eventapp.registrations.waiting_list import give_free_seats

#: A worker that is at work is never this late.
MAY_WAIT = timedelta(minutes=5)


def list_events_with_due_shares() -> list[int]:
    """Return the ids of the events of which a share is due. One query."""
    query = _due(clock.now()).with_only_columns(CoHost.event_id).distinct().order_by(CoHost.event_id)
    return list(db.session.scalars(query))


def release_due_shares(event_id: int) -> int:
    """Make the due shares of an event common and let the queue have what that frees; returns how many shares."""
    event = lock_event(event_id)
    if event.status is not EventStatus.PUBLISHED:
        return 0
    due = [host for host in event.hosts if _is_due(host)]
    released = sum(_release(event, host) for host in due)
    if released:
        give_free_seats(event, by_cancellation=False)
    return released


def find_share_problems() -> Iterator[str]:
    """Find shares that should have been released, of no host, or besides no seats of the event, as sentences."""
    late = _due(clock.now() - MAY_WAIT).with_only_columns(CoHost.event_id, CoHost.federation_id)
    for event_id, federation_id in db.session.execute(late.order_by(CoHost.event_id, CoHost.federation_id)):
        yield (
            f"Event {event_id}: the share of federation {federation_id} should be common by now. Is the worker running?"
        )
    is_hosted = sa.exists().where(
        CoHost.event_id == SeatPool.event_id, CoHost.federation_id == SeatPool.federation_id
    )
    common = sa.orm.aliased(SeatPool)
    has_common = sa.exists().where(common.event_id == SeatPool.event_id, common.kind == PoolKind.EVENT)
    wrong = sa.select(SeatPool.id, SeatPool.event_id).where(
        SeatPool.kind == PoolKind.SHARE, sa.or_(~is_hosted, ~has_common)
    )
    for pool_id, event_id in db.session.execute(wrong.order_by(SeatPool.id)):
        yield f"Event {event_id}: pool {pool_id} is the share of no host, or there are no common seats beside it."


def _release(event: Event, host: CoHost) -> bool:
    seats = release_share(event.id, host.federation_id)
    if seats is None:
        return False
    details = {"federation": host.federation.slug, "seats": seats}
    record_action(
        SYSTEM, "release_share", record=("event", event.public_id), event_id=event.id, details=details
    )
    return True


def _is_due(host: CoHost) -> bool:
    return host.share_released_at is not None and host.share_released_at <= clock.now()


def _due(at: object) -> sa.Select[CoHost]:
    """Select the hosts of published events whose share should be common at an instant and is not."""
    return (
        sa.select(CoHost)
        .join(Event, Event.id == CoHost.event_id)
        .join(
            SeatPool,
            sa.and_(
                SeatPool.event_id == CoHost.event_id,
                SeatPool.federation_id == CoHost.federation_id,
                SeatPool.kind == PoolKind.SHARE,
            ),
        )
        .where(Event.status == EventStatus.PUBLISHED, CoHost.share_released_at <= at)
    )
