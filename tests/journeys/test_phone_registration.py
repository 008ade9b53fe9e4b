"""Somebody without an address: signed up over the phone, and then on their own with a reference and a PIN."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.event_changes import cancel_event
from eventapp.registrations.models import CallReason, PhoneAccess, Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration
from eventapp.reminders.services import enqueue_due_reminders
from tests.support.builders import make_event, make_federation, make_session, registration_of, sign_up
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def organiser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def call(organiser, event, **fields):
    """Fill in the form for a caller and return the page that is read to them."""
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    page = organiser.client.get(path).text
    return organiser.client.post(path, data=hidden_fields(page) | {"name": "Alias Tall"} | fields)


def said(page):
    """Return the reference and the PIN on the organiser's page."""
    strong = re.findall(r'<strong class="nowrap">([^<]+)</strong>', page.text)
    return unescape(strong[0]), strong[1]


def open_own(client, reference, pin):
    """Send the second form of the page for lost links."""
    token = hidden_fields(client.get("/min-anmalan").text)
    fields = {"reference": reference, "pin": pin, "csrf_token": token["csrf_token"]}
    return client.post("/min-anmalan/referens", data=fields)


def the_caller():
    db.session.rollback()
    return db.session.scalars(sa.select(Registration).where(Registration.email == "")).one()


def count(model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_caller_gets_a_seat_changes_and_cancels_without_any_mail(organiser, host, client):
    event = make_event(hosts=[host])
    workshop = make_session(event, slot=1, title="Tillgänglighet", seats=2)

    page = call(organiser, event, session_1=workshop.public_id, contact="Ring Mia på jobbet")
    reference, pin = said(page)
    assert "Personen är anmäld" in page.text
    assert re.fullmatch(r"\d{3} \d{3}", pin)
    assert pin.replace(" ", "") not in db.session.scalar(sa.select(PhoneAccess.pin_hash))

    opened = open_own(client, reference.upper(), pin)
    own = opened.location
    shown = client.get(own).text
    assert "Alias Tall" in shown
    assert "Ring Mia på jobbet" in shown
    assert "Hämta kalenderfil" not in shown
    assert "Välj påminnelser" not in shown

    form = client.get(own + "/andra").text
    client.post(own + "/andra", data=hidden_fields(form) | {"name": "Alias Gran", "session_1": ""})
    assert the_caller().name == "Alias Gran"
    assert the_caller().choices == []
    form = client.get(own + "/avboka").text
    client.post(own + "/avboka", data=hidden_fields(form))
    assert the_caller().status is RegistrationStatus.CANCELLED
    form = client.get(own).text
    client.post(own + "/aterkom", data=hidden_fields(form))
    assert the_caller().status is RegistrationStatus.CONFIRMED

    assert count(OutboxMessage) == count(CalendarEntry) == 0
    assert find_seat_problems() == []


def test_the_same_form_sent_again_is_one_registration_with_the_same_pin(organiser, host):
    event = make_event(hosts=[host])
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/ny"
    fields = hidden_fields(organiser.client.get(path).text) | {"name": "Alias Tall"}

    first, second = organiser.client.post(path, data=fields), organiser.client.post(path, data=fields)

    assert said(first) == said(second)
    assert count(Registration) == 1


def test_many_without_an_address_may_come_and_nobody_is_doubled(organiser, host):
    event = make_event(hosts=[host])
    assert said(call(organiser, event)) != said(call(organiser, event))
    assert count(Registration) == 2
    assert find_seat_problems() == []


def test_with_an_address_all_goes_by_mail(organiser, host):
    event = make_event(hosts=[host])
    page = call(organiser, event, email="kim@example.se")
    assert "kim@example.se" in page.text
    assert "PIN-kod" not in page.text
    assert registration_of(event).calendar_entry is not None
    assert count(PhoneAccess) == 0


def test_who_gets_a_seat_from_the_queue_is_to_be_called(organiser, host, client):
    event = make_event(hosts=[host], seats=1)
    sign_up(event)
    page = call(organiser, event)
    assert "Plats 1 i kön." in page.text
    participants = f"/arrangor/evenemang/{event.public_id}/deltagare"
    assert "Ring</span>" not in organiser.get(participants).text

    with write():
        cancel_registration(registration_of(event).id)

    person = the_caller()
    assert person.status is RegistrationStatus.CONFIRMED
    assert person.phone_access.call_about is CallReason.SEAT
    listed = organiser.get(participants).text
    assert "Ring</span>" in listed
    assert said(page)[0] in listed
    assert "har fått en plats från kön" in organiser.get(f"{participants}/{person.public_id}").text
    organiser.post(f"{participants}/{person.public_id}/ringt")
    assert "Ring</span>" not in organiser.get(participants).text
    assert "Ska ringas: har fått en plats" in organiser.get(f"{participants}/{person.public_id}").text


def test_opening_the_own_page_is_being_told(organiser, host, client):
    event = make_event(hosts=[host])
    page = call(organiser, event)
    with write():
        cancel_event(event.id, "Sjukdom", SYSTEM)
    assert the_caller().phone_access.call_about is CallReason.CALLED_OFF

    assert "inställt" in client.get(open_own(client, *said(page)).location).text
    assert the_caller().phone_access.call_about is None


def test_no_reminder_is_made_for_who_has_no_address(organiser, host, at):
    at("2027-03-01 09:00")
    event = make_event(hosts=[host])
    sign_up(event)
    call(organiser, event)
    at("2027-03-14 12:00")
    with write():
        assert enqueue_due_reminders() == 1
    assert set(db.session.scalars(sa.select(OutboxMessage.recipient))) == {"kim@example.se"}


def test_pages_opened_by_pin_close_and_are_closed_by_the_next_opening(organiser, host, client):
    event = make_event(hosts=[host])
    reference, pin = said(call(organiser, event))
    first = open_own(client, reference, pin).location
    second = open_own(client, reference, pin).location
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200

    form = client.get(second).text
    assert "/min-anmalan" in client.post(second + "/stang", data=hidden_fields(form)).location
    assert client.get(second).status_code == 404
    assert open_own(client, reference, pin).status_code == 303


def test_wrong_reference_and_wrong_pin_get_the_same_answer_and_guessing_ends(organiser, host, client):
    event = make_event(hosts=[host])
    reference, pin = said(call(organiser, event))
    wrong_pin = "000000" if pin != "000 000" else "111111"

    def answer(one, other):
        got = open_own(client, one, other)
        text = re.sub(r'value="[^"]*"|csrf\S+', "", got.text)
        return got.status_code, text

    assert answer(reference, wrong_pin) == answer("tall-gran-10", wrong_pin)
    codes = [answer(reference, wrong_pin)[0] for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert answer(reference, pin)[0] == 429
    assert [answer("tall-gran-10", wrong_pin)[0] for _ in range(5)] == codes


def test_a_host_signs_up_only_those_whom_it_may_see(app):
    coordinating, other, third = make_federation(), make_federation(slug="andra"), make_federation(slug="tre")
    event = make_event(hosts=[coordinating, other, third])
    browser = OrganiserBrowser(app, make_organiser((other, Role.EDITOR)))

    page = browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare/ny").text
    assert 'value="andra"' in page
    assert 'value="tre"' not in page
    assert 'name="federation" type="radio" value="other"' not in page
    assert len(re.findall('name="federation"', page)) == 1
    refused = call(browser, event, federation="tre")
    assert "Välj det förbund personen hör till" in refused.text
    assert count(Registration) == 0


def test_rules_of_the_form_hold_on_the_phone(organiser, host):
    event = make_event(hosts=[host], seats=1, taken=1, has_waiting_list=False)
    assert "Det finns inga platser kvar" in call(organiser, event).text
    assert "Skriv ditt namn" in call(organiser, make_event(hosts=[host]), name="").text
    assert count(Registration) == 0


def test_the_door_sees_names_or_nothing_but_references(app, host, organiser):
    event = make_event(hosts=[host], attendance=Attendance.ON_SITE)
    sign_up(event, organisation="Insats Unga framåt")
    reference = said(call(organiser, event, contact="073-000 00 00"))[0]
    door = OrganiserBrowser(app, make_organiser((host, Role.DOOR)))
    path = f"/arrangor/evenemang/{event.public_id}/deltagare/dorr"

    by_name, by_reference = door.get(path).text, door.get(path + "?visa=referens").text

    assert "Alias Tall" in by_name
    assert "Kim Åkesson Öberg" in by_name
    assert reference in by_reference
    assert "Alias Tall" not in by_reference
    assert "Kim" not in by_reference
    for page in (by_name, by_reference):
        assert "073-000" not in page
        assert "kim@example.se" not in page
        assert "Unga framåt" not in page


def test_reference_pin_and_contact_go_with_the_registration(organiser, host):
    event = make_event(hosts=[host])
    call(organiser, event, contact="073-000 00 00")
    with write():
        db.session.execute(sa.delete(Registration).where(Registration.email == ""))
    assert count(PhoneAccess) == 0


def test_nothing_tells_who_has_protected_data(organiser, host):
    event = make_event(hosts=[host])
    call(organiser, event)
    columns = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    assert not {name for name in columns if "protected" in name or "skydd" in name}
    assert all("skydd" not in str(row.details) for row in db.session.scalars(sa.select(AuditEntry)))
