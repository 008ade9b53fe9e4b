"""The organisers' pages about an event's programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.events.editing import keep_unfinished
from eventapp.events.kinds import EventKind, EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from tests.browser.inventory import fill, organiser_state, send
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_session, sign_up, swedish

START = swedish("2031-11-10 09:00")
HOUR = timedelta(hours=1)
PROGRAMME, ITEM = "changes_manage.edit_programme", "changes_manage.edit_session"


def own_day(**overrides: Any) -> Event:
    """Make a day of the signed-in organiser's federation with a welcome and no workshops."""
    values = {"title": "Demokratidagen", "kind": EventKind.DEMOCRACY_DAY, "starts_at": START}
    event = own_event(**values | {"ends_at": START + 7 * HOUR} | overrides)
    make_session(event, title="Välkommen", starts_at=START, ends_at=START + HOUR, place="Stora salen")
    return event


def add_workshop(event: Event, title: str, hours: int, *, slot: int = 1, **more: Any) -> EventSession:
    """Put a workshop of one hour into the programme."""
    start = START + hours * HOUR
    return make_session(event, title=title, slot=slot, starts_at=start, ends_at=start + HOUR, **more)


def day_with_workshops(**overrides: Any) -> tuple[Event, EventSession]:
    """Make a day with three workshops in one slot and one in another, two people on the first and on the last."""
    event = own_day(**overrides)
    first = add_workshop(event, "Tillgänglighetsarbete i arbetsmarknadsinsatser", 4, seats=12, place="Sal B")
    add_workshop(event, "Att leda samtal om demokrati", 4, seats=12, place="Sal C")
    add_workshop(event, "Bemötande", 4)
    last = add_workshop(event, "Diskrimineringsombudets verktygslåda", 5, slot=2)
    for number in range(2):
        sign_up(event, f"person.{number}@example.se", sessions={1: first.id, 2: last.id})
    return event, first


def item(event: Event, session: EventSession, page: str = "") -> str:
    """Return the address of a page about one item."""
    return manage(event, f"/redigera/program/{session.public_id}{page}")


@organiser_state(PROGRAMME)
def programme_with_nothing() -> str:
    return manage(own_event(), "/redigera/program")


@organiser_state(PROGRAMME)
def programme_with_workshops() -> str:
    return manage(day_with_workshops()[0], "/redigera/program")


@organiser_state(PROGRAMME)
def programme_out_of_order() -> str:
    event = own_day()
    make_session(event, title="Registrering", starts_at=START - HOUR, ends_at=START)
    return manage(event, "/redigera/program")


@organiser_state(PROGRAMME)
def programme_with_unfinished_items() -> str:
    event = own_day(status=EventStatus.DRAFT)
    keep_unfinished(event.id, "programme:new", {"title": [""]}, 2)
    keep_unfinished(event.id, f"programme:{event.sessions[0].public_id}", {"title": [""]}, 1)
    return manage(event, "/redigera/program")


@organiser_state(PROGRAMME)
def programme_of_several_days() -> str:
    return manage(own_day(ends_at=START + 30 * HOUR), "/redigera/program")


@organiser_state("changes_manage.add_session")
def programme_new_item() -> str:
    return manage(day_with_workshops()[0], "/redigera/program/ny")


@organiser_state("changes_manage.add_session")
def programme_new_item_without_a_date() -> str:
    event = own_event(starts_at=None, period="Våren 2032", status=EventStatus.DRAFT)
    return manage(event, "/redigera/program/ny")


@organiser_state("changes_manage.add_session", action=send)
def programme_new_item_errors() -> str:
    return manage(own_day(), "/redigera/program/ny")


@organiser_state("changes_manage.add_session", action=send)
def programme_new_item_kept_with_its_faults() -> str:
    return manage(own_day(status=EventStatus.DRAFT), "/redigera/program/ny")


@organiser_state(ITEM)
def programme_item() -> str:
    return item(*day_with_workshops())


@organiser_state(ITEM)
def programme_item_of_several_days() -> str:
    event = own_day(ends_at=START + 30 * HOUR)
    return item(event, event.sessions[0])


@organiser_state(ITEM, action=fill(starts="07:00", seats="1"))
def programme_item_errors() -> str:
    return item(*day_with_workshops())


@organiser_state(ITEM, action=fill(starts="14:00", ends="15:00", place="Sal D"))
def programme_item_moved_asks_first() -> str:
    return item(*day_with_workshops())


@organiser_state("changes_manage.remove_session")
def programme_item_to_remove() -> str:
    return item(*day_with_workshops(), "/ta-bort")


@organiser_state("changes_manage.remove_session")
def programme_item_to_remove_that_nobody_chose() -> str:
    event = own_day()
    return item(event, event.sessions[0], "/ta-bort")
