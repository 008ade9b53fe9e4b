"""What a change of the programme does to those who have chosen a workshop, counted before it is made."""

from __future__ import annotations

from eventapp.changes.plans import Plan
from eventapp.core import clock
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.registrations.workshop_changes import Placing, Reach, find_reach


def plan_placing(event: Event, session: EventSession, placing: Placing | None) -> Plan:
    """Return what happens when an item gets this placing, or with None goes away; a fixed number of queries."""
    return _plan(event, find_reach(session, placing))


def is_told(event: Event) -> bool:
    """Tell whether people hear of changes: not of those in a draft, or in what is called off or over."""
    end = event.ends_at or event.starts_at
    return event.status is EventStatus.PUBLISHED and (end is None or end > clock.now())


def _plan(event: Event, reach: Reach) -> Plan:
    told = reach.people if is_told(event) else ()
    return Plan(
        updates=sum(bool(person.email) for person in told),
        calls=sum(not person.email for person in told),
        clashes=len(reach.clashing),
        lost_workshops=len(reach.losing),
    )
