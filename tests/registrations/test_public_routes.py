"""The sign-up form over HTTP: what it asks, what it refuses, and that it never tells who is registered."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, Audience, EventStatus, Mode, QuestionKind
from eventapp.federations.declaration import declaration_notice
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.databases import make_unwritable
from tests.support.forms import fill_in, hidden_fields

pytestmark = pytest.mark.usefixtures("session")


def path(event):
    """Return the address of an event's form."""
    return f"/evenemang/{event.slug}/anmalan"


def send(client, event, **fields):
    """Open the form and send it; follows to the page after it."""
    return fill_in(client, path(event), **{"name": "Kim Åkesson Öberg", "email": "kim@example.se"} | fields)


def count_registrations():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Registration.id)))


def test_signing_up_leads_to_a_page_that_says_so_and_what_comes(client):
    event = make_event()

    answer = send(client, event)

    assert answer.request.path == f"/evenemang/{event.slug}/anmalan/klar"
    assert "Du är anmäld" in answer.text
    assert "kim@example.se" in answer.text
    assert registration_of(event).public_id not in answer.text


def test_a_full_event_leads_to_the_queue_and_the_place_in_it_stands_in_the_mail_alone(client):
    event = make_event(seats=1)
    sign_up(event, "a@example.se")

    page = send(client, event).text

    assert "Du står i kö" in page
    assert "Där står vilken plats du har i kön" in page
    assert not re.search(r"plats \d", page)


def test_what_is_missing_is_said_in_title_summary_and_at_the_field_and_all_is_kept(client):
    event = make_event(attendance=Attendance.HYBRID)

    page = send(client, event, name="", needs="Hörslinga").text

    assert "<title>Fel: Anmäl dig till" in page
    assert "Något behöver rättas" in page
    assert page.count("Skriv ditt namn eller det namn du vill använda") == 2
    assert page.count("Välj om du deltar på plats eller digitalt") == 2
    assert 'aria-invalid="true"' in page
    assert "Hörslinga</textarea>" in page
    assert 'value="kim@example.se"' in page
    assert count_registrations() == 0


@pytest.mark.parametrize("address", ["kim", "kim@", "@example.se", "kim@example"])
def test_half_an_address_gets_a_sentence_that_says_what_to_write(client, address):
    page = send(client, make_event(), email=address).text

    assert "Skriv hela e-postadressen, till exempel namn@exempel.se" in page
    assert count_registrations() == 0


def test_an_international_domain_and_plus_addresses_are_addresses(client):
    for address in (
        "kim@exämple.se",
        "kim+demokrati@example.se",
        "k.å".replace("å", "a") + "@sub.example.se",
    ):
        assert "Du är anmäld" in send(client, make_event(), email=address).text


def test_an_address_that_looks_mistyped_is_asked_about_once(client):
    event = make_event()
    first = send(client, event, email="kim@gmial.com")
    assert "Menade du kim@gmail.com?" in first.text

    fields = hidden_fields(first.text) | {"name": "Kim", "email": "kim@gmial.com"}
    assert "Du är anmäld" in client.post(path(event), data=fields, follow_redirects=True).text


def test_ten_thousand_characters_are_counted_and_kept(client):
    page = send(client, make_event(), needs="å" * 10_000).text

    assert "Korta texten. Du har skrivit 10000 tecken och får plats med 2000." in page
    assert "å" * 10_000 in page


def test_the_same_form_sent_again_gets_the_same_page_and_one_registration(client):
    event = make_event(seats=5)
    form = client.get(path(event)).text
    fields = hidden_fields(form) | {"name": "Kim", "email": "kim@example.se"}

    pages = [client.post(path(event), data=fields, follow_redirects=True).text for _ in range(3)]

    assert pages[0] == pages[1] == pages[2]
    assert count_registrations() == 1
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 1


def test_the_same_form_gets_the_same_page_even_when_there_is_a_seat_again(client):
    event = make_event(seats=1)
    sign_up(event, "a@example.se")
    fields = hidden_fields(client.get(path(event)).text) | {"name": "Kim", "email": "kim@example.se"}
    client.post(path(event), data=fields)
    event.pools[0].capacity = 9

    assert "Du står i kö" in client.post(path(event), data=fields, follow_redirects=True).text


def test_an_address_that_is_registered_gets_the_page_of_a_new_one(app):
    event = make_event(seats=10)
    sign_up(event, "kim@example.se")

    known = send(app.test_client(), event, email="kim@example.se").text
    unknown = send(app.test_client(), event, email="new@example.se").text

    assert known.replace("kim@example.se", "x") == unknown.replace("new@example.se", "x")
    assert count_registrations() == 2


def test_a_workshop_that_filled_meanwhile_is_refused_with_everything_kept(client):
    event = make_event()
    workshop = make_session(event, slot=1, seats=1, title="Tillgänglighet i praktiken")
    form = client.get(path(event)).text
    sign_up(event, "quick@example.se", sessions={1: workshop.id})
    fields = hidden_fields(form) | {
        "name": "Kim",
        "email": "kim@example.se",
        "session_1": workshop.public_id,
        "needs": "Skrivtolk",
    }

    page = client.post(path(event), data=fields).text

    assert "Workshopen har blivit full" in page
    assert "Skrivtolk</textarea>" in page
    assert count_registrations() == 1


def test_a_full_workshop_cannot_be_chosen(client):
    event = make_event()
    workshop = make_session(event, slot=1, seats=1, taken=1, title="Full workshop")

    page = client.get(path(event)).text

    assert re.search(rf'<input[^>]*disabled[^>]*value="{workshop.public_id}"', page)
    assert "(fullt)" in page
    assert "Workshopen har blivit full" in send(client, event, session_1=workshop.public_id).text


def test_a_workshop_of_another_event_is_no_choice(client):
    event, other = make_event(), make_event()
    make_session(event, slot=1, seats=5)
    foreign = make_session(other, slot=1, seats=5)

    assert "Välj en workshop" in send(client, event, session_1=foreign.public_id).text


def test_own_questions_are_asked_and_answered(client):
    event = make_event()
    several = make_question(
        event,
        QuestionKind.SEVERAL_CHOICES,
        label="Vad vill du tala om?",
        options=["Delaktighet", "Jämställdhet"],
    )
    yes_no = make_question(event, QuestionKind.YES_NO, label="Vill du vara med?", is_required=True)
    fields = {f"question_{several.id}": ["Delaktighet", "Jämställdhet"]}

    assert "Svara på frågan: Vill du vara med?" in send(client, event, **fields).text
    send(client, event, **fields, **{f"question_{yes_no.id}": "no"})

    answers = {answer.question_id: answer.values for answer in registration_of(event).answers}
    assert answers == {several.id: ["Delaktighet", "Jämställdhet"], yes_no.id: ["no"]}


def test_an_internal_event_asks_for_eligibility_and_explains_without_it(client):
    event = make_event(audience=Audience.EMPLOYEES)

    page = send(client, event).text
    assert "Det här evenemanget är för medarbetare i förbundens insatser" in page
    assert "Du är välkommen till våra öppna evenemang" in page
    assert 'value="Kim Åkesson Öberg"' in page

    send(client, event, eligible="1")
    assert registration_of(event).is_eligible


def test_on_a_joint_day_one_says_which_federation_one_belongs_to(client):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts)

    assert "Välj det förbund du hör till" in send(client, event).text
    send(client, event, federation=hosts[1].slug)
    assert registration_of(event).federation_id == hosts[1].id
    send(client, event, email="other@example.se", federation="other")
    assert registration_of(event, "other@example.se").federation_id is None


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"status": EventStatus.CANCELLED}, "Det här evenemanget är inställt."),
        ({"starts_at": None, "period": "Hösten 2027"}, "Datum är inte bestämt. Kom gärna tillbaka."),
        ({"registration_opens_at": swedish("2999-01-01 08:00")}, "Anmälan har inte öppnat än."),
        ({"registration_closes_at": swedish("2021-01-01 08:00")}, "Anmälan stängde fredag 1"),
        ({"starts_at": swedish("2021-11-08 09:00")}, "Det här evenemanget är över."),
    ],
)
def test_what_is_not_open_says_so_and_what_to_do(client, facts, says):
    event = make_event(**facts)

    page = client.get(path(event)).text

    assert says in page
    assert "<form" not in page
    assert event.coordinating_host.phone in page


def test_a_tripped_trap_shows_the_form_again_with_the_answers(client):
    page = send(client, make_event(), trap="http://spam.example").text

    assert "Vi kunde inte ta emot anmälan. Dina svar finns kvar." in page
    assert "spam.example" not in page
    assert count_registrations() == 0


@pytest.mark.parametrize("missing", ["csrf_token", "form_id"])
def test_an_old_form_comes_back_filled_in_and_can_be_sent(client, missing):
    event = make_event()
    first = send(client, event, **{missing: "old"})
    assert "Sidan hade varit öppen länge. Dina svar finns kvar. Skicka igen." in first.text
    assert 'value="Kim Åkesson Öberg"' in first.text

    fields = hidden_fields(first.text) | {"name": "Kim", "email": "kim@example.se"}
    assert "Du är anmäld" in client.post(path(event), data=fields, follow_redirects=True).text


def test_too_many_from_one_network_are_told_to_wait_before_anything_is_written(app):
    app.config["SIGNUP_LIMIT"] = 2
    event = make_event()
    for number in range(2):
        send(app.test_client(), event, email=f"{number}@example.se")

    answer = send(app.test_client(), event, email="third@example.se")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert "Vänta 10 minuter och försök igen. Dina svar finns kvar." in answer.text
    assert count_registrations() == 2


def test_an_address_gets_at_most_three_mails_an_hour_from_forms_of_others(app):
    app.config["SIGNUP_LIMIT"] = 100
    events = [make_event() for _ in range(4)]

    codes = [send(app.test_client(), event, email="victim@example.se").status_code for event in events]

    assert codes == [200, 200, 200, 429]


def test_no_cookie_is_set_before_a_form_is_opened(client):
    event = make_event()

    assert "Set-Cookie" not in client.get(f"/evenemang/{event.slug}").headers
    assert "Set-Cookie" in client.get(path(event)).headers


def test_the_notice_stands_on_every_page_of_the_sign_up_exactly_once(app, client):
    event = make_event()
    with app.test_request_context():
        notice = declaration_notice(event.federations)

    pages = [client.get(path(event)).text, send(client, event).text]

    assert [unescape(page).count(notice) for page in pages] == [1, 1]


def test_the_way_of_attending_is_asked_only_where_there_is_a_choice(client):
    assert 'name="mode"' not in client.get(path(make_event())).text
    event = make_event(attendance=Attendance.HYBRID)
    send(client, event, mode="on_site")
    assert registration_of(event).mode is Mode.ON_SITE


def test_a_database_that_cannot_be_written_keeps_what_was_typed(client, app):
    event = make_event()
    db.session.commit()
    fields = hidden_fields(client.get(path(event)).text) | {
        "name": "Kim Åkesson Öberg",
        "email": "kim@example.se",
    }
    with app.app_context():
        make_unwritable(db.engine)

    answer = client.post(path(event), data=fields | {"needs": "Skrivtolk"})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Vi kunde inte spara just nu. Dina svar finns kvar." in answer.text
    assert "Skrivtolk</textarea>" in answer.text
    assert client.get(f"/evenemang/{event.slug}").status_code == 200
