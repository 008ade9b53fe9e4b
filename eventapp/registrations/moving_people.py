"""An organiser gives somebody in the queue a seat out of order, or puts somebody back into the queue."""

from __future__ import annotations

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.messages.services import withdraw
from eventapp.registrations import organiser_mail, waiting_list
from eventapp.registrations.errors import NobodyElseWaits, NoSeatFree, QueueEnded
from eventapp.registrations.gates import require_coming
from eventapp.registrations.mail import REMINDER_KINDS
from eventapp.registrations.models import Registration
from eventapp.registrations.seats import SeatPlan, give_back_seats, plan_seats, raise_full_pools, read_pools
from eventapp.registrations.services import lock_registration, record_step
from eventapp.registrations.states import Step, status_after, take_step


def give_seat(registration_id: int, reason: str, actor: Actor, *, adds_seat: bool = False) -> Registration:
    """Give somebody who waits a seat before those who stand first; a full event only by one seat more.

    Wished workshops that are full are left out and named in the mail. Raises `NoSeatFree`,
    `NotPublished`, `RegistrationNotOpen`, and `StepNotAllowed` for somebody who does not wait.
    """
    registration = lock_registration(registration_id)
    status_after(registration.status, Step.GIVE_SEAT)
    event = registration.event
    require_coming(event)
    plan = plan_now(registration)
    if plan.is_full and adds_seat:
        _add_seat(event, registration, actor)
        plan = plan_now(registration)
    if plan.is_full:
        raise NoSeatFree
    waiting_list.give_seat(registration, plan, Step.GIVE_SEAT, actor, reason)
    return registration


def move_to_queue(registration_id: int, reason: str, actor: Actor) -> Registration:
    """Take somebody's seat and put them last in the queue; the seat goes to who stands first, the entry is withdrawn.

    Raises `NobodyElseWaits` (roll back then), `QueueEnded`, `NotPublished`, `RegistrationNotOpen`, and
    `StepNotAllowed` for somebody without a seat.
    """
    registration = lock_registration(registration_id)
    event = registration.event
    require_coming(event)
    if not event.has_waiting_list or waiting_list.has_queue_ended(event):
        raise QueueEnded
    take_step(registration, Step.MOVE_TO_QUEUE)
    give_back_seats(registration)
    event.queue_counter += 1
    registration.queue_number = event.queue_counter
    registration.confirmed_at = None
    record_step(registration, Step.MOVE_TO_QUEUE, actor, {"reason": reason})
    db.session.flush()
    if registration in waiting_list.give_free_seats(event):
        raise NobodyElseWaits
    withdraw(registration.public_id, REMINDER_KINDS)
    organiser_mail.moved_to_queue(registration, waiting_list.place_of(registration))
    return registration


def plan_now(registration: Registration) -> SeatPlan:
    """Return which seats somebody who waits would get at this moment."""
    return plan_seats(read_pools(registration.event_id), waiting_list.wanted_by(registration))


def _add_seat(event: Event, registration: Registration, actor: Actor) -> None:
    """Make the event one seat larger, for this person; whoever has the page of seats open is told."""
    raised = raise_full_pools(read_pools(event.id), waiting_list.wanted_by(registration))
    event.version += 1
    changed = {f"capacity_{pool.kind.value}": [pool.capacity - 1, pool.capacity] for pool in raised}
    record = ("event", event.public_id)
    record_action(actor, "add_seat", record=record, event_id=event.id, details={"changed": changed})
