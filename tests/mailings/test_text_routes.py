"""Organisers add to automatic mails on pages, see the mail, and are told of faults and of each other."""

from __future__ import annotations

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.events.mail_texts import find_of_event, find_of_federation, mail_kinds
from eventapp.federations.models import Role
from eventapp.mailings.examples import example_event, example_mail
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

LONG = "x" * 2001


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.OWNER)))


def there(event, kind="reminder"):
    return f"/arrangor/evenemang/{event.public_id}/redigera/mejltexter" + (f"/{kind}" if kind else "")


def kept(event, kind="reminder"):
    db.session.expire_all()
    return find_of_event(event, kind)


def test_an_addition_is_saved_listed_and_shown_in_the_mail(browser, host):
    event = make_event(hosts=[host])
    answer = browser.post(there(event), text="Ta hissen", text_en="Take the lift", version="1")
    assert (answer.status_code, answer.location) == (303, there(event))
    assert (kept(event).text, kept(event).text_en) == ("Ta hissen", "Take the lift")
    page = browser.get(there(event)).text
    assert "Vi ses " in page
    assert page.count("Ta hissen") == 2
    assert "Eget tillägg" in browser.get(there(event, "")).text


def test_too_long_or_english_only_comes_back(browser, host):
    event = make_event(hosts=[host])
    answer = browser.post(there(event), text=LONG, version="1")
    assert answer.status_code == 200
    assert LONG in answer.text
    assert "Korta texten" in answer.text
    assert "på svenska också" in browser.post(there(event), text_en="Only", version="1").text
    assert kept(event) is None


def test_a_draft_keeps_its_faults(browser, host):
    event = make_event(hosts=[host], status=EventStatus.DRAFT)
    browser.post(there(event), text=LONG, version="1")
    assert "1 fel att rätta" in browser.get(there(event, "")).text
    assert LONG in browser.get(there(event)).text
    browser.post(there(event), text="Kort", version="2")
    assert "Eget tillägg" in browser.get(there(event, "")).text


def test_second_of_two_organisers_is_told(browser, host):
    event = make_event(hosts=[host])
    browser.post(there(event), text="Ett", version="1")
    answer = browser.post(there(event), text="Två", version="1")
    assert "Någon annan har ändrat" in answer.text
    assert "Två" in answer.text
    assert kept(event).text == "Ett"


def test_unknown_mail_is_not_found(browser, host):
    event = make_event(hosts=[host])
    assert browser.get(there(event, "link_requested")).status_code == 404
    assert browser.get(f"/arrangor/forbund/{host.slug}/mejltexter/link_requested").status_code == 404


def test_a_sensitive_events_page_warns(browser, host):
    event = make_event(hosts=[host], is_sensitive=True, neutral_title="Seminarium", title="Våld")
    assert "Nämn inte temat" in browser.get(there(event)).text


def test_owners_keep_the_federations(app, browser, host):
    path = f"/arrangor/forbund/{host.slug}/mejltexter"
    assert browser.post(f"{path}/reminder", text="Välkommen", version="1").status_code == 303
    db.session.expire_all()
    assert find_of_federation(host.id, "reminder").text == "Välkommen"
    assert "Välkommen" in browser.get(f"{path}/reminder").text
    assert "Tillägg" in browser.get(path).text
    told = browser.post(f"{path}/reminder", text="Ny", version="1")
    assert told.status_code == 200
    assert "Ny" in told.text
    editor = OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))
    assert editor.get(path).status_code == 403
    other = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    assert other.get(path).status_code == 404


@pytest.mark.parametrize("overrides", [{}, {"starts_at": None, "period": "Hösten"}, {"is_sensitive": True}])
def test_every_mail_can_be_shown(host, overrides):
    event = make_event(hosts=[host], attendance=Attendance.HYBRID, **overrides)
    for kind in mail_kinds():
        assert example_mail(event, kind).text.startswith("Hej Kim Exempel"), kind
        assert example_mail(example_event(host), kind).subject
    db.session.flush()
    assert len(db.session.new) == 0
