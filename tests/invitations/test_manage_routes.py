"""The organisers' pages about the list: what each host sees, what the buttons do."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus
from eventapp.federations.models import Role
from eventapp.invitations.models import Invitee
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.services import cancel_registration
from tests.invitations.workbooks import HEADING, workbook
from tests.support.builders import (
    make_event,
    make_federation,
    make_invitee,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("reads_here")

NOW = "2027-10-01 12:00"


@pytest.fixture
def event(app, session, at):
    at(NOW)
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    event = make_event(starts_at=swedish("2027-11-08 09:00"))
    db.session.commit()
    return event


@pytest.fixture
def browser(app, event):
    return OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.EDITOR)))


def url(event, page=""):
    return f"/arrangor/evenemang/{event.public_id}/inbjudna{page}"


def upload(browser, event, content, name="lista.xlsx", **fields):
    page = browser.get(url(event, "/ladda")).text
    # Put together by hand: the test client would leave a temporary file open for a large one.
    parts = [
        f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
        for key, value in (hidden_fields(page) | fields).items()
    ]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content)
    body = b"".join(b"--gr\r\n" + part + b"\r\n" for part in parts) + b"--gr--\r\n"
    return browser.client.post(
        url(event, "/ladda"), data=body, content_type="multipart/form-data; boundary=gr"
    )


def press(browser, path, **fields):
    """Open a page and send its form."""
    page = browser.get(path).text
    return browser.client.post(path, data=hidden_fields(page) | fields, follow_redirects=True)


def addresses(event):
    db.session.expire_all()
    query = sa.select(Invitee.email).where(Invitee.event_id == event.id).order_by(Invitee.id)
    return list(db.session.scalars(query))


def kinds():
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_clean_list_goes_straight_to_the_list(browser, event):
    answer = upload(browser, event, workbook([HEADING, ("Anna", "anna@exempel.se"), ("Bo", "bo@exempel.se")]))
    assert answer.status_code == 303
    assert addresses(event) == ["anna@exempel.se", "bo@exempel.se"]
    assert kinds() == []
    assert "2 personer är med på listan" in browser.get(url(event)).text


def test_bad_rows_come_back_to_be_corrected_alone_and_keep_their_numbers(browser, event):
    rows = [HEADING, ("Anna", "anna@exempel.se", ""), ("Bo", "bo@exempel", "X; Y"), ("Eva", "", "")]
    answer = upload(browser, event, workbook(rows))
    assert answer.status_code == 200
    assert addresses(event) == ["anna@exempel.se"]
    assert "E-postadress saknas" in answer.text
    fields = hidden_fields(answer.text)
    corrected = "Rad;Namn;E-post;Enhet;Förbund;Språk\n3;Bo;bo@exempel.se;X;;\n4;Eva;eva;;;\n"
    assert "3;Bo;bo@exempel;&#34;X; Y&#34;;;" in answer.text
    answer = browser.client.post(url(event, "/klistra"), data=fields | {"people": corrected})
    assert addresses(event) == ["anna@exempel.se", "bo@exempel.se"]
    assert 'data-label="Rad" class="table__number"><div class="table__value">4<' in answer.text


def test_file_that_is_too_large_gets_a_page(browser, event):
    answer = upload(browser, event, b"x" * (7 * 1024 * 1024))
    assert answer.status_code == 413
    assert "Filen är för stor" in answer.text
    assert 'type="file"' in answer.text
    answer = upload(browser, event, b"x" * (5 * 1024 * 1024 + 10))
    assert answer.status_code == 200
    assert "Filen är för stor" in answer.text


@pytest.mark.parametrize("page", ["/ladda", "/klistra"])
def test_forms_say_what_is_missing_and_refuse_forged_ones(app, browser, event, page):
    answer = press(browser, url(event, page))
    assert "Välj en fil" in answer.text or "Klistra in minst en e-postadress" in answer.text
    app.config["WTF_CSRF_ENABLED"] = True
    forged = browser.client.post(url(event, page), data={"people": "a@exempel.se"})
    assert forged.status_code in {200, 400}
    assert addresses(event) == []


@pytest.mark.both_databases
def test_list_is_loaded_twice_without_doubles_and_registered_people_count_as_yes(browser, event):
    with write():
        sign_up(event, "anna@exempel.se")
    content = workbook([HEADING, ("Anna", "Anna@exempel.se"), ("Bo", "bo@exempel.se")])
    assert "Är redan anmäld" in upload(browser, event, content).text
    assert "står redan på evenemangets lista" in upload(browser, event, content).text
    assert addresses(event) == ["Anna@exempel.se", "bo@exempel.se"]
    assert "Har tackat ja" in browser.get(url(event, "?q=anna")).text


def test_inviting_shows_the_mail_and_sends_each_one_once(browser, event):
    for email in ("anna@exempel.se", "bo@exempel.se"):
        make_invitee(event, email)
    page = browser.get(url(event, "/bjud-in"))
    assert "Bjud in 2 personer" in page.text
    assert "/inbjudan/exempel-" in page.text
    assert kinds() == []
    for _twice in range(2):
        press(browser, url(event, "/bjud-in"))
    assert kinds() == ["invitation", "invitation"]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "invite")).one()
    assert (entry.details["number"], entry.event_id) == (2, event.id)


def test_number_on_the_button_is_what_is_sent(browser, event):
    make_invitee(event)
    fields = hidden_fields(browser.get(url(event, "/bjud-in")).text)
    make_invitee(event)
    answer = browser.client.post(url(event, "/bjud-in"), data=fields)
    assert "Listan har ändrats" in answer.text
    assert kinds() == []


def test_only_the_silent_are_reminded_and_at_most_every_second_day(app, browser, event, at):
    invited = {"invited_at": swedish("2027-09-20 09:00")}
    make_invitee(event, "tyst@exempel.se", **invited)
    make_invitee(event, "ny@exempel.se", invited_at=swedish("2027-10-01 09:00"))
    make_invitee(event, "ja@exempel.se", **invited)
    make_invitee(event, "nej@exempel.se", answer="declined", **invited)
    make_invitee(event, "avbokad@exempel.se", **invited)
    make_invitee(event, "oinbjuden@exempel.se")
    for email in ("ja@exempel.se", "avbokad@exempel.se"):
        sign_up(event, email)
    db.session.commit()
    with write():
        cancel_registration(registration_of(event, "avbokad@exempel.se").id)

    def reminded():
        query = sa.select(OutboxMessage.recipient).where(OutboxMessage.kind == "invitation_reminder")
        return sorted(db.session.scalars(query))

    assert "Påminn 1 som inte har svarat" in browser.get(url(event)).text
    press(browser, url(event, "/paminn"))
    press(browser, url(event, "/paminn"))
    assert reminded() == ["tyst@exempel.se"]
    at("2027-10-03 13:00")
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.EDITOR)))
    press(browser, url(event, "/paminn"))
    assert reminded() == ["ny@exempel.se", "tyst@exempel.se", "tyst@exempel.se"]


def test_list_counts_units_and_is_narrowed(browser, event):
    make_invitee(event, "anna@exempel.se", name="Anna", unit="Växthuset", invited_at=swedish(NOW))
    make_invitee(event, "bo@exempel.se", name="Bo", unit="Ångan", answer="declined", invited_at=swedish(NOW))
    page = text_of(browser.get(url(event)))
    assert "Växthuset" in page
    assert "Bo" in text_of(browser.get(url(event, "?svar=declined")))
    narrowed = browser.get(url(event, "?enhet=Växthuset")).text
    assert "anna@exempel.se" in narrowed
    assert "bo@exempel.se" not in narrowed
    assert "Ingen passar dina val" in browser.get(url(event, "?q=ingen")).text
    assert browser.get(url(event, "?svar=x&sida=99&enhet=%00")).status_code == 200


def test_hosts_see_and_load_their_own_and_the_coordinating_one_all(app, session):
    first, second, other = make_federation(), make_federation(short_name="Tvåan"), make_federation()
    event = make_event(hosts=[first, second])
    make_invitee(event, "ettan@exempel.se", federation_id=first.id)
    mine = make_invitee(event, "tvaan@exempel.se", federation_id=second.id)
    theirs = make_invitee(event, "ettan-2@exempel.se", federation_id=first.id)
    browsers = [OrganiserBrowser(app, make_organiser((host, Role.EDITOR))) for host in (first, second, other)]
    pages = [browser.get(url(event)).text for browser in browsers]
    assert ["ettan@exempel.se" in page for page in pages] == [True, False, False]
    assert ["tvaan@exempel.se" in page for page in pages] == [True, True, False]
    assert browsers[1].get(url(event, f"/{theirs.public_id}/ta-bort")).status_code == 404
    press(browsers[1], url(event, f"/{mine.public_id}/ta-bort"))
    assert "tvaan@exempel.se" not in addresses(event)
    answer = press(
        browsers[1], url(event, "/klistra"), people="E-post;Förbund\nx@exempel.se;Tvåan\ny@exempel.se;Ettan"
    )
    assert "Förbundet är inte ett av dem" in answer.text
    assert addresses(event)[-1] == "x@exempel.se"
    press(browsers[0], url(event, "/klistra"), people="z@exempel.se", federation=second.slug)
    assert "z@exempel.se" in browsers[1].get(url(event)).text


def test_loading_an_address_does_not_tell_another_host_whether_it_is_registered(app, session):
    first, second = make_federation(), make_federation()
    event = make_event(hosts=[first, second])
    sign_up(event, "kim@example.se", federation_id=first.id)
    browser = OrganiserBrowser(app, make_organiser((second, Role.EDITOR)))
    answer = press(browser, url(event, "/klistra"), people="kim@example.se")
    assert "redan anmäld" not in answer.text
    assert "Inte inbjuden än" in text_of(browser.get(url(event)))
    press(browser, url(event, "/bjud-in"))
    assert "Har tackat ja" in text_of(browser.get(url(event, "?svar=accepted")))


def test_removing_everybody_is_asked_about_first(browser, event):
    for _one in range(3):
        make_invitee(event)
    assert "listan med 3 personer" in browser.get(url(event, "/ta-bort")).text
    assert len(addresses(event)) == 3
    press(browser, url(event, "/ta-bort"))
    assert addresses(event) == []


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_nobody_is_invited_to_what_cannot_be_signed_up_for(app, session, status):
    event = make_event(status=status)
    make_invitee(event)
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))
    assert "Bjud in 1" not in browser.get(url(event)).text
    press(browser, url(event, "/bjud-in"), number="1")
    assert kinds() == []


def test_page_asks_the_database_as_often_for_one_as_for_many(browser, event):
    def queries():
        db.session.commit()
        with count_queries() as statements:
            browser.client.get(url(event))
        return len(statements)

    make_invitee(event)
    few = queries()
    for number in range(60):
        make_invitee(event, unit=f"Enhet {number % 7}")
    assert queries() == few
