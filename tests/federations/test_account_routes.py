"""One's own account, and back in without the password."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from tests.registrations.reading import read as read_mail
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

LOST = "/arrangor/glomt-losenord"
NEW = {"password": "ett nytt långt ord", "again": "ett nytt långt ord"}


@pytest.fixture
def organiser(session):
    return make_organiser(
        (make_federation(), Role.EDITOR), email="kim@forbund.example", password="en lång mening"
    )


def queued():
    return db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()


def without_secrets(text):
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line and "@" not in line)


@pytest.mark.both_databases
def test_forgotten_password_is_chosen_anew(app, organiser, at):
    at("2026-11-08 09:00")
    browser = OrganiserBrowser(app)
    assert "kommer ett mejl inom några minuter" in browser.post(LOST, email=" KIM@forbund.example").text
    (sent,) = queued()
    path = re.search(r"http://localhost(/arrangor/lank/\S+)", read_mail(sent).text).group(1)
    assert sent.recipient == "kim@forbund.example"
    at("2026-11-08 09:59")
    assert browser.post(path).location == "/arrangor/losenord"
    assert browser.post("/arrangor/losenord", **NEW).status_code == 302
    signed_in = OrganiserBrowser(app).post(
        "/arrangor/logga-in", email="kim@forbund.example", password=NEW["password"]
    )
    assert signed_in.status_code == 302


def test_link_ends_after_an_hour(app, organiser, at):
    at("2026-11-08 09:00")
    OrganiserBrowser(app).post(LOST, email="kim@forbund.example")
    path = re.search(r"http://localhost(/arrangor/lank/\S+)", read_mail(queued()[0]).text).group(1)
    at("2026-11-08 10:01")
    assert OrganiserBrowser(app).get(path).status_code == 410


@pytest.mark.both_databases
def test_strangers_get_the_same_answer_and_no_mail(app, organiser):
    make_organiser(email="utan@forbund.example", password="en lång mening")
    known = OrganiserBrowser(app).post(LOST, email="kim@forbund.example").text
    for stranger in ("ingen@forbund.example", "utan@forbund.example"):
        answer = OrganiserBrowser(app).post(LOST, email=stranger).text
        assert without_secrets(answer) == without_secrets(known)
    assert [mail.recipient for mail in queued()] == ["kim@forbund.example"]


def test_stranger_costs_the_same_work(app, organiser):
    counts = []
    for address in ("forst@forbund.example", "kim@forbund.example", "ingen@forbund.example"):
        browser = OrganiserBrowser(app)
        browser.get(LOST)
        with count_queries() as queries:
            browser.post(LOST, email=address)
        counts.append(len(queries))
    assert abs(counts[1] - counts[2]) <= 4


def test_known_and_unknown_wait_after_three(app, organiser, at):
    at("2026-11-08 09:00")
    for address in ("kim@forbund.example", "ingen@forbund.example"):
        codes = [OrganiserBrowser(app).post(LOST, email=address).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
    assert len(queued()) == 3


def test_sign_in_page_leads_to_it(app, client):
    assert LOST in client.get("/arrangor/logga-in").text


def test_name_is_changed(app, organiser):
    browser = OrganiserBrowser(app, organiser)
    assert browser.post("/arrangor/konto", name="  Kim   Nyström ").status_code == 303
    assert "Kim Nyström" in browser.get("/arrangor/konto").text
    assert "Skriv ditt namn" in browser.post("/arrangor/konto", name="").text


def test_other_sessions_are_listed_and_ended_all_or_one(app, organiser):
    here, there, elsewhere = (OrganiserBrowser(app, organiser) for _ in range(3))
    page = here.get("/arrangor/konto").text
    ids = re.findall(r'name="session" value="(\d+)"', page)
    assert len(ids) == 2
    assert here.post("/arrangor/konto/logga-ut-andra", session=max(ids, key=int)).status_code == 303
    assert (there.get("/arrangor/").status_code, elsewhere.get("/arrangor/").status_code) == (200, 302)
    here.post("/arrangor/konto/logga-ut-andra")
    assert (there.get("/arrangor/").status_code, here.get("/arrangor/").status_code) == (302, 200)


def test_nobody_ends_the_sessions_of_others(app, organiser):
    other = OrganiserBrowser(app, make_organiser())
    page = OrganiserBrowser(app, organiser)
    page.get("/arrangor/konto")
    for session in ("1", "2", "-1", "x", "9" * 40):
        assert other.post("/arrangor/konto/logga-ut-andra", session=session).status_code == 303
    assert page.get("/arrangor/").status_code == 200
