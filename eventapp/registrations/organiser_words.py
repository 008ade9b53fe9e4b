"""What stands in the way of an organiser, in their words: the sentences of the errors are written to participants."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _

from eventapp.core.errors import DomainError
from eventapp.events.registration_window import RegistrationState
from eventapp.registrations.errors import (
    AlreadyRegistered,
    EventFull,
    RegistrationNotOpen,
    WayOfAttendingFull,
)
from eventapp.registrations.states import StepNotAllowed


def sentence_of(error: DomainError) -> LazyString | str:
    """Return what happened and what to do."""
    match error:
        case RegistrationNotOpen():
            return _why_not_now(error.state)
        case AlreadyRegistered():
            return _("Adressen har redan en annan anmälan till evenemanget.")
        case EventFull():
            return _("Det finns inga platser kvar, och ingen kö att stå i. Höj antalet platser först.")
        case WayOfAttendingFull():
            return _("Det finns ingen plats kvar för det. Inget är ändrat.")
        case StepNotAllowed():
            return _("Anmälan har ändrats sedan du öppnade sidan. Se hur den är nu.")
    return error.sentence


def _why_not_now(state: RegistrationState) -> str:
    return {
        RegistrationState.CANCELLED: _("Evenemanget är inställt. Då ändras inga anmälningar."),
        RegistrationState.PAST: _("Evenemanget har börjat. Då ändras inga anmälningar."),
        RegistrationState.NO_DATE: _("Evenemanget har inget datum än. Bestäm det först."),
    }.get(state) or _("Det går inte att anmäla någon just nu.")
