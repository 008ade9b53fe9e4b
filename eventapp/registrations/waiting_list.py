"""The waiting list: who is next gets what is free, in the transaction that freed it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM, Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.queries import lock_event
from eventapp.events.registration_window import queue_ends_at
from eventapp.registrations import mail
from eventapp.registrations.models import Registration
from eventapp.registrations.queries import count_waitlisted, list_untold, list_waitlisted
from eventapp.registrations.seats import SeatPlan, Wanted, plan_seats, read_pools, take_seats
from eventapp.registrations.states import Step, take_step


def place_of(registration: Registration) -> int:
    """Return the place in the queue of somebody who waits: 1 is next."""
    return count_waitlisted(registration.event_id, up_to=registration.queue_number)


def wanted_by(registration: Registration) -> Wanted:
    """Return what a registration needs seats for, the wished workshops included."""
    return Wanted(
        mode=registration.mode,
        federation_id=registration.federation_id,
        session_ids=frozenset(choice.session_id for choice in registration.choices),
    )


def give_free_seats(event: Event, *, by_cancellation: bool = True) -> list[Registration]:
    """Walk the queue of a locked event in order: whoever's seats are free gets them, others keep their place.

    Workshops that are full are left out and named in the mail, which says that somebody has cancelled where it is
    so. Returns those who got a seat.
    """
    if has_queue_ended(event) or event.status is not EventStatus.PUBLISHED:
        return []
    waiting = list_waitlisted(event.id)
    promoted = []
    pools = read_pools(event.id) if waiting else []
    for registration in waiting:
        plan = plan_seats(pools, wanted_by(registration))
        if plan.is_full:
            continue
        give_seat(registration, plan, by_cancellation=by_cancellation)
        promoted.append(registration)
    return promoted


def settle_queue(event_id: int) -> int:
    """Give idle seats to those who wait, or, when the queue has ended, tell them so once.

    A net for what frees seats without a person's step (a share's release, a raised capacity).
    Returns how many mails it caused.
    """
    event = lock_event(event_id)
    ended_at = queue_ends_at(event)
    if ended_at is None or not has_queue_ended(event):
        return len(give_free_seats(event, by_cancellation=False))
    if event.status is not EventStatus.PUBLISHED or _has_begun(event):
        return 0
    told = [mail.queue_closed(registration) for registration in list_untold(event_id, ended_at)]
    return sum(message is not None for message in told)


def has_queue_ended(event: Event) -> bool:
    """Tell whether free seats no longer go to the queue but to whoever signs up first."""
    ends_at = queue_ends_at(event)
    return ends_at is not None and ends_at <= clock.now()


def drop_sessions(registration: Registration, session_ids: Collection[int]) -> list[EventSession]:
    """Take workshops out of a registration's choices and return them."""
    if not session_ids:
        return []
    for choice in list(registration.choices):
        if choice.session_id in session_ids:
            registration.choices.remove(choice)
    return list(
        db.session.scalars(
            sa.select(EventSession).where(EventSession.id.in_(session_ids)).order_by(EventSession.position)
        )
    )


def give_seat(
    registration: Registration,
    plan: SeatPlan,
    step: Step = Step.GET_SEAT,
    actor: Actor = SYSTEM,
    reason: str = "",
    by_cancellation: bool = True,
) -> None:
    """Give somebody who waits the seats of the plan, with mail and entry; an organiser does it out of order."""
    full_workshops = drop_sessions(registration, plan.full_sessions)
    take_step(registration, step)
    take_seats(registration, plan.pools)
    registration.queue_number = None
    registration.confirmed_at = clock.now()
    db.session.flush()
    record_action(
        actor,
        step.value,
        record=("registration", registration.public_id),
        event_id=registration.event_id,
        details={"reason": reason} if reason else None,
    )
    is_given = step is not Step.GET_SEAT
    mail.waitlist_promoted(registration, full_workshops, is_given=is_given, by_cancellation=by_cancellation)


def _has_begun(event: Event) -> bool:
    return event.starts_at is not None and event.starts_at <= clock.now()
