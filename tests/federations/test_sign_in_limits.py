"""Tries at a password: counted by account and place, so that guessing slows down and nobody is shut out by others."""

from __future__ import annotations

import threading

import pytest

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations import known_browsers, sign_in_limits
from eventapp.federations.errors import TooManyTries
from eventapp.federations.models import Role
from eventapp.federations.sign_in_limits import MOST_FROM_ANYWHERE, Place, count_try
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

PASSWORD, EMAIL = "en lång mening som lösenord", "kim@forbund.example"
SIGN_IN = "/arrangor/logga-in"


@pytest.fixture(autouse=True)
def organiser(session, at):
    at("2026-11-08 09:00")
    return make_organiser((make_federation(), Role.OWNER), password=PASSWORD, email=EMAIL)


def browser_at(app, address):
    browser = OrganiserBrowser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def try_in(browser, password=PASSWORD, email=EMAIL):
    return browser.post(SIGN_IN, email=email, password=password)


def guess(app, address, times, email=EMAIL):
    return [try_in(browser_at(app, address), f"fel {n}", email).status_code for n in range(times)]


def test_stranger_elsewhere_does_not_shut_the_owner_out(app):
    assert guess(app, "203.0.113.9", 6) == [200] * 5 + [429]
    assert try_in(browser_at(app, "198.51.100.7")).status_code == 302
    assert guess(app, "203.0.113.9", 1) == [429]


def test_counted_by_account_alone_a_stranger_would(app, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "_both", lambda account, _place: account)
    guess(app, "203.0.113.9", 5)
    assert try_in(browser_at(app, "198.51.100.7")).status_code == 429


def test_sixty_addresses_of_one_ipv6_network_are_one(app):
    codes = [guess(app, f"2001:db8:0:7::{n:x}", 1)[0] for n in range(1, 9)]
    assert codes == [200] * 5 + [429] * 3
    assert guess(app, "2001:db8:0:8::1", 1) == [200]


def test_browser_that_has_signed_in_before_is_let_through_with_a_count_of_its_own(app):
    own = browser_at(app, "203.0.113.9")
    assert try_in(own).status_code == 302
    own.post("/arrangor/logga-ut")
    guess(app, "203.0.113.9", 6)
    assert [try_in(own, f"fel {n}").status_code for n in range(6)] == [200] * 5 + [429]
    other = browser_at(app, "203.0.113.10")
    try_in(other)
    guess(app, "203.0.113.10", 6)
    assert try_in(other).status_code == 302


def test_known_browser_is_known_for_its_own_accounts_only(app):
    make_organiser(password=PASSWORD, email="robin@forbund.example")
    browser = browser_at(app, "203.0.113.9")
    assert try_in(browser, email="robin@forbund.example").status_code == 302
    assert guess(app, "203.0.113.9", 6)[-1] == 429
    assert try_in(browser).status_code == 429


def test_altered_or_old_cookie_is_none(app, at):
    browser = browser_at(app, "203.0.113.9")
    try_in(browser)
    name = f"{app.config['SESSION_COOKIE_NAME']}-browser"
    value = browser.client.get_cookie(name).value
    guess(app, "203.0.113.9", 6)
    browser.client.set_cookie(name, value[:-2] + "xx")
    assert try_in(browser).status_code == 429
    browser.client.set_cookie(name, value)
    assert try_in(browser).status_code == 302
    at("2027-05-08 10:00")
    guess(app, "203.0.113.9", 6)
    assert try_in(browser).status_code == 429


def test_cookie_of_a_known_browser_is_closed_to_scripts_and_names_nobody(app):
    answer = try_in(browser_at(app, "203.0.113.9"))
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if "-browser=" in each]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "kim" not in cookie
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-eventapp")
    with app.test_request_context():
        assert known_browsers.cookie_name() == "__Host-eventapp-browser"


@pytest.mark.parametrize("email", [EMAIL, "ingen@forbund.example"])
def test_beyond_a_hundred_from_many_networks_a_link_leads_in_and_nobody_waits(app, session, email):
    for number in range(MOST_FROM_ANYWHERE):
        count_try(email, Place(f"network {number}"))
    answer = try_in(browser_at(app, "198.51.100.7"), email=email)
    assert answer.status_code == 429
    assert "Logga in med en länk i stället" in answer.text
    with app.test_request_context():
        count_try(email, Place("browser known", is_network=False))


def test_guesses_at_the_current_password_within_a_session_are_counted(app, organiser):
    browser = OrganiserBrowser(app, organiser)
    new = {"password": "ett nytt långt ord", "again": "ett nytt långt ord"}
    codes = [browser.post("/arrangor/losenord", current=f"fel {n}", **new).status_code for n in range(6)]
    assert codes == [200] * 5 + [429]
    assert "Vänta en minut" in browser.post("/arrangor/losenord", current=PASSWORD, **new).text
    assert try_in(browser_at(app, "198.51.100.7")).status_code == 302


def all_at_once(app, number):
    """Count tries in as many threads; returns how many went through."""
    db.session.commit()
    start, passed = threading.Barrier(number), []

    def attempt():
        with app.app_context():
            start.wait()
            try:
                with write():
                    count_try(EMAIL, Place("203.0.113.9"))
                passed.append(1)
            except TooManyTries:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(passed)


@pytest.mark.both_databases
def test_forty_guesses_at_once_are_counted_as_five(app):
    assert all_at_once(app, 40) == 5


@pytest.mark.postgresql
def test_without_waiting_for_each_other_more_go_through(app, monkeypatch):
    both_have_looked = threading.Barrier(8, timeout=5)
    count = sign_in_limits.count_hit

    def count_late(what, who):
        if what == sign_in_limits.ACCOUNT_FROM_PLACE:
            both_have_looked.wait()
        count(what, who)

    monkeypatch.setattr(sign_in_limits, "take_turn", lambda *_: None)
    monkeypatch.setattr(sign_in_limits, "count_hit", count_late)
    assert all_at_once(app, 8) == 8
