"""Two organisers at once, and people who sign up or change while an event is changed: one waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.audit.services import SYSTEM
from eventapp.changes.time_and_place import change_time_and_place, time_and_place_of
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.editing import claim_version
from eventapp.events.kinds import Attendance, Mode
from eventapp.events.models import Event
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations import services
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.errors import WayGone
from eventapp.registrations.links import change_url
from eventapp.registrations.models import Registration
from tests.registrations.reading import read
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish
from tests.support.forms import hidden_fields, shown_values
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
LONGEST_WAIT = 20
START, NEW = swedish("2027-11-08 09:00"), swedish("2027-11-09 09:00")


@pytest.fixture
def event(at: Any) -> Event:
    """An event on site and online, with few seats."""
    at("2027-10-01 12:00")
    place = {"venue_name": "Huset", "meeting_url": "https://mote.example/1"}
    event = make_event(starts_at=START, attendance=Attendance.HYBRID, on_site=5, online=5, **place)
    db.session.commit()
    return event


@contextmanager
def changing(event: Event, **changed: Any) -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Change the event while something else is under way that was checked before and is saved after."""
    is_checked = threading.Event()
    new = replace(time_and_place_of(event), **changed)
    event_id, version = event.id, event.version
    threads: list[threading.Thread] = []

    def begin(act: Callable[[], Any]) -> None:
        threads.append(threading.Thread(target=act))
        threads[0].start()
        assert is_checked.wait(LONGEST_WAIT)

    def note(_connection: Any) -> None:
        # The transaction in which the form was checked ends: from here on it waits to write.
        if threading.current_thread() in threads:
            is_checked.set()

    engine = db.engine
    sa.event.listen(engine, "rollback", note)
    try:
        with write():
            claimed = claim_version(event_id, version)
            yield begin
            change_time_and_place(claimed, new, moves_programme=True, actor=SYSTEM)
        threads[0].join(LONGEST_WAIT)
    finally:
        sa.event.remove(engine, "rollback", note)


def mails(kind: str) -> list[Any]:
    db.session.rollback()
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return [read(one) for one in db.session.scalars(query)]


def test_who_signs_up_while_it_moves_gets_the_new_time_in_the_only_entry(app: Flask, event: Event) -> None:
    client, path = app.test_client(), f"/evenemang/{event.slug}/anmalan"
    page = hidden_fields(client.get(path).text)
    typed = {"name": "Kim Exempel", "email": "kim@example.se", "mode": "on_site"}
    with changing(event, starts_at=NEW, ends_at=swedish("2027-11-09 11:00")) as begin:
        begin(lambda: client.post(path, data=page | typed))

    (told,) = mails("registration_confirmed")
    assert told.entry.dtstart.value.astimezone(NEW.tzinfo) == NEW
    assert mails("event_moved") == []


def test_who_chooses_a_way_that_goes_is_asked_again_with_everything_kept(app: Flask, event: Event) -> None:
    client, path = app.test_client(), f"/evenemang/{event.slug}/anmalan"
    page = hidden_fields(client.get(path).text)
    typed = {"name": "Kim Exempel", "email": "kim@example.se", "mode": "online"}
    answers: list[Any] = []
    with changing(event, attendance=Attendance.ON_SITE) as begin:
        begin(lambda: answers.append(client.post(path, data=page | typed)))

    assert "Det går inte längre att delta så." in answers[0].text
    assert "Kim Exempel" in answers[0].text
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


def test_who_changes_to_a_way_that_goes_keeps_their_seat(app: Flask, event: Event) -> None:
    sign_up(event, mode=Mode.ON_SITE)
    db.session.commit()
    client = app.test_client()
    path = "/" + change_url(registration_of(event)).split("/", 3)[3]
    values = shown_values(client.get(path).text)
    answers: list[Any] = []
    with changing(event, attendance=Attendance.ON_SITE) as begin:
        begin(lambda: answers.append(client.post(path, data=values | {"mode": "online"})))

    assert "Det går inte längre att delta så." in answers[0].text
    db.session.rollback()
    assert registration_of(event).mode is Mode.ON_SITE
    assert find_seat_problems() == []


def test_without_the_guard_somebody_ends_up_in_a_way_that_is_not_there(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    event.attendance = Attendance.ON_SITE
    db.session.flush()
    with pytest.raises(WayGone):
        sign_up(event, mode=Mode.ONLINE)
    monkeypatch.setattr(services, "require_way", lambda _event, _choices: None)
    sign_up(event, mode=Mode.ONLINE)
    assert registration_of(event).mode not in event.modes


def test_of_two_organisers_who_confirm_at_once_one_is_told(app: Flask, at: Any) -> None:
    at("2027-10-01 12:00")
    host = make_federation()
    event = make_event(hosts=[host], starts_at=START, meeting_url="https://mote.example/1")
    sign_up(event)
    event_id, path = event.id, f"/arrangor/evenemang/{event.public_id}/redigera/tid-och-plats"
    days = ("2027-11-09", "2027-11-10")
    browsers = [OrganiserBrowser(app, make_organiser((host, Role.EDITOR))) for _day in days]
    pages = []
    for browser, day in zip(browsers, days, strict=True):
        values = shown_values(browser.get(path).text) | {"start_day": day, "end_day": day}
        pages.append(hidden_fields(browser.client.post(path, data=values).text) | {"confirmed": "1"})
    answers: list[Any] = []
    both = threading.Barrier(2)

    def confirm(browser: OrganiserBrowser, page: dict[str, str]) -> None:
        both.wait(LONGEST_WAIT)
        answers.append(browser.client.post(path, data=page))

    threads = [threading.Thread(target=confirm, args=pair) for pair in zip(browsers, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_WAIT)

    assert sorted(answer.status_code for answer in answers) == [200, 303]
    told = next(answer for answer in answers if answer.status_code == 200)
    assert "Någon annan har ändrat evenemanget" in told.text
    assert len(mails("event_moved")) == 1
    starts_at = db.session.get_one(Event, event_id).starts_at
    assert starts_at in {swedish(f"{day} 09:00") for day in days}
