"""What reaches those who have chosen a workshop when it is moved, changes slot, opens to all or goes away.

Whoever calls has locked the event. A change of spelling is none of this: it reaches nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.events.part_models import EventSession
from eventapp.registrations import workshop_mail
from eventapp.registrations.models import ACTIVE, Registration, SessionChoice
from eventapp.registrations.workshop_mail import Loss
from eventapp.registrations.workshop_seats import give_back_workshop_seats


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where a programme item stands in the day; no slot: it is open to all."""

    slot: int | None
    place: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def hours(self) -> tuple[datetime | None, datetime | None]:
        """When it begins and ends."""
        return self.starts_at, self.ends_at

    def is_beside(self, other: Placing) -> bool:
        """Whether it is at the same time and place as another."""
        return (self.place, *self.hours) == (other.place, *other.hours)


@dataclass(frozen=True)
class Reach:
    """Whom a change of one workshop reaches: who keeps it and is told, who loses it, whose time then clashes."""

    told: tuple[Registration, ...] = ()
    losing: tuple[Registration, ...] = ()
    #: Ids of those told whose other workshops overlap the new time.
    clashing: frozenset[int] = frozenset()

    @property
    def people(self) -> tuple[Registration, ...]:
        """Everybody who is to know."""
        return (*self.losing, *self.told)


def placing_of(session: EventSession) -> Placing:
    """Return where a programme item stands now."""
    return Placing(
        slot=session.slot, place=session.place, starts_at=session.starts_at, ends_at=session.ends_at
    )


def find_reach(session: EventSession, new: Placing | None) -> Reach:
    """Return whom it reaches that a workshop gets a new placing, or none any more; a fixed number of queries."""
    old = placing_of(session)
    if old.slot is None:
        return Reach()
    people = _list_choosing(session)
    losing = tuple(person for person in people if new is None or _loses(person, session, new))
    if new is None or new.is_beside(old):
        return Reach(losing=losing)
    told = tuple(person for person in people if person not in losing)
    has_new_hours = new.hours != old.hours
    clashing = {person.id for person in told if has_new_hours and list_clashes(person, session.id, new)}
    return Reach(told, losing, frozenset(clashing))


def list_clashes(registration: Registration, session_id: int, placing: Placing) -> list[EventSession]:
    """Return the person's other workshops that overlap a placing; one without a time overlaps nothing."""
    others = [choice.session for choice in registration.choices if choice.session_id != session_id]
    return [other for other in others if _overlap(placing_of(other), placing)]


def release_workshop(session: EventSession, reach: Reach, actor: Actor) -> None:
    """Take a workshop out of the choices of those who lose it, with their seats; nobody is told yet."""
    for registration in reach.losing:
        _drop_choice(registration, session.id)
        record_action(
            actor,
            "change",
            record=("registration", registration.public_id),
            event_id=registration.event_id,
            details={"fields": ["sessions"]},
        )
    db.session.flush()
    give_back_workshop_seats(session.id, [registration.id for registration in reach.losing])


def follow_slot(session: EventSession, old: Placing) -> None:
    """Let the choices of a workshop that has changed slot follow it, also of those who have cancelled.

    Whoever has another choice in the new slot keeps that one, and so loses this; `session` has the new slot.
    """
    if session.slot == old.slot or old.slot is None:
        return
    other = sa.orm.aliased(SessionChoice)
    chosen_otherwise = sa.exists().where(
        other.registration_id == SessionChoice.registration_id,
        other.slot == session.slot,
        other.session_id != session.id,
    )
    is_it = SessionChoice.session_id == session.id
    gone = is_it if session.slot is None else sa.and_(is_it, chosen_otherwise)
    bulk = {"synchronize_session": False}
    db.session.execute(sa.delete(SessionChoice).where(gone), execution_options=bulk)
    if session.slot is not None:
        follow = sa.update(SessionChoice).where(is_it).values(slot=session.slot)
        db.session.execute(follow, execution_options=bulk)


def forget_choices(session: EventSession) -> None:
    """Take a workshop that goes away out of the choices of those who have cancelled, too."""
    gone = sa.delete(SessionChoice).where(SessionChoice.session_id == session.id)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def tell_of_workshop(session: EventSession, old: Placing, reach: Reach, loss: Loss) -> int:
    """Queue a mail to everybody whom a change reaches, each with the calendar that follows; returns how many."""
    for registration in reach.losing:
        workshop_mail.workshop_removed(registration, session, loss)
    new = placing_of(session)
    for registration in reach.told:
        clashes = list_clashes(registration, session.id, new) if registration.id in reach.clashing else []
        workshop_mail.workshop_changed(registration, session, (old.place, *old.hours), clashes)
    return len(reach.people)


def _list_choosing(session: EventSession) -> list[Registration]:
    """Return everybody with a seat or in the queue who has chosen a workshop, with all that a mail needs."""
    query = (
        sa.select(Registration)
        .join(SessionChoice, SessionChoice.registration_id == Registration.id)
        .where(SessionChoice.session_id == session.id, Registration.status.in_(ACTIVE))
        .order_by(Registration.id)
        .options(
            joinedload(Registration.calendar_entry),
            joinedload(Registration.phone_access),
            selectinload(Registration.choices),
            selectinload(Registration.holds),
        )
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _loses(registration: Registration, session: EventSession, new: Placing) -> bool:
    """Whether the person cannot keep a workshop that changes slot: it is open to all, or the slot has another."""
    if new.slot == session.slot:
        return False
    others = {choice.slot for choice in registration.choices if choice.session_id != session.id}
    return new.slot is None or new.slot in others


def _overlap(one: Placing, other: Placing) -> bool:
    if None in (*one.hours, *other.hours):
        return False
    return bool(one.starts_at < other.ends_at and other.starts_at < one.ends_at)  # type: ignore[operator]


def _drop_choice(registration: Registration, session_id: int) -> None:
    for choice in list(registration.choices):
        if choice.session_id == session_id:
            registration.choices.remove(choice)
