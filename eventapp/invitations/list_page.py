"""What the page with the list shows: who is left of it by one's choices, how many of each unit have answered what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from eventapp.core import clock
from eventapp.core.text import one_line, search_key, sort_key
from eventapp.invitations.queries import Person
from eventapp.invitations.services import BETWEEN_REMINDERS
from eventapp.invitations.standing import Standing

LONGEST_SEARCH = 200
#: In the address, of those who have been put on the list and not been invited yet.
UNINVITED = "ej_inbjuden"


@dataclass(frozen=True)
class InviteeFilter:
    """What the list is narrowed to."""

    search: str = ""
    #: A standing, or `UNINVITED`.
    answer: str = ""
    unit: str = ""
    #: Slug of a host.
    federation: str = ""

    @classmethod
    def from_address(cls, values: Mapping[str, str]) -> InviteeFilter:
        """Read the choices from an address; what is unknown counts as not chosen."""
        answer = values.get("svar", "")
        return cls(
            search=one_line(values.get("q"))[:LONGEST_SEARCH],
            answer=answer if answer in {*Standing, UNINVITED} else "",
            unit=one_line(values.get("enhet"))[:LONGEST_SEARCH],
            federation=one_line(values.get("forbund"))[:LONGEST_SEARCH],
        )

    def address_values(self) -> dict[str, str]:
        """Return the choices as they stand in an address, without those that are not made."""
        values = {"q": self.search, "svar": self.answer, "enhet": self.unit, "forbund": self.federation}
        return {name: value for name, value in values.items() if value}

    def without(self, name: str) -> InviteeFilter:
        """Return the same choices but for one of those in the address."""
        left = {key: value for key, value in self.address_values().items() if key != name}
        return InviteeFilter.from_address(left)

    @property
    def of_groups(self) -> InviteeFilter:
        """The choices that an invitation or a reminder can be narrowed to: host and unit."""
        return replace(self, search="", answer="")

    def fits(self, person: Person) -> bool:
        """Tell whether somebody is left by the choices."""
        return (
            self.federation in {"", person.federation_slug}
            and self.unit in {"", person.unit}
            and self._fits_answer(person)
            and all(word in _searched(person) for word in search_key(self.search).split())
        )

    def _fits_answer(self, person: Person) -> bool:
        if self.answer == UNINVITED:
            return person.is_uninvited
        if self.answer == Standing.SILENT:
            return person.is_silent
        return not self.answer or person.standing == self.answer


@dataclass(frozen=True)
class Group:
    """How many of one unit have answered what."""

    federation: str
    unit: str
    #: By standing, and `UNINVITED`.
    counts: Counter[str]

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()


def state_of(person: Person) -> str:
    """Return what somebody is counted as: a standing, or not invited yet."""
    return UNINVITED if person.is_uninvited else person.standing.value


def count_states(people: Sequence[Person]) -> Counter[str]:
    """Return how many people there are of each state."""
    return Counter(state_of(person) for person in people)


def list_groups(people: Sequence[Person]) -> list[Group]:
    """Return the people counted by host and unit, in Swedish order, those without a unit last."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for person in people:
        counts.setdefault((person.federation, person.unit), Counter())[state_of(person)] += 1
    groups = [Group(federation, unit, found) for (federation, unit), found in counts.items()]
    return sorted(groups, key=lambda one: (sort_key(one.federation), not one.unit, sort_key(one.unit)))


def list_to_invite(people: Sequence[Person], chosen: InviteeFilter) -> list[Person]:
    """Return those who wait for their invitation."""
    return [person for person in people if person.is_uninvited and chosen.of_groups.fits(person)]


def list_to_remind(people: Sequence[Person], chosen: InviteeFilter) -> list[Person]:
    """Return those silent who were not written to lately."""
    latest = clock.now() - BETWEEN_REMINDERS
    return [
        person
        for person in people
        if person.is_silent
        and chosen.of_groups.fits(person)
        and (written := person.reminded_at or person.invited_at) is not None
        and written <= latest
    ]


def days_between_reminders() -> int:
    """Return how many days there are at least between two reminders."""
    return BETWEEN_REMINDERS // timedelta(days=1)


def _searched(person: Person) -> str:
    return search_key(person.name, person.email, person.unit)
