"""Signing in and out over HTTP."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.federations import services
from eventapp.federations.models import Organiser, Role, SignIn, SignInLink
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

PASSWORD = "en lång mening som lösenord"


@pytest.fixture
def organiser(session):
    return make_organiser((make_federation(), Role.OWNER), password=PASSWORD, email="kim@forbund.example")


def sign_in(browser, email="kim@forbund.example", password=PASSWORD, path="/arrangor/logga-in"):
    return browser.post(path, email=email, password=password)


def test_right_password_leads_to_the_events(app, organiser):
    browser = OrganiserBrowser(app)
    answer = sign_in(browser, email=" Kim@Forbund.Example ")
    assert answer.location == "/arrangor/"
    assert browser.get("/arrangor/").status_code == 200


def test_unknown_and_wrong_get_the_same_answer(app, organiser):
    unknown = sign_in(OrganiserBrowser(app), email="ingen@forbund.example")
    wrong = sign_in(OrganiserBrowser(app), password="fel lösenord helt och hållet")
    assert "stämmer inte överens" in wrong.text
    assert _without_tokens(unknown.text).replace("ingen@", "kim@") == _without_tokens(wrong.text)


def test_typed_address_is_kept_and_password_is_not(app, organiser):
    text = sign_in(OrganiserBrowser(app), password="fel lösenord").text
    assert 'value="kim@forbund.example"' in text
    assert "fel lösenord" not in text


def test_after_five_tries_the_sixth_waits_and_later_longer(app, organiser, at):
    at("2026-11-08 09:00")
    browser = OrganiserBrowser(app)
    codes = [sign_in(browser, password=f"fel {number}").status_code for number in range(6)]
    assert codes == [200] * 5 + [429]
    assert "Vänta en minut" in sign_in(browser).text
    at("2026-11-08 09:02")
    assert sign_in(browser, password="fel igen").status_code == 200
    assert "Vänta 2 minuter" in sign_in(browser).text


def test_one_address_that_waits_stops_nobody_else(app, organiser, at):
    at("2026-11-08 09:00")
    make_organiser(password=PASSWORD, email="robin@forbund.example")
    for _ in range(6):
        sign_in(OrganiserBrowser(app), password="fel")
    assert sign_in(OrganiserBrowser(app), email="robin@forbund.example").status_code == 302


def test_success_forgets_the_tries(app, organiser, at):
    at("2026-11-08 09:00")
    for _ in range(4):
        sign_in(OrganiserBrowser(app), password="fel")
    assert sign_in(OrganiserBrowser(app)).status_code == 302
    assert sign_in(OrganiserBrowser(app), password="fel").status_code == 200


def test_hash_of_an_older_cost_is_renewed(app, organiser):
    before = organiser.password_hash
    app.config["ARGON2_TIME_COST"] = 2
    sign_in(OrganiserBrowser(app))
    after = db.session.scalar(sa.select(Organiser.password_hash).where(Organiser.id == organiser.id))
    assert before != after
    assert "t=2" in after


def test_signing_in_gives_the_cookie_a_new_value(app, organiser):
    browser = OrganiserBrowser(app)
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"], cookie["planted"] = "known to somebody else", "1"
    sign_in(browser)
    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] != "known to somebody else"
        assert "planted" not in cookie


def test_database_holds_no_value_that_opens_a_session(app, organiser):
    browser = OrganiserBrowser(app)
    sign_in(browser)
    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] not in db.session.scalars(sa.select(SignIn.secret_hash)).all()


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/arrangor/evenemang/abc?q=1", "/arrangor/evenemang/abc?q=1"),
        ("//evil.example", "/arrangor/"),
        ("https://evil.example/arrangor/", "/arrangor/"),
        ("/\\evil.example", "/arrangor/"),
        ("/arrangor/\\evil", "/arrangor/"),
        ("/anmalan/", "/arrangor/"),
        ("javascript:alert(1)", "/arrangor/"),
        ("//[", "/arrangor/"),
        ("https://[", "/arrangor/"),
        ("/arrangor/[", "/arrangor/%5B"),
        ("//arrangor/", "/arrangor/"),
        ("/arrangor/\r\nX-Sent: y", "/arrangor/"),
        ("/arrangor/\u2028", "/arrangor/"),
        ("\t//evil.example", "/arrangor/"),
        ("/\t/evil.example", "/arrangor/"),
        ("http:///arrangor/", "/arrangor/"),
        ("\x00/arrangor/", "/arrangor/"),
        ("", "/arrangor/"),
    ],
)
def test_next_leads_only_to_the_organisers_own_pages(app, organiser, target, location):
    browser = OrganiserBrowser(app)
    browser.get("/arrangor/logga-in")
    answer = browser.client.post(
        "/arrangor/logga-in",
        query_string={"next": target},
        data={"csrf_token": browser.token(), "email": "kim@forbund.example", "password": PASSWORD},
    )
    assert answer.location == location


def test_signing_out_ends_the_row_so_that_a_kept_cookie_opens_nothing(app, organiser):
    browser = OrganiserBrowser(app, organiser)
    with browser.client.session_transaction() as cookie:
        kept = dict(cookie)
    assert browser.post("/arrangor/logga-ut").location == "/arrangor/logga-in"
    with browser.client.session_transaction() as cookie:
        cookie.update(kept)
    assert browser.get("/arrangor/").location.startswith("/arrangor/logga-in")


def test_idle_session_ends_after_twelve_hours(app, organiser, at):
    at("2026-11-08 08:00")
    browser = OrganiserBrowser(app, organiser)
    at("2026-11-08 19:59")
    assert browser.get("/arrangor/").status_code == 200
    at("2026-11-09 07:58")
    assert browser.get("/arrangor/").status_code == 200
    at("2026-11-09 20:00")
    assert browser.get("/arrangor/").status_code == 302


def test_last_seen_is_written_at_most_every_five_minutes(app, organiser, at):
    at("2026-11-08 08:00")
    browser = OrganiserBrowser(app, organiser)
    at("2026-11-08 08:04")
    browser.get("/arrangor/")
    assert _last_seen() == datetime.fromisoformat("2026-11-08T07:00+00:00")
    at("2026-11-08 08:05")
    browser.get("/arrangor/")
    assert _last_seen() == datetime.fromisoformat("2026-11-08T07:05+00:00")


def test_link_is_opened_by_a_button_and_works_once(app, organiser):
    path = f"/arrangor/lank/{services.make_sign_in_link(organiser)}"
    browser = OrganiserBrowser(app)
    assert browser.get(path).status_code == browser.get(path).status_code == 200
    assert browser.get("/arrangor/").status_code == 302
    assert browser.post(path).location == "/arrangor/"
    assert browser.get("/arrangor/").status_code == 200
    assert OrganiserBrowser(app).post(path).status_code == 410
    assert OrganiserBrowser(app).get(path).status_code == 410


def test_link_is_stored_hashed_and_ends(app, organiser):
    secret = services.make_sign_in_link(organiser, timedelta(hours=1))
    assert db.session.scalars(sa.select(SignInLink.secret_hash)).one() != secret
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=1)):
        assert OrganiserBrowser(app).post(f"/arrangor/lank/{secret}").status_code == 410


def test_who_came_by_link_chooses_a_password_and_other_sessions_end(app, organiser):
    elsewhere = OrganiserBrowser(app, organiser)
    browser = OrganiserBrowser(app)
    browser.post(f"/arrangor/lank/{services.make_sign_in_link(organiser)}")
    answer = browser.post("/arrangor/losenord", password="ett nytt långt ord", again="ett nytt långt ord")
    assert answer.location == "/arrangor/"
    assert browser.get("/arrangor/").status_code == 200
    assert elsewhere.get("/arrangor/").status_code == 302
    assert sign_in(OrganiserBrowser(app), password="ett nytt långt ord").status_code == 302


def test_who_signed_in_by_password_must_know_it_to_change_it(app, organiser):
    browser = OrganiserBrowser(app, organiser)
    new = {"password": "ett nytt långt ord", "again": "ett nytt långt ord"}
    assert (
        "Det nuvarande lösenordet stämmer inte"
        in browser.post("/arrangor/losenord", current="fel", **new).text
    )
    assert browser.post("/arrangor/losenord", current=PASSWORD, **new).status_code == 302


@pytest.mark.both_databases
@pytest.mark.parametrize("typed", ["", "\x00", "a" * 10_000, "=cmd()", "\u202e@å.se", "'; --@a.se"])
def test_odd_addresses_are_answered_with_a_sentence(app, session, typed):
    answer = sign_in(OrganiserBrowser(app), email=typed)
    assert answer.status_code == 200
    assert "Något behöver rättas" in answer.text


def test_post_without_token_is_refused(app, organiser):
    answer = app.test_client().post("/arrangor/logga-in", data={"email": "a@b.se", "password": PASSWORD})
    assert answer.status_code == 400


def _last_seen():
    return db.session.scalar(sa.select(SignIn.last_seen_at))


def _without_tokens(text):
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)
