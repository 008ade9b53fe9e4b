"""The join page in each of its states."""

from __future__ import annotations

from datetime import timedelta

from eventapp.core.clock import now
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.registrations.links import join_token
from eventapp.registrations.models import Registration
from eventapp.registrations.services import cancel_registration
from tests.browser.inventory import state
from tests.browser.states.own import registered, waiting
from tests.support.builders import make_event

AREA = "own"
ENDPOINT = "webinars_public.join"


def join(registration: Registration) -> str:
    """Return the address of somebody's join page."""
    return f"/delta/{join_token(registration)}"


@state(ENDPOINT, AREA)
def join_early() -> str:
    return join(registered(make_event(meeting_url="https://mote.example/1")))


@state(ENDPOINT, AREA)
def join_open() -> str:
    event = make_event(
        starts_at=now() + timedelta(minutes=9),
        meeting_url="https://mote.example/1",
        other_way_in="Ring 08-123 45 67",
    )
    return join(registered(event))


@state(ENDPOINT, AREA)
def join_open_without_link() -> str:
    return join(registered(make_event(starts_at=now() + timedelta(minutes=9))))


@state(ENDPOINT, AREA)
def join_over() -> str:
    event = make_event()
    registration = registered(event)
    event.starts_at, event.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
    return join(registration)


@state(ENDPOINT, AREA)
def join_called_off() -> str:
    event = make_event()
    registration = registered(event)
    event.status = EventStatus.CANCELLED
    return join(registration)


@state(ENDPOINT, AREA)
def join_cancelled() -> str:
    registration = registered(make_event())
    cancel_registration(registration.id)
    return join(registration)


@state(ENDPOINT, AREA)
def join_waiting() -> str:
    return join(waiting())


@state(ENDPOINT, AREA)
def join_on_site() -> str:
    event = make_event(attendance=Attendance.HYBRID, venue_name="Folkets hus")
    return join(registered(event, mode=Mode.ON_SITE))


@state(ENDPOINT, AREA)
def join_without_date() -> str:
    event = make_event()
    registration = registered(event)
    event.starts_at = event.ends_at = None
    return join(registration)


@state(ENDPOINT, AREA, code=404)
def join_dead_link() -> str:
    return "/delta/finns-inte"
