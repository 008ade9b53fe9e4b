"""What the calendar of one participant says, by mail and by download."""

from __future__ import annotations

from collections.abc import Sequence

from eventapp.calendars.documents import CalendarFacts
from eventapp.events.facts import calendar_facts
from eventapp.events.kinds import EventStatus, Mode
from eventapp.events.part_models import EventSession
from eventapp.registrations.links import join_url
from eventapp.registrations.models import Registration, RegistrationStatus


def entry_facts(registration: Registration) -> CalendarFacts:
    """Return the person's entry in the language now in force; the workshops stand in its text."""
    return calendar_facts(
        registration.event,
        mode=registration.mode,
        workshops=chosen_workshops(registration),
        join_url=way_in(registration),
        has_seat=registration.status is RegistrationStatus.CONFIRMED,
    )


def chosen_workshops(registration: Registration) -> Sequence[EventSession]:
    """Return the workshops chosen, or wished for while waiting, in the programme's order."""
    chosen = {choice.session_id for choice in registration.choices}
    # All of the programme in one query, rather than one query for each choice.
    return [session for session in registration.event.sessions if session.id in chosen] if chosen else []


def way_in(registration: Registration) -> str | None:
    """Return the join page's address for somebody with a seat online, else None."""
    has_seat = registration.status is RegistrationStatus.CONFIRMED
    is_held = registration.event.status is not EventStatus.CANCELLED
    return join_url(registration) if has_seat and is_held and registration.mode is Mode.ONLINE else None
