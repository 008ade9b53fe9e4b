"""What an organiser can do with somebody just now."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.registrations.gates import require_coming
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.waiting_list import has_queue_ended


@dataclass(frozen=True, slots=True)
class Possible:
    """The buttons of one person's page."""

    change: bool
    give_seat: bool
    move_to_queue: bool
    bring_back: bool
    renew_pin: bool
    is_mailed: bool

    @property
    def is_nothing(self) -> bool:
        """Whether there is no button at all."""
        return not (self.change or self.bring_back or self.renew_pin)


def what_can_be_done(registration: Registration) -> Possible:
    """Return it; the services look again."""
    event, status = registration.event, registration.status
    is_coming = _is_coming(registration)
    has_queue = event.has_waiting_list and not has_queue_ended(event)
    return Possible(
        change=is_coming and registration.is_active,
        give_seat=is_coming and status is RegistrationStatus.WAITLISTED,
        move_to_queue=is_coming
        and has_queue
        and status is RegistrationStatus.CONFIRMED
        and _somebody_waits(event.id),
        bring_back=is_coming and status is RegistrationStatus.CANCELLED,
        renew_pin=registration.is_active and registration.phone_access is not None,
        is_mailed=bool(registration.email),
    )


def _somebody_waits(event_id: int) -> bool:
    """Tell whether there is somebody whom a freed seat could go to: else it would go back at once."""
    waiting = sa.exists().where(
        Registration.event_id == event_id, Registration.status == RegistrationStatus.WAITLISTED
    )
    return bool(db.session.scalar(sa.select(waiting)))


def _is_coming(registration: Registration) -> bool:
    try:
        require_coming(registration.event)
    except DomainError:
        return False
    return True
