"""What an organiser does with one person: changes, removes, brings back, sends anew; always written into the trail."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.registrations import organiser_mail, services, waiting_list
from eventapp.registrations.changing import change_registration
from eventapp.registrations.errors import SentJustNow
from eventapp.registrations.gates import require_coming, require_not_begun
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.services import lock_registration
from eventapp.registrations.sign_up import Choices
from eventapp.registrations.states import StepNotAllowed


def edit_participant(
    registration_id: int, choices: Choices, federation_id: int | None, actor: Actor
) -> Registration:
    """Change what somebody has said, but for needs, food and question, which the organiser has not seen.

    Raises the errors of `change_registration`.
    """
    kept = lock_registration(registration_id)
    whole = replace(choices, needs=kept.needs, food=kept.food, advance_question=kept.advance_question)
    return change_registration(registration_id, whole, actor, federation_id=federation_id)


def write_needs(registration_id: int, needs: str, food: str, actor: Actor) -> Registration:
    """Write what somebody needs and eats, as they have said it; new words wait for an answer anew.

    Raises `StepNotAllowed` for a cancelled registration.
    """
    registration = lock_registration(registration_id)
    if not registration.is_active:
        raise StepNotAllowed
    if needs != registration.needs:
        registration.needs_written_at = clock.now() if needs else None
        registration.needs_answered_at = None
    if (needs, food) != (registration.needs, registration.food):
        registration.needs, registration.food = needs, food
        _note(registration, "write_needs", actor)
    return registration


def remove_participant(
    registration_id: int, reason: str, actor: Actor, *, tells_reason: bool
) -> Registration:
    """Cancel for somebody: the reason is in the trail, and in the mail where it is to be told.

    Raises the errors of `cancel_registration`.
    """
    tell = partial(organiser_mail.registration_removed, reason=reason if tells_reason else "")
    return services.cancel_registration(registration_id, actor, tell=tell, reason=reason)


def bring_back(registration_id: int, actor: Actor) -> Registration:
    """Let somebody who has cancelled come back, also after registration has closed.

    Raises the errors of `return_attendee`.
    """
    return services.return_attendee(registration_id, actor, allow=require_coming)


def renew_link(registration_id: int, actor: Actor) -> Registration:
    """Make the personal link of before open nothing, and send the new one with a confirmation of what holds.

    Raises `StepNotAllowed` for a cancelled registration.
    """
    registration = lock_registration(registration_id)
    if not registration.is_active:
        raise StepNotAllowed
    registration.link_version += 1
    _note(registration, "renew_link", actor)
    organiser_mail.confirm_again(registration, _place(registration))
    return registration


def send_confirmation(registration_id: int, actor: Actor) -> Registration:
    """Send the confirmation anew with what holds now.

    Raises `SentJustNow`, `RegistrationNotOpen`, and `StepNotAllowed` for a cancelled registration.
    """
    registration = lock_registration(registration_id)
    if not registration.is_active:
        raise StepNotAllowed
    require_not_begun(registration.event)
    if organiser_mail.is_just_confirmed(registration):
        raise SentJustNow
    _note(registration, "send_confirmation", actor)
    organiser_mail.confirm_again(registration, _place(registration))
    return registration


def _place(registration: Registration) -> int | None:
    waits = registration.status is RegistrationStatus.WAITLISTED
    return waiting_list.place_of(registration) if waits else None


def _note(registration: Registration, action: str, actor: Actor) -> None:
    record = ("registration", registration.public_id)
    record_action(actor, action, record=record, event_id=registration.event_id)
