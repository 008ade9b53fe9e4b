"""Calendars to subscribe to: what stands in them, the same octets for the same data, 304 where nothing is new."""

from __future__ import annotations

import enum
from datetime import timedelta

import pytest
import sqlalchemy as sa
import vobject
from icalendar import Calendar

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events import feeds
from eventapp.events.kinds import Attendance, Audience, EventStatus
from eventapp.federations.declaration import declaration_notice
from tests.support.builders import make_event, make_federation, make_series, make_topic, swedish
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture(autouse=True)
def today(session, at):
    at("2027-10-01 12:00")


def make(title, when="2027-11-08 09:00", **overrides):
    return make_event(title=title, starts_at=swedish(when) if when else None, **overrides)


def titles(answer):
    assert answer.status_code == 200
    return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_feed_holds_what_is_listed_in_order_of_time(client):
    make("Sedan", "2027-12-01 09:00")
    make("Först")
    make("Utkast", status=EventStatus.DRAFT)
    make("För inbjudna", audience=Audience.INVITED)
    make("Tema som är känsligt", is_sensitive=True, neutral_title="Kunskapsseminarium")
    make("Utan datum", None, period="Hösten 2027")
    make("För länge sedan", "2027-05-01 09:00")
    make("Om två år", "2029-10-01 09:00")
    make("Nyss", "2027-09-01 09:00")
    db.session.commit()
    assert titles(client.get("/kalender.ics")) == ["Nyss", "Först", "Sedan"]


def test_each_feed_narrows_to_its_own(client):
    host, other = make_federation(slug="hbs"), make_federation(slug="suvs")
    series, topic = make_series(slug="demokratin-100-ar"), make_topic(slug="alder", name="Ålder")
    make("Tillsammans", hosts=[other, host], series_id=series.id)
    make("Ensam", hosts=[other], topics=[topic])
    db.session.commit()
    assert titles(client.get("/forbund/hbs.ics")) == ["Tillsammans"]
    assert titles(client.get("/serie/demokratin-100-ar.ics")) == ["Tillsammans"]
    assert titles(client.get("/amne/alder.ics")) == ["Ensam"]
    for unknown in ("/forbund/x.ics", "/serie/x.ics", "/amne/x.ics"):
        assert client.get(unknown).status_code == 404


def test_feed_says_what_it_is_and_how_often_to_look(client):
    make("Ett", hosts=[make_federation(slug="hbs", name="Förbundet; åäö, HBS")])
    db.session.commit()
    answer = client.get("/forbund/hbs.ics")
    calendar = Calendar.from_ical(answer.data)
    for name in (b"NAME", b"X-WR-CALNAME"):
        assert b"\r\n" + name + ":Förbundet\\; åäö\\, HBS\r\n".encode() in answer.data
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.data
    assert "METHOD" not in calendar
    assert str(calendar["SOURCE"]).endswith("/forbund/hbs.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in answer.headers
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_entry_has_nobody_in_it_and_the_notice_once(client):
    event = make("Ett")
    db.session.commit()
    octets = client.get("/kalender.ics").data
    entry = next(iter(Calendar.from_ical(octets).walk("VEVENT")))
    assert "ATTENDEE" not in entry
    assert "ORGANIZER" not in entry
    assert not entry.subcomponents
    assert str(entry["DESCRIPTION"]).count(declaration_notice(event.federations)) == 1
    assert str(entry["UID"]).startswith(f"e-{event.public_id}@")


def test_called_off_event_stays_and_says_so(client):
    make("Ett", status=EventStatus.CANCELLED, revision=3)
    db.session.commit()
    entry = next(iter(Calendar.from_ical(client.get("/kalender.ics").data).walk("VEVENT")))
    assert (entry["STATUS"], entry["SUMMARY"], entry["SEQUENCE"]) == ("CANCELLED", "INSTÄLLT: Ett", 3)


def test_english_feed_is_english(client):
    make("Ett", title_en="One", status=EventStatus.CANCELLED)
    db.session.commit()
    assert titles(client.get("/en/kalender.ics")) == ["CANCELLED: One"]
    assert titles(client.get("/kalender.ics")) == ["INSTÄLLT: Ett"]


def test_same_data_give_the_same_octets_and_304(client, at):
    make("Ett")
    db.session.commit()
    first = client.get("/kalender.ics")
    at("2027-10-01 18:00")
    assert client.get("/kalender.ics").data == first.data
    for sent in (first.headers["ETag"], f'"x", W/{first.headers["ETag"]}', "*"):
        again = client.get("/kalender.ics", headers={"If-None-Match": sent})
        assert (again.status_code, again.data) == (304, b"")
    dated = client.get("/kalender.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert dated.status_code == 304
    assert client.head("/kalender.ics").headers["ETag"] == first.headers["ETag"]


def test_tag_decides_alone_and_a_bad_date_is_passed_over(client):
    event = make("Ett")
    db.session.commit()
    first = client.get("/kalender.ics")
    event.title = "Ett, rättat"
    db.session.commit()
    both = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/kalender.ics", headers=both).status_code == 200
    assert client.get("/kalender.ics", headers={"If-Modified-Since": "i förrgår"}).status_code == 200


def test_change_is_seen_at_once_also_by_the_date(client, at):
    event = make("Ett")
    gone = make("Två", "2027-11-09 09:00")
    db.session.commit()
    first = client.get("/kalender.ics")
    at("2027-10-02 12:00")
    gone.status, gone.changed_at = EventStatus.DRAFT, clock.now()
    db.session.commit()
    later = client.get("/kalender.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert titles(later) == [event.title]


def test_feed_of_many_is_read_by_others_and_asks_no_more_of_the_database(client):
    make("Ett")
    db.session.commit()

    def queries():
        with count_queries() as counted:
            client.get("/kalender.ics")
        return len(counted)

    few = queries()
    host = make_federation()
    for number in range(60):
        when = swedish("2027-10-10 09:00") + timedelta(days=number)
        make_event(hosts=[host], title=f"Nummer {number}", starts_at=when)
    db.session.commit()
    assert queries() == few
    read = vobject.readOne(client.get("/kalender.ics").data.decode())
    assert len(read.contents["vevent"]) == 61
    starts = [entry.dtstart.value for entry in read.contents["vevent"]]
    assert starts == sorted(starts)


def another(value, kind):
    """Return another value of a column's type; the same where there is none to think of."""
    if isinstance(value, bool):
        return not value
    if isinstance(kind, sa.String) and not isinstance(kind, sa.Enum) and not isinstance(value, enum.Enum):
        return f"{value or ''} ny"[: kind.length]
    return value


def test_no_change_of_an_event_or_its_host_is_kept_back(client):
    """The entries that a process keeps are those that would be made anew, whichever column has changed."""
    event = make("Ett", attendance=Attendance.HYBRID)
    for record in (event, event.hosts[0].federation):
        for column in sa.inspect(type(record)).columns:
            if column.key not in {"timezone", "is_sensitive"}:
                setattr(record, column.key, another(getattr(record, column.key), column.type))
                db.session.commit()
                kept = client.get("/en/kalender.ics").data
                feeds._kept.clear()
                db.session.execute(sa.text("UPDATE installation SET is_mail_held = is_mail_held"))
                db.session.commit()
                assert client.get("/en/kalender.ics").data == kept, column.key
