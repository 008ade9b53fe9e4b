"""The numbers of an event and of a federation's year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.core.clock import now
from eventapp.events.models import Event
from eventapp.registrations.models import AttendeeRole
from tests.browser.inventory import organiser_state
from tests.browser.states.organisers import manage, office, own_event
from tests.support.builders import make_topic, sign_up


def visited_event(**overrides: Any) -> Event:
    """Make an event to which people from two workplaces have signed up."""
    event = own_event(**overrides)
    units = {"Insats Unga framåt": AttendeeRole.EMPLOYEE, "Botkyrka kommun": AttendeeRole.MANAGER}
    for unit, role in units.items():
        for number in range(6):
            sign_up(event, f"{role.value}-{number}@example.se", organisation=unit, role=role)
    return event


@organiser_state("statistics_manage.show_event_numbers")
def event_numbers() -> str:
    return manage(visited_event(), "/siffror")


@organiser_state("statistics_manage.show_event_numbers")
def event_numbers_before_anybody() -> str:
    return manage(own_event(), "/siffror")


@organiser_state("statistics_manage.show_year")
def year_numbers() -> str:
    taken_up = make_topic(name="Etnisk tillhörighet", is_ground=True)
    make_topic(name="Religion eller annan trosuppfattning", is_ground=True)
    event = visited_event(starts_at=now() + timedelta(minutes=5), topics=[taken_up])
    assert event.starts_at is not None
    return f"/arrangor/statistik/kansliet/{event.starts_at.year}"


@organiser_state("statistics_manage.show_year")
def year_without_events() -> str:
    office()
    return "/arrangor/statistik/kansliet/2001"
