"""Lists of events: what is in them, in which order, narrowed how."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.exceptions import NotFound

from eventapp.core.clock import now
from eventapp.events import queries
from eventapp.events.calendar_filters import CalendarFilters
from eventapp.events.kinds import Attendance, Audience, EventKind, EventStatus
from eventapp.events.models import Event
from tests.support.builders import make_event, make_federation, make_topic
from tests.support.queries import count_queries

ALL = CalendarFilters()


def found(**choices: str) -> list[str]:
    return [event.title for event in queries.list_upcoming(CalendarFilters(**choices)).rows]


def test_coming_events_stand_by_start_with_undated_ones_last(session):
    make_event(title="Utan datum", starts_at=None, period="Hösten 2027")
    make_event(title="Sen", starts_at=now() + timedelta(days=9))
    make_event(title="Tidig", starts_at=now() + timedelta(days=2))
    make_event(title="Pågår", starts_at=now() - timedelta(hours=1))
    make_event(title="Förbi", starts_at=now() - timedelta(days=3))
    assert found() == ["Pågår", "Tidig", "Sen", "Utan datum"]


def test_drafts_and_events_for_invited_people_are_not_listed(session):
    make_event(status=EventStatus.DRAFT)
    make_event(audience=Audience.INVITED)
    make_event(title="Inställd", status=EventStatus.CANCELLED)
    assert found() == ["Inställd"]


def test_past_events_have_the_latest_first(session):
    make_event(title="Äldre", starts_at=now() - timedelta(days=30))
    make_event(title="Nyss", starts_at=now() - timedelta(days=1))
    make_event(title="Kommande")
    assert [event.title for event in queries.list_past(ALL).rows] == ["Nyss", "Äldre"]


@pytest.mark.both_databases
def test_each_choice_narrows_the_list(session):
    hbs, suvs = make_federation(slug="hbs", name="HBS"), make_federation(slug="suvs", name="SUVS")
    make_event(title="A", hosts=[hbs], kind=EventKind.WEBINAR)
    make_event(
        title="B",
        hosts=[suvs, hbs],
        kind=EventKind.DEMOCRACY_DAY,
        attendance=Attendance.HYBRID,
        audience=Audience.EMPLOYEES,
        topics=[make_topic(slug="alder")],
    )
    make_event(title="C", hosts=[suvs], kind=EventKind.WORKSHOP, attendance=Attendance.ON_SITE)
    assert found(forbund="hbs") == ["A", "B"]
    assert found(typ="workshop") == ["C"]
    assert found(amne="alder") == ["B"]
    assert found(deltagande="plats") == ["B", "C"]
    assert found(deltagande="digitalt") == ["A", "B"]
    assert found(malgrupp="medarbetare") == ["B"]
    assert found(forbund="suvs", deltagande="plats", malgrupp="oppen") == ["C"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("ärlighet", ["ÄRLIGHET på Åland"]),
        ("åLAND Ärlig", ["ÄRLIGHET på Åland"]),
        ("öl", []),
        ("100%", ["100 % demokrati, 100% på plats"]),
        ("_", []),
        ("webinar", ["Ett möte"]),
        ("webbinarie", ["Ett möte"]),
        ("webbinarium", ["Ett möte"]),
        ("sundbyberg", ["Ett möte"]),
        ("sammanfattad", ["Ett möte"]),
        ("möte ärlighet", []),
    ],
)
def test_search_ignores_case_also_of_swedish_letters(session, words, titles):
    house = make_federation(name="Samordningsförbundet Sundbybergs stad")
    make_event(title="ÄRLIGHET på Åland", kind=EventKind.SEMINAR)
    make_event(title="100 % demokrati, 100% på plats", kind=EventKind.SEMINAR)
    make_event(title="Ett möte", summary="Kort SAMMANFATTAD", kind=EventKind.WEBINAR, hosts=[house])
    assert found(q=words) == titles


def test_search_and_topics_do_not_give_a_sensitive_theme_away(session):
    make_event(
        title="Att upptäcka våldsutsatthet",
        summary="Om våld",
        neutral_title="Kunskapsseminarium",
        is_sensitive=True,
        kind=EventKind.SEMINAR,
        topics=[make_topic(slug="vald")],
    )
    assert found(q="våld") == []
    assert found(amne="vald") == []
    assert found(q="kunskap") == ["Att upptäcka våldsutsatthet"]


def test_pages_know_their_number_and_the_next_democracy_day(session):
    for number in range(25):
        make_event(title=f"{number:02}", starts_at=now() + timedelta(days=number + 1))
    day = make_event(kind=EventKind.DEMOCRACY_DAY, starts_at=now() + timedelta(days=99))
    make_event(kind=EventKind.DEMOCRACY_DAY, starts_at=now() + timedelta(days=199))
    first = queries.list_upcoming(ALL, with_democracy_day=True)
    assert (first.total, first.pages, len(first.rows)) == (27, 2, 20)
    assert first.democracy_day is day
    assert day not in first.rows
    assert [event.title for event in queries.list_upcoming(ALL, 2).rows][:2] == ["20", "21"]


def test_a_list_takes_as_many_queries_however_long_it_is(session):
    def queries_of_a_list() -> int:
        session.expire_all()
        with count_queries() as sent:
            for event in queries.list_upcoming(ALL, with_democracy_day=True).rows:
                assert event.coordinating_host.name
                assert event.pools
        return len(sent)

    make_event()
    few = queries_of_a_list()
    for _ in range(15):
        make_event()
    assert queries_of_a_list() == few == 3


def test_an_event_is_read_by_its_address(session):
    event = make_event(slug="ett-mote")
    make_event(slug="utkast", status=EventStatus.DRAFT)
    session.expunge_all()
    with count_queries() as sent:
        read = queries.get_public_event("ett-mote", Event.pools, Event.sessions)
        assert read.coordinating_host.name
        assert read.pools[0].capacity == 20
        assert read.sessions == []
    assert (read.id, len(sent)) == (event.id, 3)
    with pytest.raises(NotFound):
        queries.get_public_event("utkast")


@pytest.mark.both_databases
def test_locking_reads_the_event_anew(session):
    event = make_event()
    session.commit()
    assert event.queue_counter == 0
    session.connection().exec_driver_sql("UPDATE event SET queue_counter = 7")
    assert queries.lock_event(event.id).queue_counter == 7
