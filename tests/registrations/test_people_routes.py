"""Organisers' pages for one person, over HTTP: what they say, what they do, and whom they refuse."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import PhoneAccess, Registration, RegistrationStatus
from eventapp.registrations.owed_mails import send_owed
from eventapp.registrations.services import cancel_registration
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    registration_of,
    sign_up,
)
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser


@pytest.fixture
def host(session):
    return make_federation()


@pytest.fixture
def organiser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


@pytest.fixture
def event(host):
    return make_event(hosts=[host], seats=2)


def person_page(event, page="", email="kim@example.se"):
    return f"/arrangor/evenemang/{event.public_id}/deltagare/{registration_of(event, email).public_id}{page}"


def send(browser, path, **fields):
    """Fill in a page's form, send it, and return the page that follows."""
    kept = hidden_fields(browser.get(path).text)
    return browser.client.post(path, data=kept | fields, follow_redirects=True)


def status_of(event, email="kim@example.se"):
    db.session.rollback()
    return registration_of(event, email).status


def kinds():
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_an_organiser_adds_somebody_in_english_after_registration_has_closed(organiser, host):
    event = make_event(hosts=[host], registration_closes_at=now() - timedelta(hours=1))
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    page = send(organiser, path, name="Kim", email="kim@example.se", language="en")
    assert "Personen är anmäld" in page.text
    assert registration_of(event).language == "en"
    assert kinds() == ["registration_confirmed"]


def test_a_known_address_is_told_of_with_a_link_to_its_registration(organiser, event):
    sign_up(event)
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    page = send(organiser, path, name="Kim", email="Kim@example.se", language="sv")
    assert "Adressen har redan en anmälan till evenemanget." in page.text
    assert person_page(event) in page.text
    assert kinds() == ["registration_confirmed"]


def test_another_host_s_people_are_not_told_of(app, session):
    hosts = [make_federation(), make_federation(slug="medvard")]
    event = make_event(hosts=hosts)
    sign_up(event, federation_id=hosts[0].id)
    browser = OrganiserBrowser(app, make_organiser((hosts[1], Role.EDITOR)))
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    page = send(browser, path, name="Kim", email="kim@example.se", federation="medvard", language="sv")
    assert "Personen är anmäld" in page.text
    assert send_owed() == 1
    assert kinds() == ["registration_confirmed", "already_registered"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"status": EventStatus.DRAFT}, "Evenemanget är ett utkast."),
        ({"status": EventStatus.CANCELLED}, "Evenemanget är inställt."),
        ({"seats": 1, "taken": 1, "has_waiting_list": False}, "Höj antalet platser först."),
    ],
)
def test_nobody_is_added_where_nobody_can_be(organiser, host, values, sentence):
    event = make_event(hosts=[host], **values)
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    assert sentence in send(organiser, path, name="Kim", email="kim@example.se", language="sv").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 0


def test_editing_keeps_what_was_typed_with_its_fault_and_then_saves(organiser, event):
    question = make_question(event, label="Kommer du med tåg?")
    sign_up(event, name="Kim", needs="Tolk")
    path = person_page(event, "/andra")
    assert "Tolk" not in organiser.get(path).text

    wrong = send(organiser, path, name="", organisation="Enheten")
    assert "Något behöver rättas" in wrong.text
    assert 'value="Enheten"' in wrong.text
    done = send(organiser, path, name="Robin", **{f"question_{question.id}": "Ja"})
    assert "Ändringen är sparad" in done.text
    db.session.rollback()
    person = registration_of(event)
    assert (person.name, person.needs, person.answers[0].values) == ("Robin", "Tolk", ["Ja"])
    assert kinds() == ["registration_confirmed", "registration_changed"]


def test_only_the_coordinating_host_moves_people_between_hosts(app, session):
    hosts = [make_federation(slug="samordnar"), make_federation(slug="medvard")]
    event = make_event(hosts=hosts, attendance=Attendance.ONLINE)
    sign_up(event, federation_id=hosts[1].id)
    path = person_page(event, "/andra")
    other = OrganiserBrowser(app, make_organiser((hosts[1], Role.EDITOR)))
    assert 'name="federation"' not in other.get(path).text
    send(other, path, name="Kim", federation="samordnar")
    db.session.rollback()
    assert registration_of(event).federation_id == hosts[1].id
    coordinating = OrganiserBrowser(app, make_organiser((hosts[0], Role.EDITOR)))
    send(coordinating, path, name="Kim", federation="samordnar")
    db.session.rollback()
    assert registration_of(event).federation_id == hosts[0].id


def test_correcting_an_address_asks_about_likely_mistakes_and_names_who_has_it(organiser, event):
    sign_up(event, "kim@exempel.se")
    sign_up(event, "robin@example.se")
    path = person_page(event, "/adress", "kim@exempel.se")
    assert "Menade du" in send(organiser, path, email="kim@gmial.com").text
    taken = send(organiser, path, email="robin@example.se").text
    assert "Slå ihop de två anmälningarna" in taken
    done = send(organiser, path, email="kim@example.se")
    assert "Adressen är rättad" in done.text
    assert status_of(event) is RegistrationStatus.CONFIRMED


@pytest.mark.parametrize("address", ["robin@example.se", "nobody@example.se"])
def test_a_co_host_cannot_find_out_by_correcting_who_is_registered_with_another_host(app, session, address):
    hosts = [make_federation(name="Samordnarna"), make_federation()]
    event = make_event(hosts=hosts)
    sign_up(event, "kim@exempel.se", federation_id=hosts[1].id)
    sign_up(event, "robin@example.se", federation_id=hosts[0].id)
    editor = OrganiserBrowser(app, make_organiser((hosts[1], Role.EDITOR)))

    answer = send(editor, person_page(event, "/adress", "kim@exempel.se"), email=address)

    assert "rättas adresser av det samordnande förbundet. Ring Samordnarna" in answer.text
    assert "har redan en anmälan" not in answer.text
    assert status_of(event, "kim@exempel.se") is RegistrationStatus.CONFIRMED


def test_a_reason_is_needed_to_cancel_and_then_stands_in_the_log(organiser, event):
    sign_up(event)
    path = person_page(event, "/avboka")
    assert "Skriv varför, kort" in send(organiser, path).text
    done = send(organiser, path, reason="Anmäld två gånger")
    assert "Personen är avbokad." in done.text
    assert "Skäl: Anmäld två gånger" in done.text
    assert status_of(event) is RegistrationStatus.CANCELLED


def test_viewer_sees_neither_buttons_nor_reasons(app, host, organiser, event):
    sign_up(event)
    send(organiser, person_page(event, "/avboka"), reason="Hemligt skäl")
    viewer = OrganiserBrowser(app, make_organiser((host, Role.VIEWER)))
    page = viewer.get(person_page(event)).text
    assert "Hemligt skäl" not in page
    assert "Det här kan du göra" not in page


def test_a_full_event_offers_one_seat_more(organiser, event):
    for number in range(3):
        sign_up(event, f"p{number}@example.se")
    path = person_page(event, "/ge-plats", "p2@example.se")
    assert "Höj antalet platser först" in send(organiser, path, reason="Talar").text
    assert "Personen har fått en plats." in send(organiser, path, reason="Talar", adds_seat="1").text
    assert status_of(event, "p2@example.se") is RegistrationStatus.CONFIRMED


def test_the_queue_is_refused_with_a_sentence_and_nothing_changed(organiser, event):
    sign_up(event)
    page = send(organiser, person_page(event, "/till-kon"), reason="Skäl")
    assert "Ingen annan i kön kan ta platsen" in page.text
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert kinds() == ["registration_confirmed"]


def test_the_way_to_the_queue_stands_there_when_somebody_waits(organiser, event):
    for number in range(2):
        sign_up(event, f"p{number}@example.se")
    path = person_page(event, "", "p0@example.se")
    assert "Flytta till kön" not in organiser.get(path).text
    sign_up(event, "waits@example.se")
    assert "Flytta till kön" in organiser.get(path).text


def test_bring_back_confirm_again_and_renew_the_link(organiser, event):
    sign_up(event)
    cancel_registration(registration_of(event).id)
    organiser.post(person_page(event, "/aterkom"))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    version = registration_of(event).link_version
    organiser.post(person_page(event, "/bekraftelse"))
    assert kinds()[-1] == "registration_confirmed"
    number = len(kinds())
    organiser.post(person_page(event, "/bekraftelse"))
    assert len(kinds()) == number, "pressed twice it is one mail"
    organiser.post(person_page(event, "/lank"))
    db.session.rollback()
    assert registration_of(event).link_version == version + 1
    assert len(kinds()) == number + 1


def test_confirmation_sent_anew_raises_the_sequence(organiser, event, at):
    at("2026-05-01 12:00")
    sign_up(event)
    at("2026-05-01 12:30")
    organiser.post(person_page(event, "/bekraftelse"))
    db.session.rollback()
    assert registration_of(event).calendar_entry.sequence == 1


def test_a_new_pin_is_shown_once_and_opens_the_pages(organiser, event, client):
    sign_up(event, "", name="Alias")
    registration_of(event, "").phone_access = PhoneAccess(reference="tall-älv-42", pin_hash="x")
    path = person_page(event, "/pin", "")
    page = organiser.post(path)
    pin = re.search(r"<strong class=\"nowrap\">(\d{3} \d{3})</strong>", page.text).group(1)
    assert pin not in organiser.get(person_page(event, "", "")).text
    token = hidden_fields(client.get("/min-anmalan").text)["csrf_token"]
    fields = {"reference": "tall-älv-42", "pin": pin, "csrf_token": token}
    assert client.post("/min-anmalan/referens", data=fields).status_code == 303


def test_needs_are_written_down_as_they_were_said(organiser, event):
    sign_up(event, needs="Tolk")
    page = organiser.post(person_page(event, "/behov"))
    fields = hidden_fields(page.text) | {"needs": "Hörslinga", "food": ""}
    organiser.client.post(person_page(event, "/behov/skriv"), data=fields)
    db.session.rollback()
    person = registration_of(event)
    assert (person.needs, person.needs_answered_at) == ("Hörslinga", None)
    actions = set(db.session.scalars(sa.select(AuditEntry.action)))
    assert {"view_needs", "write_needs"} <= actions


def test_doubles_are_compared_and_merged(organiser, event):
    sign_up(event, "kim@hemma.example", name="Kim Ek")
    sign_up(event, "kim@arbete.example", name="Kim Ek")
    page = organiser.get(f"/arrangor/evenemang/{event.public_id}/deltagare/dubbletter").text
    (path,) = re.findall(r'href="([^"]+/samma-som/[^"]+)"', page)
    assert "Välj vilken anmälan du vill behålla" in send(organiser, path).text
    kept = registration_of(event, "kim@arbete.example").public_id
    assert "Den ena anmälan är borttagen" in send(organiser, path, kept=kept, takes_over="1").text
    assert status_of(event, "kim@hemma.example") is RegistrationStatus.CANCELLED
