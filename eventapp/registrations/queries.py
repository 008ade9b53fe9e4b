"""Reading registrations: by personal link, by address, in the order of the queue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventapp.audit.models import AuditEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import Purpose, public_id_of, token_fits
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.errors import OtherForm
from eventapp.registrations.models import (
    ACTIVE,
    IS_ACTIVE_BY_ADDRESS,
    CallReason,
    FormSubmission,
    Registration,
    RegistrationStatus,
    SessionChoice,
    call_action,
)


def find_by_token(token: str, purpose: Purpose = Purpose.REGISTRATION) -> Registration | None:
    """Return the registration a personal link opens, or None; compares in constant time."""
    public_id = public_id_of(token)
    registration = db.session.scalar(
        sa.select(Registration)
        .where(Registration.public_id == public_id)
        .options(
            joinedload(Registration.event),
            joinedload(Registration.calendar_entry),
            selectinload(Registration.choices).joinedload(SessionChoice.session),
            selectinload(Registration.answers),
        )
    )
    version = _link_version(registration, purpose)
    return registration if token_fits(token, purpose, public_id, version) and registration else None


def get_registration(registration_id: int) -> Registration:
    """Return a registration as it is in the running transaction; raises `NoResultFound`."""
    query = sa.select(Registration).where(Registration.id == registration_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def find_active(event_id: int, email_key: str) -> Registration | None:
    """Return the active registration of an address for an event; None for those without an address."""
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event_id, Registration.email_key == email_key, IS_ACTIVE_BY_ADDRESS
        )
    )


def count_active_of(event_id: int, email_key: str) -> int:
    """Return how many active registrations an address has for an event; costs the same for none and for one."""
    theirs = (Registration.event_id == event_id, Registration.email_key == email_key, IS_ACTIVE_BY_ADDRESS)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Registration).where(*theirs)) or 0


def list_current_of_address(email_key: str, events_ending_after: object) -> list[Registration]:
    """Return an address's active registrations for events that are not over, in order of start."""
    query = (
        sa.select(Registration)
        .join(Registration.event)
        .where(
            Registration.email_key == email_key,
            Registration.status.in_(ACTIVE),
            sa.or_(Event.ends_at.is_(None), Event.ends_at > events_ending_after),
        )
        .order_by(Event.starts_at, Registration.id)
        .options(joinedload(Registration.event))
    )
    return list(db.session.scalars(query))


def list_active(event_id: int) -> list[Registration]:
    """Return everybody with a seat or a place in the queue, in order of signing up, with all that a mail needs."""
    query = (
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.status.in_(ACTIVE))
        .order_by(Registration.id)
        .options(
            joinedload(Registration.calendar_entry),
            joinedload(Registration.phone_access),
            selectinload(Registration.choices),
        )
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def count_active(event_id: int) -> tuple[int, int]:
    """Return how many have a seat or a place in the queue: with an address, and without. One query."""
    has_address = Registration.email != ""
    query = sa.select(has_address, sa.func.count()).where(
        Registration.event_id == event_id, Registration.status.in_(ACTIVE)
    )
    counts = {bool(mailed): number for mailed, number in db.session.execute(query.group_by(has_address))}
    return counts.get(True, 0), counts.get(False, 0)


def list_waitlisted(event_id: int) -> list[Registration]:
    """Return the queue of an event in its order, with wishes and holds."""
    query = (
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.status == RegistrationStatus.WAITLISTED)
        .order_by(Registration.queue_number)
        .options(
            joinedload(Registration.phone_access),
            selectinload(Registration.choices),
            selectinload(Registration.holds),
        )
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def count_waitlisted(event_id: int, up_to: int | None = None) -> int:
    """Return how many wait, or how many wait up to and including a queue number (the place in the queue)."""
    query = sa.select(sa.func.count()).where(
        Registration.event_id == event_id, Registration.status == RegistrationStatus.WAITLISTED
    )
    if up_to is not None:
        query = query.where(Registration.queue_number <= up_to)
    return db.session.scalar(query) or 0


def list_untold(event_id: int, since: datetime) -> list[Registration]:
    """Return those in the queue whom nobody was told to tell that it has ended: no mail, no note to call."""
    mailed = sa.exists().where(
        OutboxMessage.about == Registration.public_id,
        OutboxMessage.kind == "queue_closed",
        OutboxMessage.created_at >= since,
    )
    noted = sa.exists().where(
        AuditEntry.record_id == Registration.public_id,
        AuditEntry.record_kind == "registration",
        AuditEntry.action == call_action(CallReason.QUEUE_CLOSED),
        AuditEntry.at >= since,
    )
    query = (
        sa.select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.status == RegistrationStatus.WAITLISTED,
            ~mailed,
            ~noted,
        )
        .order_by(Registration.queue_number)
    )
    return list(db.session.scalars(query))


def list_events_with_queue() -> list[int]:
    """Return the ids of the events to come for which somebody waits."""
    query = (
        sa.select(Registration.event_id)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.status == RegistrationStatus.WAITLISTED,
            Event.status == EventStatus.PUBLISHED,
            sa.or_(Event.starts_at.is_(None), Event.starts_at > clock.now()),
        )
        .distinct()
        .order_by(Registration.event_id)
    )
    return list(db.session.scalars(query))


def find_submission(form_id: str) -> FormSubmission | None:
    """Return what a form that was sent before led to."""
    return db.session.scalar(sa.select(FormSubmission).where(FormSubmission.form_id == form_id))


def find_submission_for(event_id: int, form_id: str) -> FormSubmission | None:
    """Return what a form led to, sent before for this event; raises `OtherForm` where that was another event."""
    found = find_submission(form_id)
    if found is not None and found.event_id != event_id:
        raise OtherForm
    return found


def count_by_status(event_id: int, statuses: Collection[RegistrationStatus]) -> int:
    """Return how many registrations of an event are in one of the states (tests, doctor; never public pages)."""
    query = sa.select(sa.func.count()).where(
        Registration.event_id == event_id, Registration.status.in_(statuses)
    )
    return db.session.scalar(query) or 0


def _link_version(registration: Registration | None, purpose: Purpose) -> int:
    if registration is None:
        return 0
    return registration.join_version if purpose is Purpose.JOIN else registration.link_version
