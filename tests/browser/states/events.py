"""An event's own page in each of its states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.core.clock import now
from eventapp.events.kinds import Attendance, EventKind, EventStatus, Offered, PoolKind
from eventapp.events.models import Event
from tests.browser.inventory import state
from tests.support.builders import (
    make_event,
    make_federation,
    make_pool,
    make_series,
    make_session,
    make_topic,
)

AREA = "public"
ENDPOINT = "events_public.show_event"


def page_of(event: Event) -> str:
    """Return the address of an event's page."""
    return f"/evenemang/{event.slug}"


def make_joint_day(**overrides: Any) -> Event:
    """Make the demokratidag: six hosts with long names, workshops in two slots, hybrid, food, shares of the seats."""
    names = (
        "Botkyrka–Huddinge–Salem",
        "Sollentuna–Upplands Väsby–Sigtuna",
        "Östra Södertörn",
        "Välfärd i Nacka",
    )
    hosts = [make_federation(name=f"Samordningsförbundet {name}") for name in (*names, "HBS", "Sundbyberg")]
    values: dict[str, Any] = {
        "kind": EventKind.DEMOCRACY_DAY,
        "attendance": Attendance.HYBRID,
        "title": "Demokratidagen för medarbetare i samordningsförbundens arbetsmarknadsinsatser",
        "title_en": "The day of democracy",
        "summary": "En heldag om demokrati, likabehandling och tillgänglighet.",
        "venue_name": "Folkets hus",
        "venue_address": "Sturegatan 10, Sundbyberg",
        "directions": "Fem minuters väg från tunnelbanan.",
        "serves_food": True,
    }
    event = make_event(hosts=hosts, seats=200, on_site=80, **values | overrides)
    make_session(event, title="Inledning")
    make_session(event, slot=1, seats=15, title="Tjänstedesign som metod")
    make_session(event, slot=1, seats=5, taken=5, title="Tillgänglighet i praktiken")
    make_session(event, slot=2, title="Bemötande")
    make_pool(event, PoolKind.SHARE, 20, federation_id=hosts[0].id)
    return event


@state(ENDPOINT, AREA)
def event_open() -> str:
    return page_of(make_event())


@state(ENDPOINT, AREA)
def event_without_limits() -> str:
    return page_of(make_event(seats=None))


@state(ENDPOINT, AREA)
def event_with_everything() -> str:
    event = make_event(
        series=make_series(),
        topics=[make_topic(), make_topic()],
        summary="Ett samtal om rösträtten.",
        summary_en="A talk about the right to vote.",
        description="Vi läser **lagen** tillsammans.\n\n## Varför\n\n- För att\n- Därför\n\n[Mer](https://lag.example/)",
        purpose="Att fler ska delta.",
        other_way_in="Ring 08-123 45 67 och ange koden 1234.",
        is_recorded=True,
        captions=Offered.YES,
        sign_language=Offered.ON_REQUEST,
        hearing_loop=Offered.YES,
        step_free=Offered.YES,
        quiet_room=Offered.YES,
        provenance={"when": "sample", "venue": "sample", "description": "sample", "capacity": "sample"},
    )
    make_session(event, description="Vad hände 1921?", place="Stora salen")
    return page_of(event)


@state(ENDPOINT, AREA)
def event_full_with_queue() -> str:
    return page_of(make_event(seats=5, taken=5))


@state(ENDPOINT, AREA)
def event_full_without_queue() -> str:
    return page_of(make_event(seats=5, taken=5, has_waiting_list=False))


@state(ENDPOINT, AREA)
def event_not_yet_open() -> str:
    return page_of(make_event(registration_opens_at=now() + timedelta(days=2)))


@state(ENDPOINT, AREA)
def event_closed() -> str:
    return page_of(make_event(registration_closes_at=now() - timedelta(days=1)))


@state(ENDPOINT, AREA)
def event_past() -> str:
    return page_of(make_event(starts_at=now() - timedelta(days=9)))


@state(ENDPOINT, AREA)
def event_cancelled() -> str:
    return page_of(make_event(status=EventStatus.CANCELLED, cancellation_reason="Föreläsaren är sjuk."))


@state(ENDPOINT, AREA)
def event_without_date() -> str:
    return page_of(make_event(starts_at=None, period="Hösten 2027, datum kommer"))


@state(ENDPOINT, AREA)
def event_sensitive() -> str:
    event = make_event(is_sensitive=True, title="Våld i nära relation", neutral_title="Kunskapsdag")
    return page_of(event)


@state(ENDPOINT, AREA)
def event_on_site() -> str:
    event = make_event(
        attendance=Attendance.ON_SITE, venue_name="Folkets hus", venue_address="Esplanaden 10, Sundbyberg"
    )
    return page_of(event)


@state(ENDPOINT, AREA)
def event_hybrid_with_one_way_full() -> str:
    event = make_event(attendance=Attendance.HYBRID, on_site=5, online=50, venue_name="Folkets hus")
    next(pool for pool in event.pools if pool.kind is PoolKind.ON_SITE).taken = 5
    return page_of(event)


@state(ENDPOINT, AREA)
def event_joint_day() -> str:
    return page_of(make_joint_day())
