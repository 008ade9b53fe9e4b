"""Signing up, changing, cancelling and coming back.

Each service locks the event first, so that seats, queue and states change for one person at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import sqlalchemy as sa

from eventapp.audit.services import PERSON, Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Audience
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.events.registration_window import queue_ends_at
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import withdraw
from eventapp.registrations import mail, waiting_list
from eventapp.registrations.answers import apply_choices
from eventapp.registrations.entries import take_up_offer
from eventapp.registrations.errors import AlreadyRegistered, EventFull, OnlyForInvited, WorkshopFull
from eventapp.registrations.gates import require_not_begun, require_open, require_way, require_workshops
from eventapp.registrations.limits import check_limits, count_sign_up
from eventapp.registrations.models import FormSubmission, Registration, RegistrationStatus
from eventapp.registrations.queries import (
    count_active_of,
    count_waitlisted,
    find_active,
    find_submission_for,
    get_registration,
)
from eventapp.registrations.seats import (
    SeatPlan,
    give_back_seats,
    plan_seats,
    read_pools,
    take_seats,
)
from eventapp.registrations.sign_up import Outcome, SignUp
from eventapp.registrations.states import Step, StepNotAllowed, status_after, take_step

#: Raises what stands in the way of something on an event.
Gate = Callable[[Event], None]


def submit_form(
    event_id: int, sign_up: SignUp, *, form_id: str, network: str, is_invited: bool = False
) -> Outcome:
    """Sign somebody up; the same form sent again gets the outcome of the first time.

    Raises the domain errors of `register_attendee`, `OnlyForInvited`, `TooManyAttempts` and `OtherForm`, before
    anything is written.
    """
    event = lock_event(event_id)
    earlier = find_submission_for(event_id, form_id)
    if earlier is not None:
        return _outcome_of(earlier)
    if event.audience is Audience.INVITED and not is_invited:
        raise OnlyForInvited
    check_limits(network, email_key(sign_up.email), is_owner=sign_up.is_owner)
    outcome, is_known = register_alike(event, sign_up)
    count_sign_up(network, email_key(sign_up.email), is_owner=sign_up.is_owner)
    db.session.add(
        FormSubmission(
            form_id=form_id,
            event_id=event_id,
            outcome={"status": outcome.status.value, "email": outcome.email, "place": outcome.place},
            created_at=clock.now(),
            owes_mail=is_known,
        )
    )
    return outcome


def register_alike(
    event: Event, sign_up: SignUp, actor: Actor = PERSON, *, allow: Gate = require_open
) -> tuple[Outcome, bool]:
    """Sign somebody up as `register_attendee` does, with the same work for an address that is registered.

    That one's seat is taken for a stand-in and given back with the savepoint; the answer is true then, and the address
    is owed the mail with the truth.
    """
    plan = plan_for(event, sign_up, allow)
    is_known = count_active_of(event.id, email_key(sign_up.email)) > 0
    with db.session.begin_nested() as attempt:
        registration = add_attendee(event, _stand_in(sign_up) if is_known else sign_up, plan, actor)
        place = waiting_list.place_of(registration) if plan.is_full else None
        db.session.flush()
        if is_known:
            attempt.rollback()
    return _outcome(plan, sign_up, place=place), is_known


def register_attendee(
    event: Event, sign_up: SignUp, actor: Actor = PERSON, *, allow: Gate = require_open
) -> Outcome:
    """Give a person a seat or a place in the queue of a locked event, with mail and invitation.

    An address that already has an active registration changes nothing, gets the outcome a new one would
    get at that moment, and a mail with the truth. Raises `NotPublished`, `RegistrationNotOpen`, `EventFull`,
    `WorkshopFull`.
    """
    plan = plan_for(event, sign_up, allow)
    existing = find_active(event.id, email_key(sign_up.email))
    if existing is not None:
        mail.already_registered(existing)
        return _outcome(plan, sign_up, place=count_waitlisted(event.id) + 1)
    registration = add_attendee(event, sign_up, plan, actor)
    place = waiting_list.place_of(registration) if plan.is_full else None
    return _outcome(plan, sign_up, place=place)


def plan_for(event: Event, sign_up: SignUp, allow: Gate = require_open) -> SeatPlan:
    """Return what seats somebody new would take now; raises what stands in the way."""
    allow(event)
    require_way(event, sign_up.choices)
    require_workshops(event.id, sign_up.choices)
    plan = plan_seats(read_pools(event.id), sign_up.choices.wanted(sign_up.federation_id))
    _refuse_what_cannot_be(event, plan)
    return plan


def add_attendee(event: Event, sign_up: SignUp, plan: SeatPlan, actor: Actor) -> Registration:
    """Make the registration that was planned, to a seat or to the queue."""
    step = Step.JOIN_QUEUE if plan.is_full else Step.SIGN_UP
    registration = _new_registration(event, sign_up, status_after(None, step))
    _seat_or_queue(event, registration, plan, step, actor)
    return registration


class TellsOwner(Protocol):
    """Queues the mail that acknowledges a cancellation."""

    def __call__(self, registration: Registration, *, had_seat: bool) -> OutboxMessage | None: ...


def cancel_registration(
    registration_id: int,
    actor: Actor = PERSON,
    *,
    tell: TellsOwner = mail.registration_cancelled,
    reason: str = "",
) -> Registration:
    """Cancel a registration: its seats go back and on to the queue, its owner gets a mail, unless another is given.

    Cancelling what is cancelled changes nothing. Raises `RegistrationNotOpen` when the event has begun.
    """
    registration = lock_registration(registration_id)
    if registration.status is RegistrationStatus.CANCELLED:
        return registration
    require_not_begun(registration.event)
    had_seat = take_out(registration, Step.CANCEL, actor, {"reason": reason} if reason else None)
    tell(registration, had_seat=had_seat)
    waiting_list.give_free_seats(registration.event)
    return registration


def take_out(
    registration: Registration, step: Step, actor: Actor, details: dict[str, Any] | None = None
) -> bool:
    """Take somebody off a locked event, the seats given back and not yet given on; tells whether there was a seat."""
    had_seat = registration.status is RegistrationStatus.CONFIRMED
    take_step(registration, step)
    registration.cancelled_at = clock.now()
    registration.queue_number = None
    # Health data have no purpose once the person does not come.
    registration.needs = registration.food = ""
    give_back_seats(registration)
    record_step(registration, step, actor, details)
    withdraw(registration.public_id, mail.REMINDER_KINDS)
    return had_seat


def return_attendee(
    registration_id: int, actor: Actor = PERSON, *, allow: Gate = require_open
) -> Registration:
    """Let somebody who cancelled come back, to a seat or to the end of the queue, with a new calendar entry.

    Workshops that have filled meanwhile are left out. Raises `NotPublished`, `RegistrationNotOpen`, `EventFull`,
    `AlreadyRegistered`.
    """
    registration = lock_registration(registration_id)
    if registration.is_active:
        return registration
    event = registration.event
    allow(event)
    if find_active(event.id, registration.email_key) is not None:
        raise AlreadyRegistered
    plan = plan_seats(read_pools(event.id), waiting_list.wanted_by(registration))
    _refuse_what_cannot_be(event, SeatPlan(plan.pools, plan.is_full))
    if not plan.is_full:
        waiting_list.drop_sessions(registration, plan.full_sessions)
    registration.cancelled_at = None
    step = Step.RETURN_TO_QUEUE if plan.is_full else Step.RETURN
    take_step(registration, step)
    _seat_or_queue(event, registration, plan, step, actor)
    return registration


def set_muted_reminders(registration_id: int, muted: list[str]) -> None:
    """Switch reminders off, by the keys of their rules; those not named are on."""
    registration = get_registration(registration_id)
    registration.muted_reminders = sorted(set(muted))


def lock_registration(registration_id: int) -> Registration:
    """Lock the registration's event and read the registration as it then is."""
    event_id = db.session.scalar(sa.select(Registration.event_id).where(Registration.id == registration_id))
    if event_id is None:
        raise StepNotAllowed
    lock_event(event_id)
    return get_registration(registration_id)


def _stand_in(sign_up: SignUp) -> SignUp:
    """Return the same form from an address that nobody has, as long and of the same domain."""
    local, _at, domain = sign_up.email.rpartition("@")
    return replace(sign_up, email=f"{new_public_id(max(len(local), 12))}@{domain}")


def _refuse_what_cannot_be(event: Event, plan: SeatPlan) -> None:
    if plan.is_full:
        ends_at = queue_ends_at(event)
        if not event.has_waiting_list or (ends_at is not None and ends_at <= clock.now()):
            raise EventFull
    elif plan.full_sessions:
        raise WorkshopFull(plan.full_sessions)


def _new_registration(event: Event, sign_up: SignUp, status: RegistrationStatus) -> Registration:
    registration = Registration(
        public_id=new_public_id(),
        event_id=event.id,
        status=status,
        name=sign_up.choices.name,
        email=sign_up.email,
        email_key=email_key(sign_up.email),
        language=sign_up.language,
        federation_id=sign_up.federation_id,
        mode=sign_up.choices.mode,
        is_eligible=sign_up.is_eligible,
        privacy_version=sign_up.privacy_version,
        created_at=clock.now(),
        # Said to be empty, or each would be looked for in the database.
        answers=[],
        choices=[],
        holds=[],
    )
    registration.event = event
    apply_choices(registration, sign_up.choices)
    return registration


def _seat_or_queue(
    event: Event, registration: Registration, plan: SeatPlan, step: Step, actor: Actor
) -> None:
    """Take the seats of the plan, or the next number in the queue; trail and mail with it."""
    offered = take_up_offer(registration)
    if plan.is_full:
        event.queue_counter += 1
        registration.queue_number = event.queue_counter
        db.session.add(registration)
        record_step(registration, step, actor)
        mail.waitlist_joined(registration, waiting_list.place_of(registration), offered)
    else:
        take_seats(registration, plan.pools)
        registration.confirmed_at = clock.now()
        mail.registration_confirmed(registration, offered)
        # Last, when its calendar entry is known: so each row is written once.
        db.session.add(registration)
        record_step(registration, step, actor)


def record_step(
    registration: Registration, step: Step, actor: Actor, details: dict[str, Any] | None = None
) -> None:
    """Write a step into the trail."""
    record = ("registration", registration.public_id)
    record_action(actor, step.value, record=record, event_id=registration.event_id, details=details)


def _outcome(plan: SeatPlan, sign_up: SignUp, *, place: int | None) -> Outcome:
    if plan.is_full:
        return Outcome(status=RegistrationStatus.WAITLISTED, email=sign_up.email, place=place)
    return Outcome(status=RegistrationStatus.CONFIRMED, email=sign_up.email)


def _outcome_of(submission: FormSubmission) -> Outcome:
    kept = submission.outcome
    return Outcome(status=RegistrationStatus(kept["status"]), email=kept["email"], place=kept["place"])
