"""The organisers' pages about the programme: items, workshops in slots, and what is shown before people are reached."""

import re

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.events.editing import list_unfinished
from eventapp.events.kinds import EventStatus
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from tests.support.builders import (
    make_event,
    make_federation,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

START, END = swedish("2027-11-08 09:00"), swedish("2027-11-08 16:00")


@pytest.fixture
def host(session, at):
    at("2027-10-01 12:00")
    return make_federation()


@pytest.fixture
def day(host):
    """A published day, 09.00 to 16.00."""
    return make_event(hosts=[host], starts_at=START, ends_at=END)


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def list_page(event):
    return f"/arrangor/evenemang/{event.public_id}/redigera/program"


def new_page(event):
    return f"{list_page(event)}/ny"


def item_page(event, session):
    return f"{list_page(event)}/{session.public_id}"


def send(browser, path, **fields):
    """Open a page and send its form with these fields, the hidden ones included."""
    opened = browser.get(path).text
    return browser.client.post(path, data=hidden_fields(opened) | fields)


def confirm(browser, path, answer, **fields):
    """Press the button of the page that says what will happen."""
    return browser.client.post(path, data=hidden_fields(answer.text) | {"confirmed": "1"} | fields)


def item(**fields):
    return {"title": "Punkt", "starts": "09.00", "ends": "10.00", "slot": "all"} | fields


def sessions_of(event):
    db.session.expire_all()
    return event.sessions


def mails(kind):
    return db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind)).all()


def test_an_empty_programme_says_so_and_leads_to_the_first_item(browser, day):
    page = browser.get(list_page(day)).text
    assert "Programmet är tomt" in page
    assert new_page(day) in page


def test_an_item_is_added_before_what_begins_later(browser, day):
    for title, starts in (("Sist", "15.00"), ("Först", "9"), ("Mitt", "12:30")):
        answer = send(browser, new_page(day), **item(title=title, starts=starts, ends=""))
        assert answer.status_code == 303
    assert [one.title for one in sessions_of(day)] == ["Först", "Mitt", "Sist"]
    assert [one.starts_at for one in day.sessions][1] == swedish("2027-11-08 12:30")


def test_a_workshop_makes_its_slot_and_another_joins_it(browser, day):
    send(browser, new_page(day), **item(title="A", slot="0", seats="12"))
    send(browser, new_page(day), **item(title="B", slot="1"))
    assert [(one.title, one.slot) for one in sessions_of(day)] == [("A", 1), ("B", 1)]
    assert [(pool.session.title, pool.capacity) for pool in day.pools if pool.session] == [("A", 12)]
    page = browser.get(list_page(day)).text
    assert "Workshop, i stället för B" in page
    assert "0 av 12 platser tagna" in page


def test_the_sign_up_form_and_the_event_page_show_what_was_made(browser, client, day):
    send(browser, new_page(day), **item(title="Att lyssna", slot="0", seats="8", description="**Öva**"))
    form = client.get(f"/evenemang/{day.slug}/anmalan").text
    assert 'name="session_1"' in form
    assert "Att lyssna" in form
    page = client.get(f"/evenemang/{day.slug}").text
    assert "några platser kvar" in page
    assert "<strong>Öva</strong>" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Skriv en rubrik"),
        ({"starts": "08.30"}, "Evenemanget är måndag"),
        ({"ends": "17.00"}, "Evenemanget är måndag"),
        ({"ends": "08.59"}, "senare än den när programpunkten börjar"),
        ({"starts": "halv tio"}, "Skriv klockslaget med siffror"),
        ({"starts": "", "ends": "10.00"}, "Skriv när programpunkten börjar"),
        ({"slot": "0", "ends": ""}, "Skriv när workshopen slutar"),
        ({"slot": "7"}, "Välj om alla deltar"),
        ({"seats": "10"}, "Bara workshoppar har egna platser"),
        ({"slot": "0", "seats": "0"}, "Skriv ett heltal"),
    ],
)
def test_what_cannot_be_is_said_and_all_is_kept(browser, day, fields, sentence):
    answer = send(browser, new_page(day), **item(place="Sal B") | fields)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Sal B" in answer.text
    assert sessions_of(day) == []


def test_an_item_past_midnight_belongs_to_an_event_that_goes_on_into_the_next_day(browser, host):
    night = make_event(
        hosts=[host], starts_at=swedish("2027-11-08 18:00"), ends_at=swedish("2027-11-09 02:00")
    )
    assert send(browser, new_page(night), **item(day="2027-11-08", starts="23", ends="01")).status_code == 303
    assert sessions_of(night)[0].ends_at == swedish("2027-11-09 01:00")


def test_an_event_of_several_days_asks_for_the_day(browser, host):
    days = make_event(hosts=[host], starts_at=START, ends_at=swedish("2027-11-09 16:00"))
    send(browser, new_page(days), **item(day="2027-11-09", starts="10", ends="11"))
    assert sessions_of(days)[0].starts_at == swedish("2027-11-09 10:00")


def test_an_event_without_a_date_has_a_programme_without_times(browser, host):
    event = make_event(hosts=[host], starts_at=None, period="Våren 2028")
    page = browser.get(new_page(event)).text
    assert 'name="starts"' not in page
    assert send(browser, new_page(event), title="A", slot="0").status_code == 303
    assert sessions_of(event)[0].slot == 1


def test_a_draft_keeps_a_faulty_item_and_shows_it_again_with_its_errors(browser, host):
    draft = make_event(hosts=[host], starts_at=START, ends_at=END, status=EventStatus.DRAFT)
    send(browser, new_page(draft), **item(title="", place="Sal B"))
    assert list_unfinished(draft.id) == {"programme:new": 1}
    assert "1 sak behöver rättas" in browser.get(list_page(draft)).text
    again = browser.get(new_page(draft)).text
    assert "Sal B" in again
    assert "Skriv en rubrik" in again
    assert send(browser, new_page(draft), **item(title="Hel")).status_code == 303
    assert list_unfinished(draft.id) == {}


def test_the_second_of_two_is_told_and_overwrites_nothing(browser, day):
    one = make_session(day, title="Före")
    stale = hidden_fields(browser.get(item_page(day, one)).text)
    send(browser, item_page(day, one), **item(title="Den första"))
    answer = browser.client.post(item_page(day, one), data=stale | item(title="Den andra"))
    assert "Någon annan har ändrat" in answer.text
    assert "Den andra" in answer.text
    assert [one.title for one in sessions_of(day)] == ["Den första"]
    assert (
        browser.client.post(
            item_page(day, one), data=hidden_fields(answer.text) | item(title="Den andra")
        ).status_code
        == 303
    )


def test_items_move_by_buttons_and_by_time(browser, day):
    first, second = make_session(day, title="Ett"), make_session(day, title="Två")
    db.session.commit()
    version = {"version": str(day.version)}
    browser.post(f"{item_page(day, second)}/flytta", riktning="upp", **version)
    assert [one.title for one in sessions_of(day)] == ["Två", "Ett"]
    assert "står inte i tidsordning" in browser.get(list_page(day)).text
    browser.post(f"{item_page(day, first)}/flytta", version=str(day.version - 1))
    assert [one.title for one in sessions_of(day)] == ["Två", "Ett"]
    browser.post(f"{list_page(day)}/ordna", version=str(day.version))
    assert [one.title for one in sessions_of(day)] == ["Ett", "Två"]


def test_a_choice_can_be_required_in_a_slot(browser, client, day):
    make_session(day, slot=1)
    db.session.commit()
    send(browser, list_page(day))
    browser.post(f"{list_page(day)}/pass", version=str(day.version), required="1")
    db.session.expire_all()
    assert [slot.is_required for slot in day.slots] == [True]
    assert "Ingen workshop" not in client.get(f"/evenemang/{day.slug}/anmalan").text
    browser.post(f"{list_page(day)}/pass", version=str(day.version))
    db.session.expire_all()
    assert [slot.is_required for slot in day.slots] == [False]


def test_another_spelling_is_saved_at_once_and_reaches_nobody(browser, day):
    workshop = make_session(
        day, slot=1, title="Stafvel", starts_at=START, ends_at=swedish("2027-11-08 10:00")
    )
    sign_up(day, sessions={1: workshop.id})
    answer = send(browser, item_page(day, workshop), **item(title="Stavel", slot="1"))
    assert answer.status_code == 303
    assert mails("workshop_changed") == []
    assert sessions_of(day)[0].title == "Stavel"


def test_a_moved_workshop_is_shown_first_and_then_told(browser, day):
    workshop = make_session(day, slot=1, starts_at=START, ends_at=swedish("2027-11-08 10:00"))
    for number in range(3):
        sign_up(day, f"{number}@example.se", sessions={1: workshop.id})
    sign_up(day, "utan@example.se")
    asked = send(browser, item_page(day, workshop), **item(slot="1", ends="11.00"))
    assert "3 uppdateringar skickas" in asked.text
    assert mails("workshop_changed") == []
    back = browser.client.post(item_page(day, workshop), data=hidden_fields(asked.text) | {"back": "1"})
    assert 'value="11:00"' in back.text
    assert confirm(browser, item_page(day, workshop), asked).status_code == 303
    assert len(mails("workshop_changed")) == 3
    assert sessions_of(day)[0].ends_at == swedish("2027-11-08 11:00")


def test_a_removed_workshop_says_whom_it_reaches_before_it_goes(browser, day):
    workshop = make_session(day, slot=1, seats=5)
    sign_up(day, sessions={1: workshop.id})
    path = f"{item_page(day, workshop)}/ta-bort"
    page = browser.get(path).text
    assert "1 person blir av med sin workshop" in page
    assert "1 uppdatering skickas" in page
    assert send(browser, path).status_code == 303
    assert sessions_of(day) == []
    assert len(mails("workshop_removed")) == 1
    assert registration_of(day).choices == []


def test_fewer_seats_than_have_chosen_are_refused(browser, day):
    workshop = make_session(day, slot=1, seats=5, starts_at=START, ends_at=END)
    for number in range(2):
        sign_up(day, f"{number}@example.se", sessions={1: workshop.id})
    answer = send(browser, item_page(day, workshop), **item(slot="1", ends="16.00", seats="1"))
    assert "Skriv minst 2" in answer.text


def test_others_and_viewers_have_no_way_in(app, host, day):
    for federation, role, code in ((make_federation(), Role.OWNER, 404), (host, Role.VIEWER, 403)):
        stranger = OrganiserBrowser(app, make_organiser((federation, role)))
        assert stranger.get(list_page(day)).status_code == code
        assert stranger.post(f"{list_page(day)}/ordna", version="1").status_code == code


def test_the_trail_has_what_was_and_what_is(browser, day):
    one = make_session(day, title="Före")
    send(browser, item_page(day, one), **item(title="Efter"))
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "change_session")).one()
    assert entry.details["changed"]["title"] == ["Före", "Efter"]
    assert entry.event_id == day.id


def test_number_of_queries_does_not_grow_with_the_programme(browser, day):
    counts = []
    for number in (3, 30):
        for _ in range(number):
            make_session(day, slot=1, seats=5)
        db.session.commit()
        with count_queries() as statements:
            assert browser.get(list_page(day)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_no_field_is_without_its_label(browser, day):
    page = browser.get(new_page(day)).text
    ids = set(re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page))
    assert {"title", "starts", "ends", "seats", "place"} <= ids
