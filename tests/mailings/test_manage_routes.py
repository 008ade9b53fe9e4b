"""Organisers write, look, try and send on pages; a co-host reads and writes to its own people only."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.federations.models import Role
from eventapp.mailings.models import Mailing
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.links import own_token
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, make_federation, make_mailing, registration_of, sign_up
from tests.support.markup import part_of
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def event(host):
    event = make_event(hosts=[host], title="Demokratidagen 2027", attendance=Attendance.ONLINE)
    sign_up(event, name="Kim Ek", organisation="Enheten")
    sign_up(event, "alva@example.se", name="Alva Alm")
    db.session.execute(sa.delete(OutboxMessage))
    return event


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR), name="Olle Ohlin"))


def there(event, mailing=None, page=""):
    return (
        f"/arrangor/evenemang/{event.public_id}/utskick" + (f"/{mailing.public_id}" if mailing else "") + page
    )


def button(page):
    """Return what the button on the page of the preview sends."""
    return {
        name: re.search(rf'name="{name}" type="hidden" value="(\d+)"', page)[1]
        for name in ("recipients", "version")
    }


def html_part(browser, page):
    """Return the HTML part of the page's mail, as long as nothing in it can run."""
    part = browser.get(part_of(page))
    assert "sandbox" in part.headers["Content-Security-Policy"]
    assert part.text.startswith("<!doctype html>")
    return part.text


def mails(kind="mailing"):
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind)))


def test_a_mailing_is_written_looked_at_tried_and_sent(browser, event):
    made = browser.post(there(event, page="/nytt"), subject="Inför {evenemang}", text="Hej **{namn}**")
    assert made.status_code == 303
    seen = browser.get(made.location).text
    assert "Skicka till 2 personer" in seen
    assert "Hej <strong>Alva Alm</strong>" in html_part(browser, seen)
    second = browser.get(made.location + "?mottagare=2").text
    assert "Hej <strong>Kim Ek</strong>" in html_part(browser, second)

    base = made.location.removesuffix("/granska")
    assert browser.post(base + "/prov").status_code == 303
    (test,) = mails("mailing_test")
    assert test.recipient.startswith("arrangor-")

    answer = browser.post(base + "/skicka", **button(seen))
    assert (answer.status_code, answer.location) == (303, base)
    assert {mail.recipient for mail in mails()} == {"kim@example.se", "alva@example.se"}
    assert "Alva Alm" in browser.get(base).text
    assert "Inför Demokratidagen 2027" in browser.get(there(event)).text


def test_sending_again_sends_nothing(browser, event):
    mailing = make_mailing(event)
    seen = button(browser.get(there(event, mailing, "/granska")).text)
    for _ in range(2):
        assert browser.post(there(event, mailing, "/skicka"), **seen).status_code == 303
    assert len(mails()) == 2
    assert "redan skickat" in browser.get(there(event)).text
    changed = browser.post(there(event, mailing), subject="Ny", text="Ny", version="1")
    assert "redan skickat" in changed.text
    browser.post(there(event, mailing, "/ta-bort"))
    assert db.session.get(Mailing, mailing.id).subject == "Inför {evenemang}"


def test_the_number_is_asked_again_when_it_has_changed(browser, event):
    mailing = make_mailing(event)
    seen = button(browser.get(there(event, mailing, "/granska")).text)
    sign_up(event, "vera@example.se", name="Vera Vik")
    answer = browser.post(there(event, mailing, "/skicka"), **seen)
    assert answer.status_code == 200
    assert "Nu skulle 3 få mejlet" in answer.text
    assert mails() == []
    browser.post(there(event, mailing, "/skicka"), **button(answer.text))
    assert len(mails()) == 3


def test_a_text_changed_by_another_since_it_was_looked_at_is_not_sent(browser, event):
    mailing = make_mailing(event)
    seen = button(browser.get(there(event, mailing, "/granska")).text)
    browser.post(there(event, mailing), subject="Ny", text="Ny", version="1")
    answer = browser.post(there(event, mailing, "/skicka"), **seen)
    assert "Inget är skickat" in answer.text
    assert mails() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject": "", "text": "Hej"}, "Skriv ett ämne"),
        ({"subject": "Hej", "text": ""}, "Skriv en text"),
        ({"subject": "Hej {frist_name}", "text": "Hej"}, "{frist_name} finns inte"),
        ({"subject": "Hej", "text": "Hej {{namn}}"}, "står ensamt"),
        ({"subject": "Hej", "text": "Hej", "text_en": "Hello {name}"}, "både ämne och text"),
        ({"subject": "Hej", "text": "Hej", "subject_en": "Hello"}, "både ämne och text"),
        ({"subject": "Hej", "text": "{anslutning}"}, "Bara anmälda som deltar digitalt"),
        ({"subject": "Hej", "text": "Hej", "unit": "Finns inte"}, "Välj något i listan"),
    ],
)
def test_what_cannot_be_sent_is_not_kept_and_all_that_was_typed_comes_back(browser, event, fields, sentence):
    answer = browser.post(there(event, page="/nytt"), **fields)
    assert answer.status_code == 200
    assert sentence in answer.text.replace("&#39;", "'")
    assert all(value in answer.text for value in fields.values() if value != "Finns inte")
    assert db.session.scalars(sa.select(Mailing)).all() == []


def test_second_of_two_organisers_is_told_and_keeps_what_was_typed(browser, event):
    mailing = make_mailing(event)
    browser.post(there(event, mailing), subject="Ett", text="Ett", version="1")
    answer = browser.post(there(event, mailing), subject="Två", text="Två", version="1")
    assert "Någon annan har ändrat utkastet" in answer.text
    assert 'value="Två"' in answer.text
    assert browser.post(there(event, mailing), subject="Två", text="Två", version="2").status_code == 303


def test_a_draft_is_taken_away(browser, event):
    address = there(event, make_mailing(event))
    assert browser.post(f"{address}/ta-bort").status_code == 303
    assert browser.get(address).status_code == 404


def test_who_has_no_address_is_counted_and_named(browser, event):
    kim = registration_of(event)
    kim.email = kim.email_key = ""
    seen = browser.get(there(event, make_mailing(event), "/granska")).text
    assert "1 person har ingen e-post: ring" in seen
    assert "Kim Ek" in seen
    assert "Skicka till 1 person" in seen


def test_the_page_shows_no_link_that_opens_anybodys_registration(browser, event):
    mailing = make_mailing(event, text="[sida]({din_anmälan}) {din_anmälan}")
    seen = browser.get(there(event, mailing, "/granska")).text
    assert own_token(registration_of(event)) not in seen
    assert own_token(registration_of(event, "alva@example.se")) not in seen


def test_the_subject_of_a_sensitive_event_may_not_name_it(browser, host):
    event = make_event(
        hosts=[host], title="Våld i nära relation", is_sensitive=True, neutral_title="Seminarium"
    )
    sign_up(event)
    page = browser.get(there(event, page="/nytt")).text
    assert "Nämn inte temat" in page
    answer = browser.post(there(event, page="/nytt"), subject="Inför våld i nära relation", text="Hej")
    assert "får inte avslöja temat" in answer.text


def test_a_co_host_reads_and_writes_to_its_own_only(app, host):
    other = make_federation()
    event = make_event(hosts=[host, other])
    sign_up(event, name="Kim Ek", federation_id=host.id, organisation="Hemliga enheten")
    sign_up(event, "alva@example.se", name="Alva Alm", federation_id=other.id, organisation="Öppna enheten")
    of_host, of_other = (
        make_mailing(event, host, subject="Värdens"),
        make_mailing(event, other, subject="Eget"),
    )
    browser = OrganiserBrowser(app, make_organiser((other, Role.EDITOR)))

    listed = browser.get(there(event)).text
    assert "Eget" in listed
    assert "Värdens" not in listed
    for page in ("", "/granska"):
        assert browser.get(there(event, of_host, page)).status_code == 404
    assert browser.post(there(event, of_host, "/skicka"), recipients="2", version="1").status_code == 404
    written = browser.get(there(event, page="/nytt")).text
    assert "Öppna enheten" in written
    assert "Hemliga enheten" not in written
    seen = browser.get(there(event, of_other, "/granska")).text
    assert "Skicka till 1 person" in seen
    assert "Kim Ek" not in seen
    db.session.execute(sa.delete(OutboxMessage))
    browser.post(there(event, of_other, "/skicka"), **button(seen))
    assert [mail.recipient for mail in mails()] == ["alva@example.se"]


def test_the_coordinating_host_does_not_widen_what_a_co_host_has_written(app, host):
    other = make_federation()
    event = make_event(hosts=[host, other])
    sign_up(event, name="Kim Ek", federation_id=host.id)
    sign_up(event, "alva@example.se", name="Alva Alm", federation_id=other.id)
    browser = OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))
    seen = browser.get(there(event, make_mailing(event, other), "/granska")).text
    assert "Skicka till 1 person" in seen
    assert "Kim Ek" not in seen


def test_a_viewer_reads_what_was_sent_but_no_draft(app, host, event):
    viewer = OrganiserBrowser(app, make_organiser((host, Role.VIEWER)))
    draft, sent = (
        make_mailing(event, subject="Utkastet"),
        make_mailing(event, subject="Skickat", sent_at=now()),
    )
    listed = viewer.get(there(event)).text
    assert "Utkastet" in listed
    assert "Nytt utskick" not in listed
    assert viewer.get(there(event, sent)).status_code == 200
    assert viewer.get(there(event, draft)).status_code == 403


def test_delivery_is_counted_and_listed_with_what_failed_first(browser, event):
    mailing = make_mailing(event)
    browser.post(
        there(event, mailing, "/skicka"), **button(browser.get(there(event, mailing, "/granska")).text)
    )
    failed = next(mail for mail in mails() if mail.recipient == "kim@example.se")
    failed.status, failed.server_answer = MessageStatus.FAILED, "550 5.1.1 No such mailbox"
    page = browser.get(there(event, mailing)).text
    assert "550 5.1.1 No such mailbox" in page
    assert page.index("Kim Ek") < page.index("Alva Alm")
    assert f"/deltagare/{registration_of(event).public_id}" in page


def test_pages_ask_the_database_no_more_for_many(browser, event):
    numbers = []
    for name in ("a", "b"):
        for number in range(8):
            sign_up(event, f"{name}{number}@example.se")
        mailing = make_mailing(event)
        browser.post(
            there(event, mailing, "/skicka"), **button(browser.get(there(event, mailing, "/granska")).text)
        )
        draft = make_mailing(event)
        pages = [there(event), there(event, mailing), there(event, draft), there(event, draft, "/granska")]
        for page in pages:
            browser.get(page)
        db.session.commit()
        with count_queries() as asked:
            for page in pages:
                browser.get(page)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_after_the_people_are_gone_there_is_nobody_to_write_to(browser, host):
    event = make_event(hosts=[host], status=EventStatus.PUBLISHED)
    page = browser.get(there(event)).text
    assert "Här finns ingen att skriva till" in page
    assert "/utskick/nytt" not in page


def test_cancelled_people_are_told_why_they_get_it(browser, event):
    cancel_registration(registration_of(event).id)
    mailing = make_mailing(event, audience={"status": "cancelled"})
    browser.post(
        there(event, mailing, "/skicka"), **button(browser.get(there(event, mailing, "/granska")).text)
    )
    (mail,) = mails()
    assert b"har varit anm" in mail.payload
