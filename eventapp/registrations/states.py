"""The one state machine of a registration: which step leads from where to where."""

from __future__ import annotations

import enum

from eventapp.core.errors import DomainError
from eventapp.registrations.models import Registration, RegistrationStatus


class Step(enum.StrEnum):
    """Something that happens to a registration; also the action's name in the trail."""

    SIGN_UP = "sign_up"
    JOIN_QUEUE = "join_queue"
    GET_SEAT = "get_seat"
    CANCEL = "cancel"
    RETURN = "return"
    RETURN_TO_QUEUE = "return_to_queue"
    #: An organiser gives a seat out of order, takes one back, or keeps one of two of the same person.
    GIVE_SEAT = "give_seat"
    MOVE_TO_QUEUE = "move_to_queue"
    MERGE = "merge"


#: Every allowed step; what is not here is refused. None: there was no registration before.
STEPS: dict[tuple[RegistrationStatus | None, Step], RegistrationStatus] = {
    (None, Step.SIGN_UP): RegistrationStatus.CONFIRMED,
    (None, Step.JOIN_QUEUE): RegistrationStatus.WAITLISTED,
    (RegistrationStatus.WAITLISTED, Step.GET_SEAT): RegistrationStatus.CONFIRMED,
    (RegistrationStatus.WAITLISTED, Step.CANCEL): RegistrationStatus.CANCELLED,
    (RegistrationStatus.CONFIRMED, Step.CANCEL): RegistrationStatus.CANCELLED,
    (RegistrationStatus.WAITLISTED, Step.GIVE_SEAT): RegistrationStatus.CONFIRMED,
    (RegistrationStatus.CONFIRMED, Step.MOVE_TO_QUEUE): RegistrationStatus.WAITLISTED,
    (RegistrationStatus.WAITLISTED, Step.MERGE): RegistrationStatus.CANCELLED,
    (RegistrationStatus.CONFIRMED, Step.MERGE): RegistrationStatus.CANCELLED,
    (RegistrationStatus.CANCELLED, Step.RETURN): RegistrationStatus.CONFIRMED,
    (RegistrationStatus.CANCELLED, Step.RETURN_TO_QUEUE): RegistrationStatus.WAITLISTED,
}


class StepNotAllowed(DomainError):
    """The registration is not in a state from which this step leads anywhere (already cancelled, say)."""


def status_after(status: RegistrationStatus | None, step: Step) -> RegistrationStatus:
    """Return the state a step leads to; raises `StepNotAllowed`."""
    try:
        return STEPS[status, step]
    except KeyError:
        raise StepNotAllowed(f"{step} from {status}") from None


def take_step(registration: Registration, step: Step) -> None:
    """Move a registration one step; raises `StepNotAllowed`."""
    registration.status = status_after(registration.status, step)
