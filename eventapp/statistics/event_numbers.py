"""The numbers of one event, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.events.hosted import Scope
from eventapp.registrations.labels import role_label
from eventapp.registrations.models import AttendeeRole
from eventapp.statistics.queries import (
    PeopleOf,
    Tally,
    count_by_role,
    count_by_unit,
    count_by_week,
    people_of,
    tally_events,
)
from eventapp.statistics.suppression import Group, pool_small

#: Workplaces in a plot; there may be hundreds.
MOST_UNITS = 20


@dataclass(frozen=True)
class EventNumbers:
    """What there is to see of one event's people, without anybody in particular."""

    tally: Tally
    by_week: list[Group]
    by_role: list[Group]
    by_unit: list[Group]


def read_event_numbers(scope: Scope) -> EventNumbers:
    """Return the numbers of the people whom a host may see. Five queries."""
    people = people_of(scope)
    return EventNumbers(
        tally=tally_events(people)[scope.event.id],
        by_week=[Group(fmt.week(monday), number) for monday, number in count_by_week(people).items()],
        by_role=group_roles(people),
        by_unit=group_units(people),
    )


def group_roles(people: PeopleOf) -> list[Group]:
    """Return how many take part in which role, small groups together."""
    counts = count_by_role(people).items()
    groups = [Group(role_label(AttendeeRole(role)), number) for role, number in counts]
    return pool_small(groups, _("Övriga"))


def group_units(people: PeopleOf) -> list[Group]:
    """Return how many come from which workplace, small ones and those beyond the largest together.

    Workplaces that were pooled before their people's data went are among the others.
    """
    counts = count_by_unit(people)
    others = counts.pop("", 0)
    largest = counts.most_common(MOST_UNITS)
    others += counts.total() - sum(number for _unit, number in largest)
    groups = [Group(unit, number) for unit, number in largest]
    return _with_others(groups, others)


def _with_others(groups: list[Group], others: int) -> list[Group]:
    name = _("Övriga")
    pooled = pool_small([*groups, Group(name, others)], name)
    named = [group for group in pooled if group.label != name]
    rest = sum(group.number for group in pooled if group.label == name)
    return [*named, Group(name, rest)] if rest else named
