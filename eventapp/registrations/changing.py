"""Changing what somebody has chosen: seats, calendar and mail follow."""

from __future__ import annotations

from types import EllipsisType

from eventapp.audit.services import PERSON, Actor, record_action
from eventapp.core.extensions import db
from eventapp.registrations import mail, services, waiting_list
from eventapp.registrations.answers import apply_choices, list_states
from eventapp.registrations.gates import (
    require_not_begun,
    require_published,
    require_way,
    require_workshops,
)
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.seats import move_seats
from eventapp.registrations.sign_up import Choices
from eventapp.registrations.states import StepNotAllowed


def change_registration(
    registration_id: int,
    choices: Choices,
    actor: Actor = PERSON,
    *,
    federation_id: int | EllipsisType | None = ...,
) -> Registration:
    """Change what a person has chosen: all or nothing, and what is freed goes on to the queue.

    Somebody who waits keeps the place; the workshops are then wishes. Another federation, where one is given,
    has other shares. Raises `WayOfAttendingFull`, `WorkshopFull`, `NotPublished`, `RegistrationNotOpen` and
    `StepNotAllowed` for a cancelled registration.
    """
    registration = services.lock_registration(registration_id)
    if not registration.is_active:
        raise StepNotAllowed
    require_published(registration.event)
    require_not_begun(registration.event)
    require_way(registration.event, choices)
    require_workshops(registration.event_id, choices)
    before = list_states(registration)
    federation = registration.federation_id if federation_id is ... else federation_id
    is_calendar_change = registration.mode is not choices.mode or (
        {choice.slot: choice.session_id for choice in registration.choices} != choices.sessions
    )
    if registration.status is RegistrationStatus.CONFIRMED:
        move_seats(registration, choices.wanted(federation))
    changed = apply_choices(registration, choices)
    if registration.federation_id != federation:
        registration.federation_id = federation
        changed.append("federation")
    after = list_states(registration)
    moved = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    details = {"fields": changed} | ({"changed": moved} if moved else {})
    record = ("registration", registration.public_id)
    record_action(actor, "change", record=record, event_id=registration.event_id, details=details)
    if changed:
        db.session.flush()
        mail.registration_changed(
            registration,
            is_calendar_change=is_calendar_change and registration.status is RegistrationStatus.CONFIRMED,
        )
        waiting_list.give_free_seats(registration.event)
    return registration
