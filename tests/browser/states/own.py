"""One's own registration, behind the mailed link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.registrations.links import own_token
from eventapp.registrations.models import Registration
from eventapp.registrations.services import cancel_registration
from tests.browser.inventory import fill, send, state
from tests.browser.states.events import make_joint_day
from tests.browser.states.forms import with_questions
from tests.support.builders import make_event, registration_of, sign_up

AREA = "own"
OWN = "registrations_public.show_registration"
CHANGE = "registrations_public.change_registration"
CANCEL = "registrations_public.cancel_registration"


def registered(event: Event, **overrides: Any) -> Registration:
    """Sign somebody up and return the registration."""
    sign_up(event, **{"name": "Kim Exempel"} | overrides)
    return registration_of(event)


def waiting(**overrides: Any) -> Registration:
    """Put somebody into the queue of a full event and return the registration."""
    event = make_event(seats=1, **overrides)
    sign_up(event, "forst@example.se")
    return registered(event)


def own(registration: Registration, page: str = "") -> str:
    """Return the address of somebody's own page."""
    return f"/anmalan/{own_token(registration)}{page}"


def registered_on_joint_day() -> Registration:
    """Sign somebody up for the demokratidag with all that can be said."""
    event = make_joint_day()
    workshop = next(one for one in event.sessions if one.slot == 1)
    return registered(
        event,
        mode=Mode.ON_SITE,
        sessions={1: workshop.id},
        federation_id=event.hosts[0].federation_id,
        organisation="Arbetsmarknadsenheten",
        needs="Skrivtolk\nPlats 1",
        food="Vegetariskt",
    )


@state(OWN, AREA)
def own_with_a_seat() -> str:
    return own(registered(make_event(meeting_url="https://mote.example/1")))


@state(OWN, AREA)
def own_on_the_joint_day() -> str:
    return own(registered_on_joint_day())


@state(OWN, AREA)
def own_in_the_queue() -> str:
    return own(waiting())


@state(OWN, AREA)
def own_cancelled() -> str:
    registration = registered(make_event())
    cancel_registration(registration.id)
    return own(registration)


@state(OWN, AREA)
def own_of_a_cancelled_event() -> str:
    event = make_event()
    registration = registered(event)
    event.status = EventStatus.CANCELLED
    return own(registration)


@state(OWN, AREA)
def own_of_a_past_event() -> str:
    event = make_event()
    registration = registered(event)
    event.starts_at, event.ends_at = now() - timedelta(days=9), now() - timedelta(days=8)
    return own(registration)


@state(OWN, AREA)
def own_of_a_sensitive_event() -> str:
    event = make_event(is_sensitive=True, title="Våld i nära relation", neutral_title="Kunskapsdag")
    return own(registered(event, name="Alias"))


@state(OWN, AREA)
def own_without_date() -> str:
    event = make_event()
    registration = registered(event)
    event.starts_at = event.ends_at = None
    event.period = "Hösten 2027"
    return own(registration)


@state(OWN, AREA, action=fill(name="Kim Exempelperson"))
def own_after_a_change() -> str:
    return own(registered(make_event()), "/andra")


@state(CHANGE, AREA)
def change() -> str:
    return own(registered(with_questions(attendance=Attendance.HYBRID)), "/andra")


@state(CHANGE, AREA)
def change_on_the_joint_day() -> str:
    return own(registered_on_joint_day(), "/andra")


@state(CHANGE, AREA, action=fill(name=" "))
def change_errors() -> str:
    return own(registered(make_event()), "/andra")


@state(CANCEL, AREA)
def cancel() -> str:
    return own(registered(make_event()), "/avboka")


@state(CANCEL, AREA)
def leave_the_queue() -> str:
    return own(waiting(), "/avboka")


@state(OWN, AREA, action=send)
def own_after_cancelling() -> str:
    return own(registered(make_event()), "/avboka")


@state("reminders_public.choose_reminders", AREA)
def reminders() -> str:
    return own(registered(make_event()), "/paminnelser")


@state(OWN, AREA, action=send)
def own_after_choosing_reminders() -> str:
    return own(registered(make_event()), "/paminnelser")


@state("privacy_public.show_data", AREA)
def own_data() -> str:
    return own(registered_on_joint_day(), "/uppgifter")


@state("privacy_public.erase_data", AREA)
def erase_own_data() -> str:
    return own(registered(make_event()), "/uppgifter/ta-bort")


@state("privacy_public.data_erased", AREA, action=send)
def own_data_erased() -> str:
    return own(registered(make_event()), "/uppgifter/ta-bort")


@state("privacy_public.show_data", AREA, code=404)
def own_data_behind_a_dead_link() -> str:
    return "/anmalan/finns-inte/uppgifter"


@state(OWN, AREA, code=404)
def own_dead_link() -> str:
    return "/anmalan/finns-inte"


@state(OWN, AREA, code=404)
def own_link_renewed() -> str:
    registration = registered(make_event())
    address = own(registration)
    registration.link_version += 1
    db.session.flush()
    return address
