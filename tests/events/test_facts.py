"""What a calendar entry says of an event."""

from __future__ import annotations

from typing import Any

import pytest

from eventapp.events.facts import calendar_facts, workshop_facts
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.federations.declaration import declaration_notice
from tests.support.builders import make_event, make_federation, make_session, swedish

pytestmark = pytest.mark.usefixtures("session")

LINK = "https://anmalan.example/delta/abc-def"


def make_seminar(**overrides: Any) -> Event:
    values: dict[str, Any] = {
        "title": "Icke-diskriminering i praktiken",
        "summary": "Vad lagen kräver.",
        "attendance": Attendance.HYBRID,
        "venue_name": "Stadshuset",
        "venue_address": "Sturegatan 1, Sundbyberg",
        "directions": "Ingång från gården.",
        "starts_at": swedish("2027-11-08 09:00"),
        "ends_at": swedish("2027-11-08 12:00"),
    }
    event: Event = make_event(**values | overrides)
    return event


def test_on_site_the_entry_says_where_and_how_to_get_out_of_it() -> None:
    event = make_seminar()
    facts = calendar_facts(event, mode=Mode.ON_SITE)
    host = event.coordinating_host
    assert facts.description.split("\n\n") == [
        "Vad lagen kräver.",
        "Plats: Stadshuset, Sturegatan 1, Sundbyberg\nIngång från gården.",
        (
            "Kan du inte komma? Tacka nej i kalendern, så avbokas din plats. Du kan också avboka med länken i mejlet"
            " om din anmälan."
        ),
        f"Frågor? Ring 08-123 45 67 eller mejla {host.office_email}.",
        declaration_notice(event.federations),
        f"Mer om evenemanget: http://localhost/evenemang/{event.slug}",
    ]
    assert facts.location == "Stadshuset, Sturegatan 1, Sundbyberg"
    assert facts.url == f"http://localhost/evenemang/{event.slug}"


def test_online_the_way_in_stands_on_its_own_line_and_in_the_place() -> None:
    facts = calendar_facts(make_seminar(), mode=Mode.ONLINE, join_url=LINK)
    assert "Digitalt. Anslut här när det börjar:" in facts.description.splitlines()
    assert LINK in facts.description.splitlines()
    assert facts.location == f"Digitalt {LINK}"
    assert facts.join_url == LINK


def test_where_nobody_reads_answers_the_entry_does_not_ask_for_one() -> None:
    event = make_seminar(hosts=[make_federation(reads_answers=False)])
    description = calendar_facts(event, mode=Mode.ON_SITE).description
    assert "Tacka nej" not in description
    assert "Avboka med länken i mejlet" in description


def test_who_has_no_seat_is_not_told_how_to_give_it_up() -> None:
    facts = calendar_facts(make_seminar(), mode=Mode.ON_SITE, has_seat=False)
    assert "Kan du inte komma?" not in facts.description
    assert "Plats: Stadshuset, Sturegatan 1, Sundbyberg\n" in facts.description


def test_the_public_entry_says_nothing_of_a_seat() -> None:
    facts = calendar_facts(make_seminar())
    assert "komma" not in facts.description
    assert facts.location == "Stadshuset, Sturegatan 1, Sundbyberg, eller digitalt"
    assert facts.join_url is None


def test_a_called_off_event_says_so_and_gives_no_way_in() -> None:
    facts = calendar_facts(make_seminar(status=EventStatus.CANCELLED), mode=Mode.ON_SITE)
    assert facts.is_called_off
    assert "Det här evenemanget är inställt." in facts.description
    assert "Kan du inte komma" not in facts.description


def test_a_sensitive_event_tells_its_theme_nowhere() -> None:
    event = make_seminar(
        title="Våld i nära relation",
        summary="Om våld",
        neutral_title="Kunskapsseminarium",
        venue_name="Kvinnojouren",
        directions="Våldsenheten, plan 2",
        is_sensitive=True,
    )
    workshop = make_session(event, slot=1, title="Våld", place="Våldssalen")
    facts = calendar_facts(event, mode=Mode.ON_SITE, workshops=[workshop])
    own = workshop_facts(event, workshop)
    said = f"{facts}{own}"
    assert "åld" not in said
    assert "Kvinnojouren" not in said
    assert facts.is_private
    assert own.is_private
    assert facts.title == own.title == "Kunskapsseminarium"
    assert facts.location == "Sturegatan 1, Sundbyberg"
    assert declaration_notice(event.federations) in facts.description


def test_a_long_text_is_shortened_and_the_notice_is_not() -> None:
    event = make_seminar(summary="Långt. " * 2000)
    description = calendar_facts(event, mode=Mode.ON_SITE).description
    assert len(description) < 3000
    assert declaration_notice(event.federations) in description


def test_an_event_without_an_end_lasts_an_hour_and_one_without_a_date_has_no_entry() -> None:
    facts = calendar_facts(make_seminar(ends_at=None))
    assert (facts.ends_at - facts.starts_at).total_seconds() == 3600
    with pytest.raises(ValueError, match="without a date"):
        calendar_facts(make_seminar(starts_at=None, ends_at=None, period="Hösten 2027"))
