"""What a change to an event will do to people: counted before it is made, so that it can be shown first."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many people a change reaches, and in which way; one person may be counted in several."""

    #: Registered people who get a mail about the change, with a calendar update where they have a seat.
    updates: int = 0
    #: Invited people without a registration whose calendar entry changes.
    invitees: int = 0
    #: People in the queue who get a seat.
    promoted: int = 0
    #: Those of them without an address, who get no mail; they are among the calls too.
    promoted_calls: int = 0
    #: People without an address: somebody has to call them.
    calls: int = 0
    #: People who attend in a way that is no longer offered, and are moved to the one that is.
    changed_modes: int = 0
    #: People who have chosen a workshop that clashes with the new time.
    clashes: int = 0
    #: People whose workshop goes away.
    lost_workshops: int = 0

    @property
    def mails(self) -> int:
        """Mails that go out."""
        return self.updates + self.invitees + self.promoted - self.promoted_calls

    @property
    def is_felt(self) -> bool:
        """Whether the change reaches anybody, so that it is shown first."""
        return any(getattr(self, field.name) for field in fields(self))
