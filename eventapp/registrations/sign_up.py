"""What a sent form says, cleaned and checked for shape: the input of the services."""

from __future__ import annotations

from dataclasses import dataclass, field

from eventapp.events.kinds import Mode
from eventapp.registrations.models import AttendeeRole, RegistrationStatus
from eventapp.registrations.seats import Wanted


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a person can say when signing up and change later."""

    name: str
    mode: Mode
    organisation: str = ""
    role: AttendeeRole | None = None
    needs: str = ""
    food: str = ""
    advance_question: str = ""
    #: Slot number -> id of the workshop chosen in it.
    sessions: dict[int, int] = field(default_factory=dict)
    #: Question id -> values, in the order of the question's options.
    answers: dict[int, list[str]] = field(default_factory=dict)

    def wanted(self, federation_id: int | None) -> Wanted:
        """Return what seats are needed for."""
        return Wanted(
            mode=self.mode, federation_id=federation_id, session_ids=frozenset(self.sessions.values())
        )


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """A whole form: the choices and who makes them."""

    choices: Choices
    email: str
    language: str = "sv"
    federation_id: int | None = None
    is_eligible: bool = False
    privacy_version: str = ""
    #: Comes from a browser that has pressed a button behind a link mailed to the address.
    is_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the page after the form says; the same for a new address and for one already registered."""

    status: RegistrationStatus
    email: str
    #: Place in the queue at that moment.
    place: int | None = None
