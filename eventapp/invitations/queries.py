"""Reading lists of invited people: one's own hosts', in Swedish order, with where each stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.text import sort_key
from eventapp.core.tokens import Purpose, public_id_of, token_fits
from eventapp.events.hosted import Scope
from eventapp.events.models import CoHost, Event
from eventapp.federations.models import Federation
from eventapp.invitations.models import Invitee
from eventapp.invitations.standing import Standing, is_theirs, standing
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import ACTIVE, Registration


@dataclass(frozen=True, slots=True)
class Person:
    """One invited person as a host sees them."""

    id: int
    public_id: str
    name: str
    email: str
    unit: str
    language: str
    federation_slug: str
    federation: str
    invited_at: datetime | None
    reminded_at: datetime | None
    #: PARTSTAT of the calendar entry, None where there is none.
    partstat: str | None
    standing: Standing

    @property
    def is_silent(self) -> bool:
        """Whether they have been invited and have not answered."""
        return self.invited_at is not None and self.standing is Standing.SILENT

    @property
    def is_uninvited(self) -> bool:
        """Whether they wait on the list for their invitation."""
        return self.invited_at is None and self.standing is Standing.SILENT


def list_people(scope: Scope) -> list[Person]:
    """Return everybody whom a host may see on an event's list, by name. One query.

    Until somebody is invited, what they have done elsewhere on a joint event is not the host's to know: otherwise
    loading an address would tell whether it is registered.
    """
    is_shown = sa.or_(scope.covers(Registration.federation_id.expression), Invitee.invited_at.is_not(None))
    rows = db.session.execute(
        sa.select(
            Invitee.id,
            Invitee.public_id,
            Invitee.name,
            Invitee.email,
            Invitee.unit,
            Invitee.language,
            Federation.slug,
            Federation.short_name,
            Invitee.invited_at,
            Invitee.reminded_at,
            CalendarEntry.partstat,
            standing(is_shown),
        )
        .outerjoin(CalendarEntry, CalendarEntry.id == Invitee.calendar_entry_id)
        .join(Federation, Federation.id == Invitee.federation_id)
        .where(Invitee.event_id == scope.event.id, scope.covers(Invitee.federation_id.expression))
    )
    people = [_person(tuple(row)) for row in rows]
    return sorted(people, key=lambda one: (sort_key(one.name or one.email), one.email))


def find_by_token(token: str) -> Invitee | None:
    """Return who a personal link is for, with event and registration, or None; compares in constant time."""
    public_id = public_id_of(token)
    invitee = db.session.scalar(sa.select(Invitee).where(Invitee.public_id == public_id))
    version = invitee.link_version if invitee is not None else 0
    return invitee if token_fits(token, Purpose.INVITATION, public_id, version) and invitee else None


def get_invitee(scope: Scope, public_id: str) -> Invitee:
    """Return one person on the list whom a host may see; raises NotFound."""
    invitee = db.session.scalar(
        sa.select(Invitee).where(
            Invitee.public_id == public_id,
            Invitee.event_id == scope.event.id,
            scope.covers(Invitee.federation_id.expression),
        )
    )
    if invitee is None:
        raise NotFound
    return invitee


def read_invitee(invitee_id: int) -> Invitee | None:
    """Return an invitee as they are in the running transaction, with the calendar entry; None when taken away."""
    query = sa.select(Invitee).where(Invitee.id == invitee_id).options(joinedload(Invitee.calendar_entry))
    return db.session.scalar(query.execution_options(populate_existing=True))


def read_invitees(ids: Collection[int]) -> Sequence[Invitee]:
    """Return invitees as they are in the running transaction, in order, with calendar entries. One query."""
    query = (
        sa.select(Invitee)
        .where(Invitee.id.in_(ids))
        .order_by(Invitee.id)
        .options(joinedload(Invitee.calendar_entry))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def list_to_tell(event_id: int) -> Sequence[Invitee]:
    """Return those who have been invited and have neither answered nor signed up, with calendar entries. One query."""
    query = (
        sa.select(Invitee)
        .where(_is_to_tell(event_id))
        .order_by(Invitee.id)
        .options(joinedload(Invitee.calendar_entry))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def count_to_tell(event_id: int) -> int:
    """Return how many would be told of a change to the event."""
    return db.session.scalar(sa.select(sa.func.count(Invitee.id)).where(_is_to_tell(event_id))) or 0


def find_registration(invitee: Invitee) -> Registration | None:
    """Return the active registration of somebody invited."""
    query = (
        sa.select(Registration)
        .join(Invitee, Invitee.id == invitee.id)
        .where(is_theirs(), Registration.status.in_(ACTIVE))
        .order_by(Registration.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def list_registered_keys(event_id: int, keys: Collection[str]) -> set[str]:
    """Return which of these addresses have an active registration for the event. One query."""
    query = sa.select(Registration.email_key).where(
        Registration.event_id == event_id, Registration.email_key.in_(keys), Registration.status.in_(ACTIVE)
    )
    return set(db.session.scalars(query))


def failed_mails(public_ids: Collection[str]) -> set[str]:
    """Return to which of these people the latest mail could not be delivered. One query."""
    rows = db.session.execute(
        sa.select(OutboxMessage.about, OutboxMessage.status)
        .where(OutboxMessage.about.in_(public_ids))
        .order_by(OutboxMessage.id)
    )
    latest = {row.about: row.status for row in rows}
    return {about for about, status in latest.items() if status is MessageStatus.FAILED}


def federation_names(ids: Collection[int]) -> dict[int, Federation]:
    """Return federations by id. One query."""
    found = db.session.scalars(sa.select(Federation).where(Federation.id.in_(ids)))
    return {federation.id: federation for federation in found}


def get_event(event_id: int) -> Event:
    """Return an event with its hosts, without locking it."""
    query = sa.select(Event).where(Event.id == event_id)
    return (
        db.session.scalars(query.options(joinedload(Event.hosts).joinedload(CoHost.federation)))
        .unique()
        .one()
    )


def _is_to_tell(event_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        Invitee.event_id == event_id, Invitee.invited_at.is_not(None), standing() == Standing.SILENT.value
    )


def _person(values: tuple[Any, ...]) -> Person:
    told: tuple[Any, ...] = (*values[:-1], Standing(values[-1]))
    return Person(*told)
