"""One's own data: seen, downloaded, corrected, erased; and only by who has the link."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.headcount import count_people
from eventapp.events.hosted import scope_on
from eventapp.events.statistic_models import EventStatistic
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.privacy.commands import purge_all
from eventapp.privacy.models import PurgeRecord, What
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.links import own_token
from eventapp.registrations.models import PhoneAccess, Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, make_question, registration_of, sign_up, swedish
from tests.support.forms import fill_in

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def now(at):
    at("2027-10-01 12:00")


@pytest.fixture
def event(session):
    """An event with one seat, Kim on it and Alex in the queue."""
    event = make_event(seats=1, starts_at=swedish("2027-11-08 09:00"))
    question = make_question(event, label="Hur reser du?")
    sign_up(event, needs="Hörslinga", organisation="Insats Unga", answers={question.id: ["Med tåg"]})
    sign_up(event, "alex@example.se", name="Alex")
    db.session.commit()
    return event


def own(event, rest="", email="kim@example.se"):
    return f"/anmalan/{own_token(registration_of(event, email))}/uppgifter{rest}"


def test_the_page_is_reached_from_the_own_page_and_shows_everything(client, event):
    assert own(event) in client.get(own(event).removesuffix("/uppgifter")).text
    answer = client.get(own(event))
    seen = answer.text.replace("\N{NO-BREAK SPACE}", " ")

    shown = ("Kim Åkesson Öberg", "kim@example.se", "Hörslinga", "Insats Unga", "Hur reser du?", "Med tåg")
    assert [text for text in (*shown, "Bekräftelse", "6 februari 2028") if text not in seen] == []
    assert "alex" not in answer.text.lower()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_it_can_be_taken_home_as_a_page_and_as_data(client, event):
    page, data = client.get(own(event, ".html")), client.get(own(event, ".json"))

    assert page.headers["Content-Disposition"] == 'attachment; filename="mina-uppgifter.html"'
    assert "Hörslinga" in page.text
    assert "/anmalan/" not in page.text
    assert data.headers["Content-Disposition"] == 'attachment; filename="mina-uppgifter.json"'
    read = json.loads(data.text)
    assert read["registration"]["needs"] == "Hörslinga"
    assert read["answers"] == [{"question": "Hur reser du?", "answer": "Med tåg"}]
    assert [mail["kind"] for mail in read["mails"]] == ["registration_confirmed"]
    assert [entry["action"] for entry in read["log"]] == ["sign_up"]
    assert read["calendar_entries"][0]["address"] == "kim@example.se"


@pytest.mark.parametrize("rest", ["", ".html", ".json", "/ta-bort"])
def test_wrong_links_open_nothing_and_right_ones_change_nothing(client, event, rest):
    assert client.get(f"/anmalan/nonsense/uppgifter{rest}").status_code == 404
    before = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))
    assert client.get(own(event, rest)).status_code == 200
    assert registration_of(event).status is RegistrationStatus.CONFIRMED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == before


def test_in_english_too(client, event):
    for rest in ("", ".html", "/ta-bort"):
        assert client.get(f"/en{own(event, rest)}").status_code == 200
    assert client.get("/en/personuppgifter/borttagna").status_code == 200


def test_erasing_gives_the_seat_on_and_leaves_only_numbers_and_a_last_mail(client, event):
    host, path = event.coordinating_host.id, own(event, "/ta-bort")
    page = client.get(path).text
    assert "Det här måste vi behålla enligt arkivlagen" in page
    assert "Dina uppgifter är borttagna" in fill_in(client, path).text

    assert db.session.scalars(sa.select(Registration.email)).all() == ["alex@example.se"]
    assert registration_of(event, "alex@example.se").status is RegistrationStatus.CONFIRMED
    assert find_seat_problems() == []
    assert count_people(scope_on(event, {host})).cancelled == 1
    lines = db.session.scalars(sa.select(PurgeRecord)).all()
    assert [(line.what, line.number, line.event_id) for line in lines] == [(What.ERASED, 1, event.id)]
    left = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient == "kim@example.se"))
    assert [(mail.kind, mail.status) for mail in left] == [("data_erased", MessageStatus.QUEUED)]
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {400, 404}


def test_the_last_mail_takes_the_entry_away_and_is_emptied_once_it_is_sent(client, event):
    fill_in(client, own(event, "/ta-bort"))
    last = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "data_erased")).one()
    assert last.payload is not None
    text = last.payload.decode()
    assert "METHOD:CANCEL" in text or "method=CANCEL" in text or "PUBLISH" in text
    purge_all()
    db.session.expire_all()
    assert last.recipient == "kim@example.se"
    last.status, last.finished_at = MessageStatus.SENT, last.created_at
    db.session.commit()
    purge_all()

    db.session.expire_all()
    assert (last.recipient, last.payload, last.about) == ("", None, "")


@pytest.mark.parametrize("moment", ["2027-11-08 10:00", "2027-11-20 10:00"])
def test_after_the_start_the_data_go_and_the_person_still_counts_as_having_come(client, event, at, moment):
    at(moment)
    fill_in(client, own(event, "/ta-bort"))

    assert "kim@example.se" not in set(db.session.scalars(sa.select(Registration.email)))
    assert "kim@example.se" not in set(db.session.scalars(sa.select(OutboxMessage.recipient)))
    numbers = sa.select(EventStatistic.value, EventStatistic.number)
    assert ("confirmed", 1) in set(map(tuple, db.session.execute(numbers)))


def test_who_has_cancelled_can_erase_too_and_gets_no_further_mail(client, event):
    cancel_registration(registration_of(event).id)
    db.session.commit()
    fill_in(client, own(event, "/ta-bort"))

    assert "kim@example.se" not in set(db.session.scalars(sa.select(OutboxMessage.recipient)))


def test_who_signed_up_by_phone_sees_the_reference_and_can_erase_too(client, event):
    sign_up(event, "", name="Alias Tall")
    caller = registration_of(event, "")
    caller.phone_access = PhoneAccess(reference="tall-älv-42", pin_hash="x" * 64, contact="070-123 45 67")
    db.session.commit()
    path = own(event, "", "")

    assert all(text in client.get(path).text for text in ("tall-älv-42", "070-123 45 67", "Alias Tall"))
    data = client.get(path + ".json").text
    assert "070-123 45 67" in data
    assert "x" * 64 not in data
    assert "sista mejl" not in client.get(path + "/ta-bort").text
    fill_in(client, path + "/ta-bort")

    assert db.session.scalars(sa.select(PhoneAccess)).all() == []
    assert "" not in set(db.session.scalars(sa.select(Registration.email)))


def test_the_page_after_a_sent_form_forgets_the_address_as_well(client, app, event):
    fill_in(client, f"/evenemang/{event.slug}/anmalan", name="Bo", email="bo@example.se")
    assert "bo@example.se" in client.get(f"/evenemang/{event.slug}/anmalan/klar").text
    fill_in(app.test_client(), own(event, "/ta-bort", "bo@example.se"))

    assert "bo@example.se" not in client.get(f"/evenemang/{event.slug}/anmalan/klar").text
