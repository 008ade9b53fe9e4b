"""Changing what people have signed up for: the forms, what will happen, calling off and deleting."""

from __future__ import annotations

from typing import Any

from eventapp.events.editing import keep_unfinished
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.events.models import Event
from tests.browser.inventory import fill, organiser_state
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_session, sign_up, swedish

START = swedish("2031-11-10 09:00")
TIME = "changes_manage.edit_time_and_place"
SEATS = "changes_manage.edit_seats"
OFF = "changes_manage.cancel_event"
PLACE = {"venue_name": "Stadshuset", "venue_address": "Sturegatan 1, Sundbyberg"}


def own_evening(**overrides: Any) -> Event:
    """Make an event of the signed-in organiser's federation, on site and online."""
    values = {
        "title": "Samtal om demokrati",
        "starts_at": START,
        "attendance": Attendance.HYBRID,
        "meeting_url": "https://mote.example/samtal",
        **PLACE,
    }
    return own_event(**values | overrides)


def evening_with_people(**overrides: Any) -> Event:
    """Make the same with a workshop, two seats taken and two people waiting, one of whom has no address."""
    event = own_evening(**{"seats": 2} | overrides)
    workshop = make_session(event, slot=1)
    sign_up(event, sessions={1: workshop.id})
    sign_up(event, "tva@example.se")
    sign_up(event, "vantar@example.se")
    sign_up(event, "", name="Alias")
    return event


def press(name: str, value: str, *buttons: str) -> Any:
    """Return the action of filling in one box and pressing buttons, a page after the other."""

    def act(page: Any) -> None:
        fill(**{name: value})(page)
        for button in buttons:
            page.wait_for_load_state()
            page.locator(f"main button[name={button}]").click()

    return act


@organiser_state(TIME)
def changing_time_and_place() -> str:
    return manage(evening_with_people(), "/redigera/tid-och-plats")


@organiser_state(TIME)
def changing_time_of_a_period() -> str:
    event = own_evening(status=EventStatus.DRAFT, starts_at=None, period="Hösten 2031, datum kommer")
    return manage(event, "/redigera/tid-och-plats")


@organiser_state(TIME, action=fill(end_clock="08:00", meeting_url="http://mote.example"))
def changing_time_and_place_errors() -> str:
    return manage(own_evening(), "/redigera/tid-och-plats")


@organiser_state(TIME)
def changing_time_left_unfinished() -> str:
    event = own_evening(status=EventStatus.DRAFT)
    typed = {"start_day": ["31 november"], "start_clock": ["9"], "attendance": ["hybrid"]}
    keep_unfinished(event.id, "time_and_place", typed, 1)
    return manage(event, "/redigera/tid-och-plats")


@organiser_state(TIME, action=fill(start_day="2031-11-11", end_day="2031-11-11"))
def changing_time_reaches_people() -> str:
    return manage(evening_with_people(), "/redigera/tid-och-plats")


@organiser_state(TIME, action=press("venue_name", "Folkets hus", "back"))
def changing_place_gone_back() -> str:
    return manage(evening_with_people(), "/redigera/tid-och-plats")


@organiser_state("events_manage.edit_event", action=press("venue_name", "Folkets hus", "confirmed"))
def changing_place_done() -> str:
    return manage(evening_with_people(), "/redigera/tid-och-plats")


@organiser_state(TIME)
def changing_time_of_what_is_called_off() -> str:
    return manage(own_evening(status=EventStatus.CANCELLED), "/redigera/tid-och-plats")


@organiser_state(SEATS)
def changing_seats() -> str:
    return manage(evening_with_people(on_site=5, online=50), "/redigera/platser")


@organiser_state(SEATS)
def changing_seats_of_a_new_event() -> str:
    return manage(own_evening(status=EventStatus.DRAFT, seats=None), "/redigera/platser")


@organiser_state(SEATS, action=fill(total="1", closes_day="2031-12-24", closes_clock="15:00"))
def changing_seats_errors() -> str:
    return manage(evening_with_people(), "/redigera/platser")


@organiser_state(SEATS, action=fill(total="4"))
def changing_seats_reaches_people() -> str:
    return manage(evening_with_people(), "/redigera/platser")


@organiser_state(SEATS)
def changing_seats_of_what_is_called_off() -> str:
    return manage(own_evening(status=EventStatus.CANCELLED), "/redigera/platser")


@organiser_state(OFF)
def calling_off() -> str:
    return manage(evening_with_people(), "/stall-in")


@organiser_state(OFF)
def calling_off_with_nobody() -> str:
    return manage(own_evening(is_sensitive=True, neutral_title="Träff"), "/stall-in")


@organiser_state(OFF, action=fill(reason=" "))
def calling_off_errors() -> str:
    return manage(evening_with_people(), "/stall-in")


@organiser_state(OFF)
def called_off_already() -> str:
    return manage(own_evening(status=EventStatus.CANCELLED), "/stall-in")


@organiser_state(OFF)
def deleting_a_draft() -> str:
    return manage(own_evening(status=EventStatus.DRAFT), "/stall-in")


@organiser_state(OFF)
def deleting_what_was_published() -> str:
    event = own_evening(status=EventStatus.DRAFT, published_at=swedish("2026-01-01 09:00"))
    return manage(event, "/stall-in")


@organiser_state("changes_manage.send_update")
def update_to_send() -> str:
    return manage(evening_with_people(), "/uppdatering")


@organiser_state("changes_manage.send_update")
def update_to_nobody() -> str:
    return manage(own_evening(), "/uppdatering")
