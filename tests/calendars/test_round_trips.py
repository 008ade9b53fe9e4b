"""What we send, read back by three programs of others: icalendar, vobject and ical."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from eventapp.calendars.documents import TIMEZONES, CalendarFacts, download, feed_entry, message
from eventapp.calendars.feeds import FeedHead, entry_of, feed
from eventapp.calendars.models import Method
from tests.calendars.test_documents import FACTS, PARTIES, REVISION

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LAST_YEAR = 2037


@dataclass(frozen=True)
class Read:
    """What a program has read of an entry."""

    uid: str
    title: str
    description: str
    place: str
    starts_at: datetime
    ends_at: datetime


def by_icalendar(octets: bytes) -> Read:
    calendar = icalendar.Calendar.from_ical(octets)
    (event,) = calendar.events
    assert (calendar.errors, event.errors) == ([], [])
    texts = [str(event[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION")]
    return Read(*texts, event.start.astimezone(UTC), event.end.astimezone(UTC))


def by_vobject(octets: bytes) -> Read:
    event = vobject.readOne(octets.decode()).vevent
    texts = [getattr(event, name).value for name in ("uid", "summary", "description", "location")]
    return Read(*texts, event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))


def by_ical(octets: bytes) -> Read:
    (event,) = IcsCalendarStream.calendar_from_ics(octets.decode()).events
    texts = (event.uid, event.summary, event.description or "", event.location or "")
    return Read(*texts, event.start.astimezone(UTC), event.end.astimezone(UTC))


PROGRAMS: list[Callable[[bytes], Read]] = [by_icalendar, by_vobject, by_ical]


def written(facts: CalendarFacts) -> dict[str, bytes]:
    """Return an entry in every form in which it leaves."""
    entry = entry_of(facts, REVISION, "sv")
    return {
        "request": message(Method.REQUEST, facts, REVISION, PARTIES, is_withdrawn=False),
        "publish": message(Method.PUBLISH, facts, REVISION, None, is_withdrawn=False),
        "cancel": message(Method.CANCEL, facts, REVISION, PARTIES, is_withdrawn=True),
        "download": download([(facts, REVISION)]),
        "feed": feed(FeedHead(name="Åtta; evenemang, \\", uid="f@anmalan.example"), [entry]),
    }


def assert_all_read(facts: CalendarFacts) -> None:
    for form, octets in written(facts).items():
        assert_well_formed(octets)
        read = [program(octets) for program in PROGRAMS]
        wanted = Read(
            REVISION.uid,
            facts.title,
            facts.description,
            facts.location,
            facts.starts_at.astimezone(UTC),
            facts.ends_at.astimezone(UTC),
        )
        assert read == [wanted] * len(PROGRAMS), form


def assert_well_formed(octets: bytes) -> None:
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


HOURS = [
    ("en kväll i januari", "2027-01-14 18:00", 2),
    ("en kväll i juli", "2027-07-14 18:00", 2),
    ("natten då klockan går fram", "2027-03-28 01:30", 2),
    ("timmen efter", "2027-03-28 03:00", 1),
    ("dagen då den gått fram", "2027-03-28 18:00", 2),
    ("över natten då den går fram", "2027-03-27 18:00", 24),
    ("natten då klockan går tillbaka", "2027-10-31 00:30", 1),
    ("in i timmen som kommer två gånger", "2027-10-31 01:30", 1),
    ("in i timmen den andra gången", "2027-10-31 01:30", 2),
    ("över timmen som kommer två gånger", "2027-10-31 00:30", 6),
    ("över natten då den går tillbaka", "2027-10-30 18:00", 24),
    ("tre dygn i sommar", "2027-06-09 09:00", 72),
    ("fyra dygn över vårens byte", "2027-03-26 09:00", 96),
    ("fyra dygn över höstens byte", "2027-10-29 09:00", 96),
    ("ett dygn från midnatt", "2027-06-10 00:00", 24),
    ("över nyår", "2027-12-31 22:00", 4),
]


@pytest.mark.parametrize(
    ("when", "hours"), [(when, hours) for _name, when, hours in HOURS], ids=[h[0] for h in HOURS]
)
def test_all_read_the_same_instants(when, hours):
    starts_at = datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    assert_all_read(replace(FACTS, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours)))


def test_the_hour_that_comes_twice_is_told_apart():
    for hour in (0, 1):
        starts_at = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
        assert_all_read(replace(FACTS, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20)))


TEXTS = {
    "skiljetecken": 'a;b,c:d"e\\f^g|h\\n\\;i\\,',
    "bakstreck sist": "slut\\",
    "bara skiljetecken": ';,:\\"',
    "procent och mallar": "100 % {{ 7*7 }} %(x)s ${x}",
    "märkord": "<b>fet</b> &amp; BEGIN:VEVENT",
    "andra skrifter": "سمنار עברית 漢字 ภาษาไทย ĳ ß ﬁ",
    "sammansatta emoji": "👩🏽‍🚀🏳️‍🌈🇸🇪 ❤️",
    "långt": "Demokrati åäö 😀 ; , \\ " * 85,
    "långt utan blanksteg": "ÅÄÖ" * 666,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_all_read_the_same_texts(text):
    title = text[:2000].strip()
    assert_all_read(replace(FACTS, title=title, description=f"{title}\n\nRad: två\nTre", location=title))


@pytest.mark.parametrize("sign", ["å", "€", "😀", "\\", ";"])
def test_a_sign_at_the_fold_stays_whole(sign):
    for before in range(55, 76):
        facts = replace(FACTS, title="x" * before + sign * 3 + "y", description="z" * before + sign)
        octets = message(Method.REQUEST, facts, REVISION, PARTIES, is_withdrawn=False)
        assert_well_formed(octets)
        for program in PROGRAMS:
            read = program(octets)
            assert (read.title, read.description) == (facts.title, facts.description)


PRINTED = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co", "Zs")),
    min_size=1,
    max_size=200,
)


@settings(max_examples=25)
@given(PRINTED, st.lists(PRINTED, min_size=1, max_size=4))
def test_all_read_any_text(title, lines):
    title, *lines = (unicodedata.normalize("NFC", part) for part in (title, *lines))
    assert_all_read(replace(FACTS, title=title, description="\n".join(lines)))


def test_all_read_a_title_of_two_thousand_signs():
    title = ("Åtta 😀 frågor; om, demokrati " * 80)[:2000].strip()
    assert_all_read(replace(FACTS, title=title))


def test_an_entry_alone_is_what_stands_in_the_feed():
    assert feed_entry(FACTS, REVISION) in feed(FeedHead(name="x", uid="x"), [entry_of(FACTS, REVISION, "sv")])


def zones(octets: str) -> list[tuple[str, Callable[[datetime], timedelta | None]]]:
    """Return what three programs make of the zone that we write."""
    calendar = icalendar.Calendar.from_ical(octets)
    zone = calendar.timezones[0].to_tz(lookup_tzid=False)
    other = vobject.readOne(octets).vtimezone.tzinfo
    return [
        ("icalendar", lambda local: local.replace(tzinfo=zone).utcoffset()),
        ("vobject", lambda local: local.replace(tzinfo=other).utcoffset()),
    ]


def test_the_written_zone_tells_swedish_time_to_2037():
    """Fails when the EU drops summer time (and tzdata knows): then the block in `documents.py` must change."""
    octets = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{TIMEZONES['Europe/Stockholm']}END:VCALENDAR\r\n"
    for name, offset in zones(octets):
        for year in range(2026, LAST_YEAR + 1):
            for moment in telling_moments(year):
                at_home = moment.astimezone(STOCKHOLM)
                if not at_home.fold:
                    local = at_home.replace(tzinfo=None)
                    assert offset(local) == at_home.utcoffset(), (name, moment)


def telling_moments(year: int) -> list[datetime]:
    """Return noon of every month, and the hours around every change of the clock that Sweden keeps."""
    moments = [datetime(year, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        after = day + timedelta(days=1)
        if day.astimezone(STOCKHOLM).utcoffset() != after.astimezone(STOCKHOLM).utcoffset():
            moments += [day + timedelta(minutes=30 * step) for step in range(49)]
        day = after
    return moments


def test_a_zone_without_summer_time_would_be_seen(monkeypatch):
    """The comparison above is no empty one."""
    kept = TIMEZONES["Europe/Stockholm"]
    winter = kept[: kept.index("BEGIN:DAYLIGHT")] + kept[kept.index("BEGIN:STANDARD") :]
    monkeypatch.setitem(TIMEZONES, "Europe/Stockholm", winter)
    with pytest.raises(AssertionError):
        test_the_written_zone_tells_swedish_time_to_2037()
