"""A marker person in an event with a marker theme, driven through everything: neither stands where it should not."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from email import message_from_bytes
from email.policy import default as modern

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, EventKind
from eventapp.events.models import SHORTEST_RETENTION_DAYS
from eventapp.events.presentation import title_of
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.event_changes import cancel_event
from eventapp.registrations.links import own_token
from eventapp.registrations.owed_mails import send_owed
from eventapp.registrations.services import cancel_registration
from eventapp.reminders.services import enqueue_due_reminders
from tests.support.builders import (
    make_event,
    make_federation,
    make_series,
    make_session,
    make_topic,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.forms import fill_in, hidden_fields
from tests.support.moving import move_event
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

THEME = "Temamarkör"
NAME = "Namnmarkör"
ADDRESS = "adressmarkor@example.se"
MARKERS = (THEME.lower(), NAME.lower(), "adressmarkor")


@pytest.fixture
def event(at):
    at("2027-03-01 09:00")
    event = make_event(
        hosts=[make_federation()],
        seats=2,
        kind=EventKind.SEMINAR,
        attendance=Attendance.HYBRID,
        slug="kunskapsseminarium",
        title=f"{THEME} i nära relation",
        title_en=f"{THEME} in English",
        neutral_title="Kunskapsseminarium med samordningsförbundet",
        neutral_title_en="Seminar with the federation",
        is_sensitive=True,
        summary=f"Om {THEME}",
        description=f"Mer om {THEME}",
        venue_name=f"{THEME}huset",
        venue_address="Storgatan 1",
        directions=f"Ingången till {THEME}huset",
        cancellation_reason="",
        series=make_series(title=f"Serien {THEME}", slug="serien"),
        starts_at=swedish("2027-03-20 09:00"),
    )
    event.topics.append(make_topic(name=f"Ämnet {THEME}", slug="amnet"))
    make_session(event, slot=1, title=f"Workshop om {THEME}", description=THEME, place=f"{THEME}rummet")
    db.session.commit()
    return event


def outer(page):
    """Return what of a page stands outside it: its address is elsewhere; title, head and share cards are here."""
    return page.partition("</head>")[0].lower()


def nothing_of_theme(text):
    return THEME.lower() not in text.lower()


def live_through(client, event):
    """Sign up, queue, change, cancel, come back, be reminded, moved and called off; returns the pages seen."""
    form = f"/evenemang/{event.slug}/anmalan"
    workshop = event.sessions[0].public_id
    pages = [fill_in(client, form, name=NAME, email=ADDRESS, mode="on_site", session_1=workshop)]
    pages += [
        fill_in(client, form, name=NAME, email=f"{number}.{ADDRESS}", mode="online", session_1=workshop)
        for number in (1, 2)
    ]
    # Once more with the same address: the truth goes by mail.
    pages.append(fill_in(client, form, name=NAME, email=ADDRESS, mode="online", session_1=""))
    own = f"/anmalan/{own_token(registration_of(event, ADDRESS))}"
    pages += [client.get(own), client.get(own + "/avboka"), client.get(own + "/paminnelser")]
    pages.append(fill_in(client, own + "/andra", name=NAME, mode="online", session_1=""))
    with write():
        cancel_registration(registration_of(event, ADDRESS).id)
    pages.append(fill_in(client, own, action=own + "/aterkom"))
    pages.append(fill_in(client, "/min-anmalan", email=ADDRESS))
    return pages


def test_mails_and_calendars_name_no_theme_and_no_subject_a_person(client, event, at):
    live_through(client, event)
    assert send_owed() == 2
    at("2027-03-19 10:00")
    with write():
        assert enqueue_due_reminders() >= 1
    with write():
        move_event(event, swedish("2027-03-21 09:00"), swedish("2027-03-21 11:00"))
    with write():
        cancel_event(event.id, f"{THEME} är sjuk", SYSTEM)

    messages = db.session.scalars(sa.select(OutboxMessage)).all()
    kinds = {message.kind for message in messages}
    assert kinds >= {
        "registration_confirmed",
        "waitlist_joined",
        "waitlist_promoted",
        "registration_changed",
        "registration_cancelled",
        "already_registered",
        "link_requested",
        "reminder",
        "event_moved",
        "event_cancelled",
    }
    for stored in messages:
        mail = message_from_bytes(stored.payload, policy=modern)
        headers = " ".join(str(value) for name, value in mail.items() if name != "To")
        assert not any(marker in headers.lower() for marker in MARKERS), (stored.kind, headers)
        for part in mail.walk():
            assert nothing_of_theme(part.get_filename() or "")
            assert NAME.lower() not in (part.get_filename() or "").lower()
            if part.get_content_maintype() != "multipart":
                text = part.get_payload(decode=True).decode().replace("\r\n ", "")
                assert nothing_of_theme(text), (stored.kind, part.get_content_type())
                if part.get_content_type() == "text/calendar":
                    assert "CLASS:PRIVATE" in text
                    assert re.search(r"^SUMMARY:(INSTÄLLT: )?Kunskapsseminarium", text, re.MULTILINE)


def test_pages_name_the_theme_on_the_events_own_page_only(client, event):
    own_page = client.get(f"/evenemang/{event.slug}")
    assert THEME in own_page.text
    pages = live_through(client, event)
    token = own_token(registration_of(event, f"1.{ADDRESS}"))
    # The workshop's title is a choice on the form and on the page behind the personal link, and nowhere in their heads.
    for page in [own_page, *pages]:
        assert nothing_of_theme(outer(page.text))
        assert NAME.lower() not in outer(page.text)
        assert "og:" not in page.text
        assert not any(marker in page.request.path.lower() for marker in MARKERS)
    host = event.coordinating_host.slug
    lists = ["/", "/en/", "/?amne=amnet", f"/?q={THEME}", "/serie/serien", f"/forbund/{host}", "/kontakt"]
    for path in [*lists, f"/evenemang/{event.slug}/anmalan/klar"]:
        text = re.sub(r'value="Temamarkör"|Serien Temamarkör|Ämnet Temamarkör', "", client.get(path).text)
        text = re.sub(r"<title>.*?</title>|<li><a class=\"chosen.*?</li>", "", text, flags=re.DOTALL)
        assert nothing_of_theme(text.replace(f"”{THEME}”", "")), path
        assert NAME not in text, path
    assert "Kunskapsseminarium" not in client.get("/serie/serien").text
    assert "Kunskapsseminarium" not in client.get("/?amne=amnet").text
    assert client.get(f"/evenemang/{event.slug}.ics").status_code == 404
    file = client.get(f"/anmalan/{token}/kalender.ics")
    assert nothing_of_theme(file.text + file.headers["Content-Disposition"])
    assert NAME not in file.headers["Content-Disposition"]


def test_pages_of_sign_up_have_the_way_out_and_the_support_lines(client, event):
    for path in (f"/evenemang/{event.slug}", f"/evenemang/{event.slug}/anmalan"):
        for prefix in ("", "/en"):
            text = client.get(prefix + path).text
            assert "020-50 50 50" in text
            assert 'href="tel:+4620505050"' in text
            assert "020-555 666" in text
            assert "data-exit" in text
            assert f"{prefix}/lamna-sidan" in text
            assert '<meta name="robots" content="noindex">' in text
    assert "historiken" in client.get("/lamna-sidan").text
    assert "data-exit" not in client.get("/kontakt").text


def test_organisers_lists_and_files_name_no_theme_outside_their_rows(app, client, event):
    sign_up(event, ADDRESS, name=NAME, sessions={1: event.sessions[0].id})
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))
    base = f"/arrangor/evenemang/{event.public_id}"
    assert nothing_of_theme(browser.get("/arrangor/").text)
    paths = [
        base,
        base + "/deltagare",
        base + "/deltagare/hamta",
        base + "/deltagare/dorr",
        base + "/utlamnande",
    ]
    for path in paths:
        page = browser.get(path).text
        assert nothing_of_theme(outer(page)), path
        assert NAME.lower() not in outer(page), path
    assert "Prata inte om enskilda fall" in browser.get(base + "/deltagare").text

    refused = browser.post(base + "/deltagare.csv")
    assert "Skriv varför du behöver listan" in refused.text
    for kind in ("csv", "xlsx"):
        file = browser.post(f"{base}/deltagare.{kind}", reason="Namnskyltar")
        assert not any(marker in file.headers["Content-Disposition"].lower() for marker in MARKERS)
        if kind == "csv":
            assert NAME in file.text
        else:
            with zipfile.ZipFile(io.BytesIO(file.data)) as book:
                assert nothing_of_theme(" ".join(book.namelist()))
                assert nothing_of_theme(book.read("xl/workbook.xml").decode())


def test_logs_and_trail_hold_neither_theme_nor_person(app, client, event, at, caplog):
    caplog.set_level(logging.DEBUG)
    live_through(client, event)
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))
    browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare?q={NAME}")
    browser.post(f"/arrangor/evenemang/{event.public_id}/deltagare.csv?q={NAME}", reason="Namnskyltar")
    at("2027-03-19 10:00")
    with write():
        enqueue_due_reminders()

    rows = db.session.scalars(sa.select(AuditEntry)).all()
    trail = " ".join(f"{row.action} {row.record_kind} {row.record_id} {row.details}" for row in rows).lower()
    keys = " ".join(
        f"{row.dedup_key} {row.message_id} {row.about}"
        for row in db.session.scalars(sa.select(OutboxMessage))
    ).lower()
    for marker in MARKERS:
        assert marker not in trail
        assert marker not in keys
        assert marker not in caplog.text.lower()


def test_without_a_neutral_title_the_real_one_still_stays_in(client, event):
    event.neutral_title = event.neutral_title_en = None
    db.session.commit()

    assert title_of(event) == "Evenemang"
    assert nothing_of_theme(client.get("/").text.replace(f"Ämnet {THEME}", ""))
    page = fill_in(
        client, f"/evenemang/{event.slug}/anmalan", name=NAME, email=ADDRESS, mode="online", session_1=""
    )
    assert nothing_of_theme(page.text)
    (message,) = db.session.scalars(sa.select(OutboxMessage)).all()
    calendar = next(
        part
        for part in message_from_bytes(message.payload, policy=modern).walk()
        if part.get_content_type() == "text/calendar"
    )
    assert "SUMMARY:Evenemang" in calendar.get_payload(decode=True).decode()


def test_data_of_a_sensitive_event_go_after_the_shortest_time(client, event):
    assert event.retention_days == SHORTEST_RETENTION_DAYS
    event.retention_days = 90
    assert event.retention_days == SHORTEST_RETENTION_DAYS
    assert "Vi tar bort dem 14 dagar efteråt" in client.get(f"/evenemang/{event.slug}/anmalan").text
    ordinary = make_event(retention_days=90)
    assert ordinary.retention_days == 90
    ordinary.is_sensitive = True
    assert ordinary.retention_days == SHORTEST_RETENTION_DAYS


def test_form_of_a_sensitive_event_asks_no_more_than_others(client, event):
    assert set(hidden_fields(client.get(f"/evenemang/{event.slug}/anmalan").text)) == set(
        hidden_fields(client.get(f"/evenemang/{make_event().slug}/anmalan").text)
    )
