"""The pages that change time, place and seats over HTTP: the form, what will happen, then it has."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from eventapp.core.extensions import db
from eventapp.events.editing import list_unfinished
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.events.models import Event
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.builders import make_event, make_federation, make_session, sign_up, swedish
from tests.support.forms import hidden_fields, shown_values
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")

START = swedish("2027-11-08 09:00")
MOVED = {"start_day": "2027-11-09", "end_day": "2027-11-09"}
TIME, SEATS, OFF = "redigera/tid-och-plats", "redigera/platser", "stall-in"


@pytest.fixture(autouse=True)
def _october(at: Any) -> None:
    at("2027-10-01 12:00")


class Editor:
    """An editor of one host, on one page of an event."""

    def __init__(self, app: Flask, page: str, **overrides: Any) -> None:
        self.host = make_federation()
        values = {"starts_at": START, "meeting_url": "https://mote.example/1"}
        self.event = make_event(hosts=[self.host], **values | overrides)
        self.id = self.event.id
        self.path = f"/arrangor/evenemang/{self.event.public_id}/{page}"
        self.browser = OrganiserBrowser(app, make_organiser((self.host, Role.EDITOR)))

    def send(self, **typed: str) -> TestResponse:
        """Send the form as the page shows it, with what is typed in place of what stands there."""
        db.session.commit()
        values = shown_values(self.browser.get(self.path).text)
        return self.browser.client.post(self.path, data=values | typed)

    def confirm(self, page: TestResponse, button: str = "confirmed") -> TestResponse:
        """Press a button of the page that says what will happen."""
        return self.browser.client.post(self.path, data=hidden_fields(page.text) | {button: "1"})

    @property
    def stored(self) -> Event:
        """The event as the database has it."""
        db.session.rollback()
        return db.session.get_one(Event, self.id)


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_with_nobody_on_it_the_change_is_saved_at_once(app: Flask) -> None:
    editor = Editor(app, TIME)
    assert editor.send(**MOVED).status_code == 303
    assert editor.stored.starts_at == swedish("2027-11-09 09:00")


def test_with_people_on_it_first_a_page_says_what_will_happen_then_it_does(app: Flask) -> None:
    editor = Editor(app, TIME)
    sign_up(editor.event)
    sign_up(editor.event, "tva@example.se")
    page = editor.send(**MOVED)

    assert "2 uppdateringar skickas" in page.text
    assert "Spara och skicka 2 mejl" in page.text
    said = " ".join(page.text.split())
    assert "måndag 8 november 2027 kl. 09.00–11.00" in said
    assert "tisdag 9 november 2027 kl. 09.00–11.00" in said
    assert editor.stored.starts_at == START
    assert "event_moved" not in kinds()

    done = editor.confirm(page)
    assert done.status_code == 303
    assert editor.stored.starts_at == swedish("2027-11-09 09:00")
    assert kinds().count("event_moved") == 2
    assert "2 mejl är på väg" in editor.browser.get(done.location).text


def test_going_back_from_it_keeps_all_that_was_typed(app: Flask) -> None:
    editor = Editor(app, TIME, attendance=Attendance.HYBRID, venue_name="Huset")
    sign_up(editor.event)
    typed = MOVED | {"directions": 'Rad ett\r\n"två" <b>', "venue_name": "Åsa & Co"}
    form = editor.confirm(editor.send(**typed), "back")
    values = shown_values(form.text)
    assert values["start_day"] == "2027-11-09"
    assert values["venue_name"] == "Åsa & Co"
    assert values["directions"].splitlines() == ["Rad ett", '"två" <b>']
    assert 'id="fel"' not in form.text


def test_faults_are_said_at_their_boxes_and_all_is_kept(app: Flask) -> None:
    editor = Editor(app, TIME)
    typed = {"end_clock": "08:00", "meeting_url": "http://mote.example/1", "join_opens_minutes": "många"}
    page = editor.send(**typed)
    assert page.status_code == 200
    assert "Välj en sluttid som kommer efter starttiden" in page.text
    assert "Den börjar med https://" in page.text
    assert {name: shown_values(page.text)[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_day": "", "start_clock": "", "end_day": "", "end_clock": ""}, "eller en period"),
        ({"end_day": "", "end_clock": ""}, "Fyll i när evenemanget slutar"),
        ({"meeting_url": ""}, "Lägg in länken till det digitala mötet"),
        ({"attendance": "on_site"}, "Fyll i var evenemanget är"),
        ({"start_day": "2026-11-09", "end_day": "2026-11-09"}, "Den tiden har redan varit"),
    ],
)
def test_what_is_published_stays_whole(app: Flask, typed: dict[str, str], sentence: str) -> None:
    editor = Editor(app, TIME)
    page = editor.send(**typed)
    assert page.status_code == 200
    assert sentence in page.text
    assert editor.stored.starts_at == START


def test_a_draft_is_kept_with_its_faults_and_an_empty_end_means_the_same_day(app: Flask) -> None:
    editor = Editor(app, TIME, status=EventStatus.DRAFT)
    editor.send(start_day="31 november", period="Hösten")
    assert list_unfinished(editor.id) == {"time_and_place": 1}
    again = editor.browser.get(editor.path).text
    assert shown_values(again)["start_day"] == "31 november"
    assert "Skriv dagen med siffror" in again

    editor.send(start_day="2027-11-09", end_day="", end_clock="11:30")
    assert editor.stored.ends_at == swedish("2027-11-09 11:30")
    assert list_unfinished(editor.id) == {}


def test_the_second_of_two_organisers_is_told_before_and_after_the_preview(app: Flask) -> None:
    editor = Editor(app, TIME)
    sign_up(editor.event)
    page = editor.send(**MOVED)
    colleague = OrganiserBrowser(app, make_organiser((editor.host, Role.EDITOR)))
    values = shown_values(colleague.get(editor.path).text)
    assert colleague.client.post(editor.path, data=values | {"directions": "Ny"}).status_code == 303

    told = editor.confirm(page)
    assert told.status_code == 200
    assert "Någon annan har ändrat evenemanget" in told.text
    assert shown_values(told.text)["start_day"] == "2027-11-09"
    assert editor.stored.starts_at == START
    assert "event_moved" not in kinds()
    # Sent once more, it holds: the page has the new version.
    again = editor.browser.client.post(editor.path, data=shown_values(told.text))
    assert editor.confirm(again).status_code == 303


def test_workshops_that_clash_are_counted_when_the_programme_stays(app: Flask) -> None:
    editor = Editor(app, TIME)
    workshop = make_session(editor.event, slot=1)
    sign_up(editor.event, sessions={1: workshop.id})
    db.session.commit()
    values = shown_values(editor.browser.get(editor.path).text) | MOVED
    del values["moves_programme"]
    page = editor.browser.client.post(editor.path, data=values)
    assert "1 persons workshop krockar med den nya tiden" in page.text


def test_more_seats_say_who_gets_one_and_fewer_than_taken_are_refused(app: Flask) -> None:
    editor = Editor(app, SEATS, seats=2)
    for number in range(4):
        sign_up(editor.event, f"person.{number}@example.se")
    assert "2 platser är redan tagna. Skriv minst 2." in editor.send(total="1").text
    page = editor.send(total="4")
    assert "2 får plats från kön" in page.text
    assert editor.confirm(page).status_code == 303
    waits = sa.select(sa.func.count()).where(Registration.status == RegistrationStatus.WAITLISTED)
    assert db.session.scalar(waits) == 0


def test_other_rules_about_signing_up_are_saved_at_once(app: Flask) -> None:
    editor = Editor(app, SEATS)
    sign_up(editor.event)
    typed = {"total": "", "queue_ends_hours": "3", "closes_day": "2027-11-05", "closes_clock": "12"}
    assert editor.send(**typed).status_code == 303
    event = editor.stored
    assert event.registration_closes_at == swedish("2027-11-05 12:00")
    assert (event.queue_ends_hours, event.pools, event.has_waiting_list) == (3, [], True)


def test_signing_up_does_not_close_before_it_opens_or_after_the_end(app: Flask) -> None:
    editor = Editor(app, SEATS)
    day = {"closes_day": "2027-11-05", "closes_clock": "12"}
    opens = {"opens_day": "2027-11-06", "opens_clock": "12"}
    assert "efter att anmälan har öppnat" in editor.send(**day, **opens).text
    late = {"closes_day": "2027-11-09", "closes_clock": "12"}
    assert "innan evenemanget är slut" in editor.send(**late).text


def test_calling_off_says_whom_it_reaches_asks_why_and_tells_them(app: Flask) -> None:
    editor = Editor(app, OFF)
    sign_up(editor.event)
    db.session.commit()
    page = editor.browser.get(editor.path).text
    assert "1 anmäld får mejl om att evenemanget är inställt" in page
    assert "Ställ in evenemanget och mejla 1 person" in page
    assert "Skriv varför evenemanget ställs in" in editor.send(reason=" ").text
    assert editor.stored.status is EventStatus.PUBLISHED

    assert editor.send(reason="För få anmälda").status_code == 303
    assert editor.stored.status is EventStatus.CANCELLED
    assert kinds().count("event_cancelled") == 1
    assert "Evenemanget är redan inställt" in editor.browser.get(editor.path).text
    for page_of in (TIME, SEATS):
        address = editor.path.replace(OFF, page_of)
        assert "Evenemanget är inställt och kan inte ändras" in editor.browser.get(address).text


def test_a_draft_is_deleted_instead(app: Flask) -> None:
    editor = Editor(app, OFF, status=EventStatus.DRAFT)
    db.session.commit()
    assert "Ta bort utkastet" in editor.browser.get(editor.path.replace(OFF, "redigera")).text
    assert editor.send().status_code == 303
    db.session.rollback()
    assert db.session.get(Event, editor.id) is None


@pytest.mark.parametrize("page", [TIME, SEATS, OFF])
def test_each_page_takes_the_same_queries_for_one_and_for_ten(app: Flask, page: str) -> None:
    asked = []
    for number in (1, 10):
        editor = Editor(app, page, seats=20)
        for one in range(number):
            sign_up(editor.event, f"person.{one}@example.se")
            make_session(editor.event, slot=one + 1)
        db.session.commit()
        with count_queries() as statements:
            assert editor.browser.get(editor.path).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]
