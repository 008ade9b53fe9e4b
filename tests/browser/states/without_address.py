"""Pages for who has no address, the list at the door, handing a list out, and the quick way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance
from eventapp.events.models import Event
from eventapp.exports.disclosures import decide, start_disclosure
from eventapp.exports.models import Verdict
from eventapp.registrations.links import own_token
from eventapp.registrations.models import CallReason, Registration
from eventapp.registrations.phone import register_by_phone
from eventapp.registrations.sign_up import Choices, SignUp
from tests.browser.inventory import SetUp, fill, send, state
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_event, make_session, registration_of, sign_up

AREA = "own"


def _organisers(endpoint: str, **details: Any) -> Callable[[SetUp], SetUp]:
    return state(endpoint, AREA, is_signed_in=True, has_english=False, **details)


CALLER = "registrations_manage.register_caller"
REVIEW = "exports_manage.review_disclosure"


def called(event: Event) -> Registration:
    """Sign somebody up over the phone and return the registration."""
    choices = Choices(name="Alias Tall", mode=event.modes[0])
    sign_up_ = SignUp(choices=choices, email="", federation_id=event.hosts[0].federation_id)
    form_id = f"telefon-{event.public_id}"
    register_by_phone(event.id, sign_up_, contact="073-000 00 00", form_id=form_id, actor=SYSTEM)
    return registration_of(event, "")


def sensitive_event(**overrides: Any) -> Event:
    """Make the office's event on a sensitive theme."""
    return own_event(
        is_sensitive=True, neutral_title="Kunskapsseminarium", neutral_title_en="Seminar", **overrides
    )


@_organisers(CALLER)
def call_form() -> str:
    event = own_event(attendance=Attendance.HYBRID)
    make_session(event, slot=1, seats=3)
    return manage(event, "/deltagare/ny")


@_organisers(CALLER, action=send)
def call_form_errors() -> str:
    return manage(own_event(), "/deltagare/ny")


@_organisers(CALLER, action=fill(name="Alias Tall"))
def caller_with_a_seat() -> str:
    return manage(own_event(), "/deltagare/ny")


@_organisers(CALLER, action=fill(name="Alias Tall"))
def caller_in_the_queue() -> str:
    event = own_event(seats=1)
    sign_up(event)
    return manage(event, "/deltagare/ny")


@_organisers("registrations_manage.list_participants")
def list_with_somebody_to_call() -> str:
    event = sensitive_event()
    sign_up(event)
    access = called(event).phone_access
    assert access is not None
    access.call_about = CallReason.SEAT
    return manage(event, "/deltagare")


@_organisers("registrations_manage.show_participant")
def somebody_to_call() -> str:
    event = own_event()
    person = called(event)
    assert person.phone_access is not None
    person.phone_access.call_about = CallReason.MOVED
    return manage(event, f"/deltagare/{person.public_id}")


@_organisers("registrations_manage.door_list")
def door_list() -> str:
    event = own_event(attendance=Attendance.ON_SITE)
    sign_up(event)
    called(event)
    return manage(event, "/deltagare/dorr")


@_organisers("registrations_manage.door_list")
def door_list_without_names() -> str:
    return f"{door_list()}?visa=referens"


@_organisers("registrations_manage.door_list")
def empty_door_list() -> str:
    return manage(own_event(), "/deltagare/dorr")


@_organisers("exports_manage.list_disclosures")
def disclosures() -> str:
    event = own_event()
    start_disclosure(event.id, event.coordinating_host.id, "Dnr 2027/14", SYSTEM)
    return manage(event, "/utlamnande")


def review(event: Event, page: str = "") -> str:
    """Begin a review of an event's list and return its address."""
    disclosure = start_disclosure(event.id, event.coordinating_host.id, "Dnr 2027/15", SYSTEM)
    return manage(event, f"/utlamnande/{disclosure.public_id}{page}")


@_organisers(REVIEW)
def row_to_review() -> str:
    event = own_event()
    sign_up(event, organisation="Arbetsmarknadsenheten")
    return review(event)


@_organisers(REVIEW, action=send)
def row_to_review_errors() -> str:
    event = own_event()
    sign_up(event)
    return review(event)


@_organisers("exports_manage.show_disclosure")
def list_to_hand_out() -> str:
    event = own_event()
    sign_up(event, organisation="Arbetsmarknadsenheten")
    disclosure = start_disclosure(event.id, event.coordinating_host.id, "Dnr 2027/16", SYSTEM)
    decide(disclosure.id, registration_of(event), Verdict.MASK, ["email"], "21:3 OSL", SYSTEM)
    return manage(event, f"/utlamnande/{disclosure.public_id}/lista")


@_organisers("exports_manage.show_disclosure")
def list_with_nothing_to_hand_out() -> str:
    return review(own_event(), "/lista")


@state("registrations_public.open_by_reference", AREA, action=fill(reference="tall-älv-42", pin="000000"))
def wrong_reference() -> str:
    return "/min-anmalan"


@state("registrations_public.show_registration", AREA)
def own_without_address() -> str:
    return f"/anmalan/{own_token(called(make_event()))}"


@state("registrations_public.show_registration", AREA)
def own_without_address_in_the_queue() -> str:
    event = make_event(seats=1)
    sign_up(event)
    return f"/anmalan/{own_token(called(event))}"


@state("registrations_public.register", AREA)
def sensitive_form() -> str:
    event = sensitive_event()
    db.session.flush()
    return f"/evenemang/{event.slug}/anmalan"


@state("pages_public.quick_exit", AREA)
def quick_exit() -> str:
    return "/lamna-sidan"
