"""What can stand in the way of a sign-up or a change, in sentences for the person who meets it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.events.registration_window import RegistrationState


class RegistrationNotOpen(DomainError):
    """The event takes no sign-ups now; `state` says why."""

    sentence = _l("Det går inte att anmäla sig just nu.")

    def __init__(self, state: RegistrationState) -> None:
        self.state = state
        super().__init__()


class EventFull(DomainError):
    """No seat, and no queue to join."""

    sentence = _l("Alla platser är bokade och kön är stängd.")


class WayOfAttendingFull(DomainError):
    """A change to a way of attending that has no seat left; nothing was changed."""

    sentence = _l("Det finns ingen plats kvar för det sättet att delta. Du har kvar din plats som förut.")


class WorkshopFull(DomainError):
    """A chosen workshop has filled; `session_ids` says which."""

    sentence = _l("Workshopen har blivit full. Välj en annan. Dina andra svar finns kvar.")

    def __init__(self, session_ids: Collection[int]) -> None:
        self.session_ids = frozenset(session_ids)
        super().__init__()


class WorkshopGone(DomainError):
    """A chosen workshop has been taken out of the programme, or is in another slot now; `slots` says which."""

    sentence = _l("Programmet har ändrats. Välj workshop igen. Dina andra svar finns kvar.")

    def __init__(self, slots: Collection[int]) -> None:
        self.slots = frozenset(slots)
        super().__init__()


class AlreadyRegistered(DomainError):
    """The address has another active registration for this event."""

    sentence = _l("Du har redan en anmälan till evenemanget. Länken till den finns i ditt mejl.")
