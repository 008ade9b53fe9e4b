"""Telling something without a name: the forms over HTTP, what is kept of it, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit
from eventapp.events.kinds import EventStatus
from eventapp.feedback.models import Feedback, FeedbackKind
from eventapp.messages.models import OutboxMessage
from tests.support.builders import make_event, make_federation
from tests.support.databases import make_unwritable
from tests.support.forms import fill_in, hidden_fields
from tests.support.markup import Markup

pytestmark = pytest.mark.usefixtures("session")

REPORT = "/tillganglighet/rapportera"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    '=HYPERLINK("http://evil.example")',
    "rad ett\r\nBcc: alla@example.se\r\n\r\nrad två",
    "Robert'); DROP TABLE feedback;--",
    "👩🏽‍🦽 ﷽ مرحبا",
]


def path(event):
    """Return the address of an event's form."""
    return f"/evenemang/{event.slug}/synpunkt"


def rows():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Feedback).order_by(Feedback.id)))


def mails():
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_an_opinion_needs_no_name_and_nothing_but_a_text(client):
    event = make_event()

    answer = fill_in(client, path(event), kind="opinion", text="Bra ljud.\n\nMer paus.")

    assert answer.request.path == f"{path(event)}/tack"
    assert "Det du skrev är sparat utan namn" in answer.text
    [kept] = rows()
    assert (kept.event_id, kept.kind, kept.text) == (event.id, FeedbackKind.OPINION, "Bra ljud.\n\nMer paus.")
    assert kept.contact == ""


def test_the_event_form_has_no_field_for_a_name_or_an_address(client):
    names = set(Markup(client.get(path(make_event())).text).values)

    assert names == {"csrf_token", "form_id", "trap", "text"}


@pytest.mark.parametrize("days", [-800, -1, 14])
def test_it_is_open_before_and_after(client, days):
    event = make_event(starts_at=clock.now() + timedelta(days=days))

    fill_in(client, path(event), kind="wrong", text="Ingen ramp.")

    assert rows()[0].kind is FeedbackKind.WRONG


def test_it_is_open_on_cancelled_events_and_those_without_a_date_but_not_on_drafts(client):
    for event in (make_event(status=EventStatus.CANCELLED), make_event(starts_at=None, period="Hösten")):
        assert client.get(path(event)).status_code == 200
    assert client.get(path(make_event(status=EventStatus.DRAFT))).status_code == 404


def test_the_link_about_something_that_went_wrong_has_chosen_that(client):
    event = make_event()

    assert 'value="wrong" checked' in _checked(client.get(f"{path(event)}?om=fel").text)
    assert 'value="opinion" checked' in _checked(client.get(path(event)).text)


def test_every_host_is_told_once_a_day_where_to_read_it_and_not_what_it_says(client):
    hosts = [make_federation(), make_federation(), make_federation(office_email="")]
    event = make_event(hosts=hosts)

    for text in ("Hemligt ett", "Hemligt två"):
        fill_in(client, path(event), kind="wrong", text=text)

    assert [mail.recipient for mail in mails()] == [host.office_email for host in hosts[:2]]
    assert len({mail.about for mail in mails()}) == 2
    assert all(b"Hemligt" not in mail.payload for mail in mails())
    with clock.frozen(clock.now() + timedelta(days=1)):
        fill_in(client, path(event), kind="wrong", text="Nästa dag")
    assert len(mails()) == 4


def test_a_sensitive_event_is_called_by_its_neutral_title(client):
    event = make_event(title="Våld i nära relation", is_sensitive=True, neutral_title="Seminarium i maj")

    page = client.get(path(event)).text
    thanks = fill_in(client, path(event), kind="opinion", text="Tack")

    for text in (page, thanks.text, mails()[0].payload.decode()):
        assert "relation" not in text
    assert "Lämna sidan snabbt" in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("fields", [{}, {"contact": "kim@example.se"}])
def test_a_report_about_the_site_needs_no_name_or_address(client, fields):
    make_federation()

    answer = fill_in(client, REPORT, kind="fault", text="Menyn går inte att nå.", **fields)

    assert answer.request.path == f"{REPORT}/tack"
    [kept] = rows()
    assert (kept.event_id, kept.kind, kept.text) == (None, FeedbackKind.FAULT, "Menyn går inte att nå.")
    assert kept.contact == fields.get("contact", "")


def test_a_report_goes_to_whoever_runs_the_site_and_to_all_where_that_is_not_settled(app, client):
    offices = [make_federation(slug=slug).office_email for slug in ("ett", "tva")]

    fill_in(client, REPORT, kind="other_form", text="Programmet i punktskrift", place="Programmet")
    app.config["OPERATING_FEDERATION"] = "tva"
    fill_in(client, REPORT, kind="fault", text="Hoppsan")

    assert sorted(mail.recipient for mail in mails()[:2]) == sorted(offices)
    assert [mail.recipient for mail in mails()[2:]] == [offices[1]]


def test_a_report_is_kept_where_nobody_can_be_mailed(client):
    fill_in(client, REPORT, kind="fault", text="Hoppsan")

    assert len(rows()) == 1
    assert mails() == []


def test_a_report_made_in_english_is_mailed_in_swedish(client):
    make_federation()

    answer = fill_in(client, f"/en{REPORT}", kind="fault", text="The menu is out of reach.")

    assert answer.request.path == f"/en{REPORT}/tack" or answer.request.script_root == "/en"
    assert rows()[0].language == "en"
    assert b"Content-Language: sv" in mails()[0].payload


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_kept_and_stay_dead(client, hostile):
    make_federation()
    event = make_event()

    fill_in(client, path(event), kind="wrong", text=hostile)
    fill_in(client, REPORT, kind="fault", text=hostile, place=hostile, contact=hostile)
    page = fill_in(client, REPORT, kind="", text=hostile, place=hostile).text

    expected = hostile.replace("\r\n", "\n")
    assert [row.text for row in rows()] == [expected, expected]
    assert Markup(page).alive == []
    assert Markup(page).values["text"] == expected
    assert all(b"\r\nBcc:" not in mail.payload.partition(b"\r\n\r\n")[0] for mail in mails())


def test_what_is_missing_is_said_in_title_summary_and_at_the_field_and_all_is_kept(client):
    page = fill_in(client, REPORT, kind="fault", text="", place="Anmälan", contact="kim@example.se").text

    assert "<title>Fel: Rapportera bristande tillgänglighet" in page
    assert page.count("Skriv det du vill berätta") == 2
    assert 'aria-invalid="true"' in page
    assert 'value="Anmälan"' in page
    assert 'value="kim@example.se"' in page
    assert rows() == []


def test_a_text_that_is_too_long_is_counted_and_kept(client):
    page = fill_in(client, path(make_event()), kind="opinion", text="å" * 4001).text

    assert "Du har skrivit 4001 tecken och får plats med 4000." in page
    assert "å" * 4001 in page


@pytest.mark.parametrize("name", ["csrf_token", "form_id"])
def test_an_old_or_foreign_page_comes_back_with_the_text(client, name):
    event = make_event()
    fields = hidden_fields(client.get(path(event)).text) | {"kind": "wrong", "text": "Ingen ramp."}

    again = client.post(path(event), data=fields | {name: "gammal"}).text

    assert "Dina svar finns kvar. Skicka igen." in again
    assert "Ingen ramp.</textarea>" in again
    assert rows() == []
    sent = client.post(path(event), data=hidden_fields(again) | {"kind": "wrong", "text": "Ingen ramp."})
    assert sent.status_code == 303


def test_a_filled_trap_asks_to_send_again_with_the_text_kept(client):
    event = make_event()

    page = fill_in(client, path(event), kind="opinion", text="Bra.", trap="http://spam.example").text

    assert "Vi kunde inte ta emot det. Dina svar finns kvar." in page
    assert "Bra.</textarea>" in page
    assert "spam.example" not in page
    assert rows() == []


def test_the_same_form_sent_again_is_kept_once(client):
    event = make_event()
    fields = hidden_fields(client.get(path(event)).text) | {"kind": "opinion", "text": "Bra."}

    answers = [client.post(path(event), data=fields).status_code for _time in range(3)]

    assert answers == [303, 303, 303]
    assert len(rows()) == 1


def test_a_network_is_limited_before_anything_is_written_and_the_text_kept(app, client):
    app.config["FEEDBACK_LIMIT"] = 2
    event = make_event()
    for text in ("ett", "två"):
        fill_in(client, path(event), kind="opinion", text=text)

    refused = fill_in(client, REPORT, kind="fault", text="tre")

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "tre</textarea>" in refused.text
    assert len(rows()) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LimitHit)) == 2
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert fill_in(client, REPORT, kind="fault", text="tre").status_code == 200


def test_a_database_that_cannot_be_written_keeps_what_was_typed(app, client):
    event = make_event()
    fields = hidden_fields(client.get(path(event)).text) | {"kind": "wrong", "text": "Ingen ramp."}
    with app.app_context():
        make_unwritable(db.engine)

    answer = client.post(path(event), data=fields)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Ingen ramp.</textarea>" in answer.text


def test_the_cookie_comes_with_the_form_and_not_before(client):
    event = make_event()

    before = [client.get(page) for page in (f"/evenemang/{event.slug}", "/tillganglighet", f"{REPORT}/tack")]

    assert all("Set-Cookie" not in answer.headers for answer in before)
    assert "Set-Cookie" in client.get(path(event)).headers


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_forms_are_linked_from_the_event_and_from_the_statement(client, prefix):
    event = make_event()

    shown = client.get(f"{prefix}/evenemang/{event.slug}").text
    statement = client.get(f"{prefix}/tillganglighet").text

    assert f'href="{prefix}{path(event)}"' in shown
    assert f'href="{prefix}{path(event)}?om=fel"' in shown
    assert f'href="{prefix}{REPORT}"' in statement
    assert f'href="{prefix}{REPORT}?om=format"' in statement


def _checked(page):
    """Return the chosen radio button with its value before the attribute that says so."""
    tags = [tag for tag in page.split("<input") if 'type="radio"' in tag and " checked" in tag]
    return "".join(f'value="{tag.split("value=")[1].split(chr(34))[1]}" checked' for tag in tags)
