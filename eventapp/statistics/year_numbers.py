"""The numbers of a federation's year: what was held, who came, which grounds of discrimination were taken up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.core import formatting as fmt
from eventapp.events.models import Event, Topic
from eventapp.events.presentation import kind_label, title_of
from eventapp.statistics.event_numbers import group_roles, group_units
from eventapp.statistics.queries import (
    Tally,
    count_by_week,
    list_events_of_year,
    list_grounds,
    people_of_events,
    tally_events,
)
from eventapp.statistics.suppression import Group


@dataclass(frozen=True)
class YearNumbers:
    """A federation's year."""

    events: Sequence[Event]
    tallies: dict[int, Tally]
    total: Tally
    by_kind: list[Group]
    by_week: list[Group]
    by_role: list[Group]
    by_unit: list[Group]
    #: Each of the seven grounds, with the titles of the events on it.
    grounds: list[tuple[Topic, list[str]]]


def read_year_numbers(federation_id: int, year: int) -> YearNumbers:
    """Return the numbers of a Swedish calendar year, of the people whom the federation may see. Nine queries."""
    events = list_events_of_year(federation_id, year)
    people = people_of_events(events, federation_id)
    tallies = tally_events(people)
    kinds = Counter(kind_label(event.kind) for event in events)
    return YearNumbers(
        events=events,
        tallies=tallies,
        total=_sum(tallies),
        by_kind=[Group(kind, number) for kind, number in kinds.most_common()],
        by_week=[Group(fmt.week(monday), number) for monday, number in count_by_week(people).items()],
        by_role=group_roles(people),
        by_unit=group_units(people),
        grounds=[(ground, _titles_on(ground, events)) for ground in list_grounds()],
    )


def _sum(tallies: dict[int, Tally]) -> Tally:
    total = Tally()
    for tally in tallies.values():
        total.registered += tally.registered
        total.waiting += tally.waiting
        total.cancelled += tally.cancelled
        total.attended += tally.attended
    return total


def _titles_on(ground: Topic, events: Sequence[Event]) -> list[str]:
    return [title_of(event) for event in events if ground in event.topics]
