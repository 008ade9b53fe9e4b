"""One's own pages behind the mailed link: buttons change, links never do, and wrong links open nothing."""

from __future__ import annotations

import pytest
import vobject

from eventapp.core.extensions import db
from eventapp.core.tokens import Purpose, make_token
from eventapp.events.kinds import Attendance, Mode
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, make_session, registration_of, sign_up
from tests.support.forms import fill_in

pytestmark = pytest.mark.usefixtures("session")


def own(event, email="kim@example.se"):
    """Return the address of a person's own page."""
    return f"/anmalan/{own_token(registration_of(event, email))}"


def test_the_own_page_shows_what_was_said_and_is_kept_by_nobody(client):
    event = make_event()
    sign_up(event, needs="Hörslinga", organisation="Insats Unga framåt")

    answer = client.get(own(event))

    assert "Din anmälan" in answer.text
    assert "Hörslinga" in answer.text
    assert "Insats Unga framåt" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_opening_the_cancel_link_changes_nothing_and_the_button_does(client):
    event = make_event()
    sign_up(event)

    assert "Vill du avboka din plats?" in client.get(own(event) + "/avboka").text
    assert registration_of(event).status is RegistrationStatus.CONFIRMED

    page = fill_in(client, own(event) + "/avboka").text
    assert "Du är avbokad. Tack för att du sa till" in page
    assert registration_of(event).status is RegistrationStatus.CANCELLED


def test_somebody_who_cancelled_can_come_back(client):
    event = make_event()
    sign_up(event)
    cancel_registration(registration_of(event).id)

    fill_in(client, own(event), action=own(event) + "/aterkom")

    assert registration_of(event).status is RegistrationStatus.CONFIRMED


def test_a_change_keeps_what_was_not_touched(client):
    event = make_event(attendance=Attendance.HYBRID)
    workshop = make_session(event, slot=1, seats=3, title="Tillgänglighet")
    sign_up(event, mode=Mode.ONLINE, needs="Skrivtolk")

    page = client.get(own(event) + "/andra").text
    assert "Skrivtolk</textarea>" in page
    saved = fill_in(
        client,
        own(event) + "/andra",
        name="Kim",
        mode="on_site",
        needs="Skrivtolk",
        session_1=workshop.public_id,
    )

    assert "Ändringen är sparad" in saved.text
    assert registration_of(event).mode is Mode.ON_SITE
    assert [choice.session_id for choice in registration_of(event).choices] == [workshop.id]


def test_a_change_to_a_full_way_of_attending_is_refused_at_the_field(client):
    event = make_event(attendance=Attendance.HYBRID, on_site=1)
    sign_up(event, "other@example.se", mode=Mode.ON_SITE)
    sign_up(event, mode=Mode.ONLINE)

    page = fill_in(client, own(event) + "/andra", name="Kim", mode="on_site").text

    assert "Det finns ingen plats kvar för det sättet att delta." in page
    assert registration_of(event).mode is Mode.ONLINE


def test_somebody_in_the_queue_sees_the_place(client):
    event = make_event(seats=1)
    sign_up(event, "a@example.se")
    sign_up(event)

    assert "Du har plats 1 i kön" in client.get(own(event)).text
    assert "Vill du lämna kön?" in client.get(own(event) + "/avboka").text


def test_nothing_can_be_changed_once_it_has_begun(client, at):
    at("2027-10-01 09:00")
    event = make_event()
    sign_up(event)
    at(event.starts_at)

    page = client.get(own(event)).text
    assert "Det går inte att ändra anmälan längre." in page
    fill_in(client, own(event), action=own(event) + "/avboka", csrf_token="")
    assert registration_of(event).status is RegistrationStatus.CONFIRMED


def test_the_calendar_file_has_the_entry_of_the_mail_and_the_workshops(client):
    event = make_event()
    workshop = make_session(event, slot=1, title="Tillgänglighet i praktiken")
    sign_up(event, sessions={1: workshop.id})

    answer = client.get(own(event) + "/kalender.ics")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    calendar = vobject.readOne(answer.text)
    titles = [entry.summary.value for entry in calendar.vevent_list]
    assert titles == [event.title, "Tillgänglighet i praktiken"]
    assert calendar.vevent_list[0].uid.value == registration_of(event).calendar_entry.uid
    assert "METHOD" not in answer.text
    assert "/anmalan/" not in answer.text.replace("\r\n ", "")


def test_links_that_are_wrong_old_or_for_another_purpose_open_nothing(client):
    event = make_event()
    sign_up(event)
    registration = registration_of(event)
    old = own_token(registration)
    wrong = [
        "nonsense",
        f"{registration.public_id}-{'a' * 32}",
        join_token(registration),
        make_token(Purpose.REGISTRATION, "other", 1),
    ]
    for token in wrong:
        answer = client.get(f"/anmalan/{token}")
        assert answer.status_code == 404
        assert "Länken gäller inte längre" in answer.text

    assert client.get(f"/anmalan/{old}").status_code == 200
    registration.link_version += 1
    db.session.flush()
    assert client.get(f"/anmalan/{old}").status_code == 404


def test_a_lost_link_is_mailed_and_the_page_tells_nobody_who_is_registered(app):
    event = make_event()
    sign_up(event)

    known = fill_in(app.test_client(), "/min-anmalan", email="Kim@example.se")
    unknown = fill_in(app.test_client(), "/min-anmalan", email="nobody@example.se")

    assert known.text == unknown.text
    assert "Har du en anmälan kommer länken inom några minuter." in known.text


@pytest.mark.parametrize("rest", ["", "/andra", "/avboka", "/paminnelser", "/kalender.ics"])
def test_no_get_on_the_own_pages_changes_anything(client, rest):
    event = make_event()
    sign_up(event)
    before = registration_of(event).__dict__.copy()

    client.get(own(event) + rest)

    after = registration_of(event).__dict__
    assert {key: after[key] for key in ("status", "link_version", "muted_reminders", "name")} == {
        key: before[key] for key in ("status", "link_version", "muted_reminders", "name")
    }


def test_reminders_can_be_switched_off_one_by_one(client):
    event = make_event()
    sign_up(event)

    fill_in(client, own(event) + "/paminnelser", reminder=["day", "hour"])

    assert registration_of(event).muted_reminders == ["week"]
