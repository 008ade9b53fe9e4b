"""What was typed when the session had ended comes back after the sign-in, to the same person only."""

from __future__ import annotations

import pytest

from eventapp.federations.models import Role
from tests.support.builders import make_federation
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

PASSWORD = "en lång mening som lösenord"
PAGE = "/arrangor/forbund/haninge"
TYPED = {"name": 'Nytt "namn" <b>', "short_name": "Haninge", "answers": "site", "version": "1"}


@pytest.fixture
def federation(session):
    return make_federation(slug="haninge", name="Samordningsförbundet Haninge")


@pytest.fixture
def browser(app, federation, at):
    at("2026-11-08 08:00")
    organiser = make_organiser((federation, Role.OWNER), email="kim@haninge.example", password=PASSWORD)
    browser = OrganiserBrowser(app, organiser)
    browser.get(PAGE)
    return browser


def send(browser, path, **fields):
    """Send a form with the token that the page had when it was opened."""
    return browser.client.post(path, data={"csrf_token": browser.kept_token, **fields})


def go_idle(browser, at):
    browser.kept_token = browser.token()
    at("2026-11-08 21:00")


def sign_in(browser, refused, email="kim@haninge.example"):
    fields = hidden_fields(refused.text) | {"email": email, "password": PASSWORD}
    return browser.client.post("/arrangor/logga-in", data=fields)


def test_typed_text_is_sent_after_signing_in_again(browser, federation, session, at):
    go_idle(browser, at)
    refused = send(browser, PAGE, **TYPED)
    assert refused.status_code == 403
    assert "det du skickade är inte sparat" in refused.text
    asked = sign_in(browser, refused)
    assert "Du är inloggad igen" in asked.text
    session.refresh(federation)
    assert federation.name == "Samordningsförbundet Haninge"
    carried = hidden_fields(asked.text.partition("<main")[2])
    assert carried["name"] == TYPED["name"]
    assert browser.client.post(PAGE, data=carried).status_code == 303
    session.refresh(federation)
    assert federation.name == TYPED["name"]


def test_wrong_password_loses_nothing(browser, at):
    go_idle(browser, at)
    refused = send(browser, PAGE, **TYPED)
    fields = hidden_fields(refused.text) | {"email": "kim@haninge.example", "password": "fel"}
    again = browser.client.post("/arrangor/logga-in", data=fields)
    assert "stämmer inte överens" in again.text
    assert "Du är inloggad igen" in sign_in(browser, again).text


def test_another_person_gets_nothing_of_it(browser, federation, at):
    make_organiser((federation, Role.EDITOR), email="robin@haninge.example", password=PASSWORD)
    go_idle(browser, at)
    answer = sign_in(browser, send(browser, PAGE, **TYPED), "robin@haninge.example")
    assert answer.location == "/arrangor/"


def test_strangers_page_cannot_plant_a_form(browser, at):
    go_idle(browser, at)
    refused = send(browser, PAGE, **TYPED)
    fields = hidden_fields(refused.text) | {"carried": "WzEsMSwiL2Fycm.planted"}
    answer = browser.client.post(
        "/arrangor/logga-in", data=fields | {"email": "kim@haninge.example", "password": PASSWORD}
    )
    assert answer.location == "/arrangor/"


def test_it_is_kept_for_a_day_at_most(browser, at):
    go_idle(browser, at)
    refused = send(browser, PAGE, **TYPED)
    fields = hidden_fields(refused.text)["carried"]
    at("2026-11-09 21:01")
    page = browser.client.get("/arrangor/logga-in")
    again = hidden_fields(page.text) | {
        "carried": fields,
        "email": "kim@haninge.example",
        "password": PASSWORD,
    }
    assert browser.client.post("/arrangor/logga-in", data=again).location == "/arrangor/"


def test_passwords_are_never_carried(browser, at):
    go_idle(browser, at)
    answer = send(
        browser, "/arrangor/losenord", current="hemligt nu", password="hemligt sedan", again="hemligt"
    )
    assert answer.status_code == 302
    assert "hemligt" not in answer.text


def test_who_never_was_signed_in_is_sent_to_the_sign_in(app, federation):
    browser = OrganiserBrowser(app)
    assert browser.post(PAGE, **TYPED).location == "/arrangor/logga-in"
