"""Reading mailings, whom they go to, and how far their mails have come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.exceptions import NotFound

from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.hosted import Scope, scope_on
from eventapp.events.kinds import Mode
from eventapp.mailings.audience import OTHER, Audience
from eventapp.mailings.models import Mailing
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus, SessionChoice

#: What needs looking at comes first.
_RANK = sa.case(
    {"failed": 0, "expired": 1, "unknown": 2, "queued": 3, "sending": 3},
    value=sa.cast(OutboxMessage.status, sa.String),
    else_=4,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many of a mailing's mails are where."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One mail of a mailing; without name and id where the person's data are gone."""

    registration_id: str | None
    name: str | None
    recipient: str
    status: MessageStatus
    server_answer: str | None
    at: datetime


def list_mailings(scope: Scope, page: int = 1) -> Page[Mailing]:
    """Return one page of an event's mailings that a host may see, drafts first, then the latest sent. One query."""
    query = (
        sa.select(Mailing)
        .where(Mailing.event_id == scope.event.id, scope.covers(Mailing.federation_id.expression))
        .order_by(Mailing.sent_at.is_not(None), Mailing.sent_at.desc(), Mailing.id.desc())
    )
    return read_page(query, page).map(lambda row: row[0])


def get_mailing(scope: Scope, public_id: str) -> Mailing:
    """Return a mailing of the event that a host may see, as it is now; raises NotFound."""
    query = (
        sa.select(Mailing)
        .where(
            Mailing.public_id == public_id,
            Mailing.event_id == scope.event.id,
            scope.covers(Mailing.federation_id.expression),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def reach_of(scope: Scope, federation_id: int) -> Scope:
    """Return whose people a mailing of this host may reach: its own, everybody for the coordinating one."""
    reach = scope_on(scope.event, {federation_id})
    if scope.federation_ids is None:
        return reach
    own = (
        scope.federation_ids if reach.federation_ids is None else reach.federation_ids & scope.federation_ids
    )
    return Scope(scope.event, own)


def list_recipients(reach: Scope, audience: Audience) -> Sequence[Registration]:
    """Return everybody the choices fit, also those without an address, without needs and food. Two queries."""
    query = (
        sa.select(Registration)
        .where(*_fits(reach, audience))
        .order_by(Registration.sort_name, Registration.id)
        .options(
            orm.defer(Registration.needs),
            orm.defer(Registration.food),
            orm.defer(Registration.advance_question),
            orm.selectinload(Registration.choices),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def list_units(scope: Scope) -> list[str]:
    """Return the organisations that the people a host may see have written, in order."""
    query = (
        sa.select(Registration.organisation)
        .where(
            Registration.event_id == scope.event.id,
            scope.covers(Registration.federation_id.expression),
            Registration.organisation != "",
        )
        .distinct()
    )
    return sorted(db.session.scalars(query), key=str.casefold)


def has_people(scope: Scope) -> bool:
    """Tell whether there is anybody on the event whom a host may see."""
    someone = sa.exists().where(
        Registration.event_id == scope.event.id, scope.covers(Registration.federation_id.expression)
    )
    return bool(db.session.scalar(sa.select(someone)))


def count_delivery(batches: Collection[str]) -> dict[str, Delivery]:
    """Return how far the mails of these mailings have come, in one query."""
    query = (
        sa.select(OutboxMessage.batch, OutboxMessage.status, sa.func.count())
        .where(OutboxMessage.batch.in_(batches))
        .group_by(OutboxMessage.batch, OutboxMessage.status)
    )
    counts: dict[str, dict[MessageStatus, int]] = {}
    for batch, status, number in db.session.execute(query):
        counts.setdefault(batch or "", {})[status] = number
    return {batch: _delivery(numbers) for batch, numbers in counts.items()}


def list_deliveries(reach: Scope, mailing: Mailing, page: int) -> Page[DeliveryRow]:
    """Return a page of a mailing's mails, those that failed first; a page beyond the last is the last. One query."""
    query = (
        sa.select(
            Registration.public_id,
            Registration.name,
            OutboxMessage.recipient,
            OutboxMessage.status,
            OutboxMessage.server_answer,
            sa.func.coalesce(OutboxMessage.finished_at, OutboxMessage.created_at),
        )
        .outerjoin(Registration, Registration.public_id == OutboxMessage.about)
        .where(
            OutboxMessage.batch == mailing.public_id,
            sa.or_(Registration.id.is_(None), reach.covers(Registration.federation_id.expression)),
        )
        .order_by(_RANK, Registration.sort_name, OutboxMessage.id)
    )
    return read_page(query, page).map(_delivery_row)


def _delivery_row(row: Any) -> DeliveryRow:
    values: tuple[Any, ...] = tuple(row)
    return DeliveryRow(*values)


def _delivery(numbers: dict[MessageStatus, int]) -> Delivery:
    def total(*statuses: MessageStatus) -> int:
        return sum(numbers.get(status, 0) for status in statuses)

    return Delivery(
        queued=total(MessageStatus.QUEUED, MessageStatus.SENDING),
        sent=total(MessageStatus.SENT),
        failed=total(MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.WITHDRAWN),
        unknown=total(MessageStatus.UNKNOWN),
    )


def _fits(reach: Scope, audience: Audience) -> list[sa.ColumnElement[bool]]:
    wanted = [
        Registration.event_id == reach.event.id,
        reach.covers(Registration.federation_id.expression),
        Registration.status.in_(audience.statuses),
    ]
    if RegistrationStatus.CANCELLED in audience.statuses:
        wanted.append(~_is_back())
    if audience.mode:
        wanted.append(Registration.mode == Mode(audience.mode))
    if audience.unit:
        wanted.append(Registration.organisation == audience.unit)
    if audience.federation:
        wanted.append(_chose(reach, audience.federation))
    if audience.session:
        wanted.append(_takes(reach, audience.session))
    return wanted


def _is_back() -> sa.ColumnElement[bool]:
    """Return the condition on a cancelled registration whose address has an active or a later one."""
    other = orm.aliased(Registration)
    return sa.exists().where(
        other.event_id == Registration.event_id,
        other.email_key == Registration.email_key,
        other.email_key != "",
        other.id != Registration.id,
        sa.or_(other.status != RegistrationStatus.CANCELLED, other.id > Registration.id),
    )


def _chose(reach: Scope, slug: str) -> sa.ColumnElement[bool]:
    if slug == OTHER:
        return Registration.federation_id.is_(None)
    host = next((each for each in reach.event.hosts if each.federation.slug == slug), None)
    return sa.false() if host is None else Registration.federation_id == host.federation_id


def _takes(reach: Scope, session_id: str) -> sa.ColumnElement[bool]:
    session = next((each for each in reach.event.sessions if each.public_id == session_id), None)
    if session is None:
        return sa.false()
    return sa.exists().where(
        SessionChoice.registration_id == Registration.id, SessionChoice.session_id == session.id
    )
