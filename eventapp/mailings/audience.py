"""To whom a mailing goes: by status, way of attending, workshop, federation and unit; never by needs or food."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.mailings.placeholders import LINKS, Placeholder
from eventapp.registrations.models import RegistrationStatus

#: Whom a mailing can be for; who has not confirmed the address yet is written to by nobody.
ACTIVE = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED)
STATUSES = (*ACTIVE, RegistrationStatus.CANCELLED)
#: Stands for those who chose none of the hosts.
OTHER = "other"


@dataclass(frozen=True)
class Audience:
    """The choices; what is empty is not chosen."""

    #: Empty: everybody with a seat or a place in the queue.
    status: str = ""
    mode: str = ""
    #: Public id of a workshop.
    session: str = ""
    #: Slug of a host, or `other`.
    federation: str = ""
    #: Organisation, as people have written it.
    unit: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Audience:
        """Read what a mailing has kept."""
        return cls(**{name: str(kept.get(name) or "") for name in cls.__dataclass_fields__})

    def kept(self) -> dict[str, str]:
        """Return the choices that are made, as they are kept."""
        return {name: value for name, value in self.__dict__.items() if value}

    @property
    def statuses(self) -> tuple[RegistrationStatus, ...]:
        """The states of those it is for."""
        return (RegistrationStatus(self.status),) if self.status in set(STATUSES) else ACTIVE

    def may_join(self, event: Event) -> bool:
        """Tell whether each of them has a seat and takes part online, and so a way into the meeting."""
        is_online = event.modes == (Mode.ONLINE,) or (self.mode == Mode.ONLINE and Mode.ONLINE in event.modes)
        return is_online and self.status == RegistrationStatus.CONFIRMED


def needs_way_in(used: set[Placeholder]) -> bool:
    """Tell whether a text leaves open what only those have who may join."""
    return bool(used & (LINKS - {Placeholder.OWN_LINK}))
