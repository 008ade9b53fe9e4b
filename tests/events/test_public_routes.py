"""The calendar and the events' pages, as a visitor meets them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest

from eventapp.core.clock import now
from eventapp.events.kinds import Attendance, Audience, EventKind, EventStatus
from eventapp.federations.declaration import declaration_notice
from eventapp.messages.installation import set_up_installation
from tests.support.builders import (
    make_event,
    make_federation,
    make_series,
    make_session,
    make_topic,
    swedish,
)
from tests.support.queries import count_queries

HOSTILE = "<script>alert(1)</script> & \"citat\" {{ 7*7 }} 'x'"


def read(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.text)


def test_the_front_page_leads_with_the_coming_democracy_day(client, session):
    make_event(
        title="Demokratidagen",
        slug="dagen",
        kind=EventKind.DEMOCRACY_DAY,
        starts_at=now() + timedelta(days=40),
    )
    make_event(title="Ett webbinarium")
    page = read(client, "/")
    assert "<h1" in page.split("Demokratidagen")[0]
    assert "Anmäl dig till Demokratidagen" in page
    assert "Ett webbinarium" in page
    assert "Anmäl dig till Demokratidagen" not in read(client, "/?typ=webbinarium")


def test_an_empty_calendar_says_so(client, session):
    assert "Inga evenemang är planerade just nu" in read(client, "/")


def test_choices_can_be_taken_away_one_by_one(client, session):
    make_event(title="Annat", hosts=[make_federation(slug="hbs", short_name="HBS")])
    page = read(client, "/?forbund=hbs&typ=seminarium&q=demokrati")
    assert "Inga evenemang passar dina val. Ta bort ett val eller visa alla." in page
    assert 'href="/?typ=seminarium&q=demokrati"' in page
    assert 'href="/?forbund=hbs&q=demokrati"' in page
    assert 'href="/?forbund=hbs&typ=seminarium"' in page


def test_a_choice_that_does_not_exist_is_left_out(client, session):
    make_event(title="Syns ändå")
    page = read(client, "/?forbund=nej&typ=nej&amne=nej&deltagande=nej&malgrupp=nej&sida=x")
    assert "Syns ändå" in page
    assert "Dina val" not in page


def test_past_events_are_in_the_archive(client, session):
    make_event(title="Demokratidagen 2021", starts_at=swedish("2021-11-08 09:00"))
    assert "Demokratidagen 2021" not in read(client, "/")
    assert "Demokratidagen 2021" in read(client, "/?visa=tidigare")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({}, "Anmäl dig senast"),
        ({"taken": 20}, "Alla platser är bokade. Du kan ställa dig i kö."),
        ({"taken": 20, "has_waiting_list": False}, "Blir en plats ledig kan du anmäla dig här"),
        ({"registration_opens_at": timedelta(days=1)}, "Anmälan öppnar"),
        ({"registration_closes_at": timedelta(days=-1)}, "Anmälan stängde"),
        ({"starts_at": timedelta(days=-2)}, "Evenemanget har varit"),
        ({"starts_at": None, "period": "Hösten 2027"}, "Datum är inte bestämt. Kom gärna tillbaka."),
        ({"status": EventStatus.CANCELLED}, "Det här evenemanget är inställt."),
    ],
)
def test_an_event_says_what_one_can_do(client, session, event, text):
    values = {key: now() + value if isinstance(value, timedelta) else value for key, value in event.items()}
    make_event(slug="ett", **values)
    page = read(client, "/evenemang/ett")
    assert text in page
    can_register = not event or (event.get("taken") == 20 and "has_waiting_list" not in event)
    assert ('href="/evenemang/ett/anmalan"' in page) == can_register


def test_the_page_follows_the_clock_and_the_seats(client, session, at):
    at("2027-03-01 12:00")
    event = make_event(slug="ett", seats=40, starts_at=swedish("2027-03-02 09:00"))
    assert "Fler än 20</strong> av 40 platser kvar" in read(client, "/evenemang/ett")
    event.pools[0].taken = 31
    assert "Några</strong> av 40 platser kvar" in read(client, "/evenemang/ett")
    event.pools[0].taken = 40
    assert "Alla platser är bokade" in read(client, "/evenemang/ett")
    event.coordinating_host.name = "Nya namnet"
    assert "Nya namnet" in read(client, "/evenemang/ett")
    at("2027-03-02 09:30")
    assert "Anmälan stängde" in read(client, "/evenemang/ett")
    at("2027-03-03 09:30")
    assert "Evenemanget har varit" in read(client, "/evenemang/ett")


def test_hybrid_seats_and_workshops_are_shown_apart(client, session):
    event = make_event(slug="ett", attendance=Attendance.HYBRID, seats=None, on_site=50, online=100, taken=10)
    make_session(event, title="Makt", slot=1, seats=12, taken=12)
    make_session(event, title="Delaktighet", slot=1, seats=12, taken=3)
    page = read(client, "/evenemang/ett")
    assert "Fler än 50</strong> av 150 platser kvar" in page
    assert "På plats: fler än 20 platser kvar" in page
    assert "Digitalt: fler än 50 platser kvar" in page
    assert "fullt" in page.split("Makt")[1].split("</li>")[0]
    assert "några platser kvar" in page.split("Delaktighet")[1].split("</li>")[0]


@pytest.mark.parametrize("signers", [(True,), (True, True), (True, False), (False,)])
def test_the_notice_stands_exactly_once(app, client, session, signers):
    hosts = [make_federation(is_signer=signer) for signer in signers]
    make_event(slug="ett", hosts=hosts)
    page = read(client, "/evenemang/ett")
    with app.test_request_context("/"):
        notice = declaration_notice(hosts)
    assert page.count("verkar för demokratin i Sverige.") == any(signers)
    if notice:
        assert page.count(notice) == 1


def test_hostile_texts_are_shown_as_they_were_written(client, session):
    event = make_event(
        slug="ett",
        title=HOSTILE,
        summary=HOSTILE,
        description=HOSTILE + "\n\n[länk](javascript:alert(1))",
        purpose=HOSTILE,
        venue_name=HOSTILE,
        attendance=Attendance.HYBRID,
        hosts=[make_federation(name=HOSTILE)],
        topics=[make_topic(name=HOSTILE)],
        series=make_series(title=HOSTILE, slug="serien", summary=HOSTILE),
    )
    make_session(event, title=HOSTILE, description=HOSTILE, place=HOSTILE, slot=1)
    for address in ("/", "/evenemang/ett", "/serie/serien", "/?q=<script>alert(1)</script>"):
        html = client.get(address).text
        assert "<script>alert" not in html
        assert "49" not in html.split("citat")[-1][:20]
        assert 'href="javascript' not in html
    assert client.get("/evenemang/ett").text.count("&lt;script&gt;alert(1)") >= 8


def test_a_sensitive_event_keeps_its_theme_on_its_own_page(client, session):
    make_event(
        slug="kunskapsseminarium",
        title="Att upptäcka våldsutsatthet",
        summary="Om våld i nära relation",
        neutral_title="Kunskapsseminarium med samordningsförbundet",
        is_sensitive=True,
        series=make_series(slug="serien"),
    )
    for address in ("/", "/serie/serien"):
        assert "våld" not in read(client, address)
    assert "Kunskapsseminarium med samordningsförbundet" in read(client, "/")
    # A series has a theme, and so would tell the event's.
    assert "Kunskapsseminarium" not in read(client, "/serie/serien")
    page = read(client, "/evenemang/kunskapsseminarium")
    assert "våld" not in page.split("<body")[0]
    assert "noindex" in page.split("<body")[0]
    assert "Att upptäcka våldsutsatthet" in page
    assert "020-50 50 50" in page
    for absent in ("Dela", ".ics", "google.com", "mailto:"):
        assert absent not in page
    assert client.get("/evenemang/kunskapsseminarium.ics").status_code == 404


@pytest.mark.parametrize("event", [{"starts_at": None}, {"status": EventStatus.DRAFT}])
def test_there_is_no_file_of_an_event_without_date_or_of_a_draft(client, session, event):
    make_event(slug="ett", **event)
    assert client.get("/evenemang/ett.ics").status_code == 404


def test_the_file_is_a_calendar(client, session):
    set_up_installation()
    make_event(slug="ett", title="Åtta; möten, och \\fler", starts_at=swedish("2027-07-01 18:00"))
    answer = client.get("/evenemang/ett.ics")
    entry = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ett.ics"'
    assert str(entry["SUMMARY"]) == "Åtta; möten, och \\fler"
    assert entry["DTSTART"].dt.isoformat() == "2027-07-01T18:00:00+02:00"
    assert "ATTENDEE" not in entry


def test_calendar_links_tell_the_right_instant(client, session, at):
    at("2027-06-01 12:00")
    make_event(slug="ett", title="A & B + C", starts_at=swedish("2027-07-01 18:00"))
    page = read(client, "/evenemang/ett")
    links = [urlsplit("https://" + part.split('"')[0]) for part in page.split('href="https://')[1:]]
    chosen = [link for link in links if "render" in link.path or "deeplink" in link.path]
    google, office, outlook = (parse_qs(link.query) for link in chosen)
    assert [link.netloc for link in chosen[1:]] == ["outlook.office.com", "outlook.live.com"]
    assert office == outlook
    assert google["dates"] == ["20270701T160000Z/20270701T180000Z"]
    assert google["text"] == outlook["subject"] == ["A & B + C"]
    assert (outlook["startdt"], outlook["enddt"]) == (["2027-07-01T16:00:00Z"], ["2027-07-01T18:00:00Z"])


def test_pages_are_asked_for_anew_but_sent_once(client, session):
    event = make_event(slug="ett")
    for address in ("/", "/evenemang/ett"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in first.headers
        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert client.head(address).headers["Content-Length"] == str(len(first.data))
    event.pools[0].taken = event.pools[0].capacity
    assert client.get("/evenemang/ett", headers=known).status_code == 200


def test_drafts_are_nobodys_and_invited_people_have_the_address(client, session):
    make_event(slug="utkast", status=EventStatus.DRAFT)
    make_event(slug="inbjudna", audience=Audience.INVITED)
    assert client.get("/evenemang/utkast").status_code == 404
    assert client.get("/evenemang/finns-inte").status_code == 404
    assert "För dig som har fått en inbjudan" in read(client, "/evenemang/inbjudna")


def test_invented_values_are_marked(client, session):
    make_event(slug="ett", provenance={"when": "sample", "title": "seed", "capacity": "seed"})
    assert client.get("/evenemang/ett").text.count("Exempeluppgift") == 1


def test_missing_english_is_shown_in_swedish_and_said_to_be(client, session):
    make_event(slug="ett", title="Makt och delaktighet", summary="Kort", summary_en="Short")
    page = read(client, "/en/evenemang/ett")
    assert '<h1 lang="sv">Makt och delaktighet</h1>' in page
    assert '<p class="lead">Short</p>' in page
    assert "Swedish time" in page


@pytest.mark.both_databases
def test_queries_stay_few_whatever_the_size(app, client, session):
    def queries_of(address: str) -> int:
        with count_queries() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    event = make_event(
        slug="ett", hosts=[make_federation() for _ in range(6)], series=make_series(slug="serien")
    )
    for _ in range(30):
        make_session(event, slot=1, seats=5)
        make_event(kind=EventKind.DEMOCRACY_DAY, topics=[make_topic()], series=event.series)
    session.commit()
    assert queries_of("/") <= 4
    assert queries_of("/?q=makt&forbund=hbs") <= 4
    assert queries_of("/evenemang/ett") <= 5
    assert queries_of("/serie/serien") <= 4
