"""The octets of calendar documents, read back by two parsers that know nothing of us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from eventapp.calendars.documents import (
    CalendarFacts,
    Parties,
    Revision,
    _document,
    _event,
    download,
    message,
)
from eventapp.calendars.models import Method
from eventapp.core.text import one_line, paragraphs

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FACTS = CalendarFacts(
    title="Demokratidagen 2027",
    description="Rad ett\nRad två",
    location="Stadshuset, Sundbyberg",
    url="https://anmalan.example/evenemang/demokratidagen-2027",
    starts_at=datetime(2027, 11, 8, 9, tzinfo=STOCKHOLM),
    ends_at=datetime(2027, 11, 8, 12, tzinfo=STOCKHOLM),
    timezone="Europe/Stockholm",
)
REVISION = Revision(
    uid="r-abc-0123@anmalan.example",
    sequence=3,
    stamped_at=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
    changed_at=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
    created_at=datetime(2026, 12, 1, tzinfo=UTC),
)
PARTIES = Parties(
    organizer="svar@anmalan.example",
    organizer_name="Samordningsförbundet Sundbybergs stad",
    attendee="Kim.A+x@m.example",
    attendee_name="Kim Åström",
    partstat="NEEDS-ACTION",
)
GOLDEN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//eventapp//eventapp 0.1.0//SV
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:r-abc-0123@anmalan.example
DTSTAMP:20270102T030405Z
SEQUENCE:3
CREATED:20261201T000000Z
LAST-MODIFIED:20270102T030405Z
DTSTART;TZID=Europe/Stockholm:20271108T090000
DTEND;TZID=Europe/Stockholm:20271108T120000
SUMMARY:Demokratidagen 2027
DESCRIPTION:Rad ett\\nRad två
LOCATION:Stadshuset\\, Sundbyberg
URL:https://anmalan.example/evenemang/demokratidagen-2027
CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Anslut till mötet:https://anmalan.example/delta/x-y
STATUS:CONFIRMED
TRANSP:OPAQUE
CLASS:PUBLIC
ORGANIZER;CN="Samordningsförbundet Sundbybergs stad":mailto:svar@anmalan.example
ATTENDEE;CN="Kim Åström";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:Kim.A+x@m.example
END:VEVENT
END:VCALENDAR
"""


def unfolded(octets: bytes) -> str:
    return octets.decode().replace("\r\n ", "").replace("\r\n", "\n")


def requested(facts: CalendarFacts = FACTS, parties: Parties | None = PARTIES) -> bytes:
    return message(Method.REQUEST, facts, REVISION, parties, is_withdrawn=False)


def read_both(octets: bytes) -> tuple[icalendar.Event, vobject.base.Component]:
    """Return the first event as icalendar and as vobject read it."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar.errors == []
    return calendar.events[0], vobject.readOne(octets.decode()).vevent


def test_a_request_has_every_property_in_its_order() -> None:
    facts = replace(FACTS, join_url="https://anmalan.example/delta/x-y")
    assert unfolded(requested(facts)) == GOLDEN


def test_lines_end_with_crlf_and_hold_at_most_75_octets_of_whole_characters() -> None:
    octets = requested(replace(FACTS, title="Åäö😀 " * 60, description="å" * 500 + "\n" + "😀" * 300))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_signs_with_a_meaning_are_escaped_once() -> None:
    text = unfolded(requested(replace(FACTS, title='a\\b;c,d:e"f^g', description="en\r\ntvå")))
    assert 'SUMMARY:a\\\\b\\;c\\,d:e"f^g\n' in text
    assert "DESCRIPTION:en\\ntvå\n" in text


def test_a_name_cannot_leave_its_parameter() -> None:
    parties = replace(PARTIES, attendee_name='Kim" ^n;ROLE=CHAIR:mailto:x@y\r\nX-EVIL:1,\x0b')
    event, other = read_both(requested(parties=parties))
    assert event["ATTENDEE"] == "mailto:Kim.A+x@m.example"
    assert event["ATTENDEE"].params["CN"] == "Kim n;ROLE=CHAIR:mailto:x@y X-EVIL:1,"
    assert event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    assert "X-EVIL" not in event
    assert other.attendee.value == "mailto:Kim.A+x@m.example"


@given(st.text(max_size=300))
def test_both_parsers_read_the_text_that_was_written(text: str) -> None:
    facts = replace(FACTS, title=text or "x", description=text)
    octets = _document([facts], [_event(facts, REVISION, is_withdrawn=False)], Method.PUBLISH)
    event, other = read_both(octets)
    assert str(event["SUMMARY"]) == other.summary.value == one_line(text or "x")
    assert str(event["DESCRIPTION"]) == other.description.value == paragraphs(text)


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2027, 1, 14, 18, tzinfo=STOCKHOLM),
        datetime(2027, 7, 14, 18, tzinfo=STOCKHOLM),
        datetime(2027, 3, 28, 18, tzinfo=STOCKHOLM),
        datetime(2027, 10, 31, 18, tzinfo=STOCKHOLM),
        datetime(2027, 3, 27, 18, tzinfo=STOCKHOLM),
        datetime(2027, 10, 30, 18, tzinfo=STOCKHOLM),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
        datetime(2045, 6, 10, 16, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("hours", [1, 24])
def test_both_parsers_read_the_right_instant(starts_at: datetime, hours: int) -> None:
    ends_at = starts_at.astimezone(UTC) + timedelta(hours=hours)
    event, other = read_both(requested(replace(FACTS, starts_at=starts_at, ends_at=ends_at)))
    assert event.start.astimezone(UTC) == other.dtstart.value.astimezone(UTC) == starts_at.astimezone(UTC)
    assert event.end.astimezone(UTC) == other.dtend.value.astimezone(UTC) == ends_at


def test_a_zone_without_a_written_block_is_written_in_utc() -> None:
    text = unfolded(requested(replace(FACTS, timezone="Europe/Helsinki")))
    assert "VTIMEZONE" not in text
    assert "DTSTART:20271108T080000Z\n" in text


def test_a_called_off_event_says_so_in_its_title() -> None:
    octets = message(Method.CANCEL, replace(FACTS, is_called_off=True), REVISION, PARTIES, is_withdrawn=True)
    event, _other = read_both(octets)
    assert event["SUMMARY"] == "INSTÄLLT: Demokratidagen 2027"
    assert event["STATUS"] == "CANCELLED"


def test_a_withdrawal_has_no_way_into_the_meeting() -> None:
    facts = replace(FACTS, join_url="https://anmalan.example/delta/x-y")
    octets = message(Method.CANCEL, facts, REVISION, PARTIES, is_withdrawn=True)
    assert "CONFERENCE" not in unfolded(octets)


def test_a_sensitive_event_is_private() -> None:
    assert "CLASS:PRIVATE\n" in unfolded(requested(replace(FACTS, is_private=True)))


def test_a_download_has_an_alarm_after_its_properties_and_asks_nobody() -> None:
    text = unfolded(download([(FACTS, REVISION)]))
    assert "METHOD" not in text
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT30M\nDESCRIPTION:Demokratidagen 2027\nEND:VALARM\n"
    assert text.endswith(f"CLASS:PUBLIC\n{alarm}END:VEVENT\nEND:VCALENDAR\n")


def test_a_message_has_no_alarm() -> None:
    assert b"VALARM" not in requested()


def test_the_calendar_part_stays_below_32_kib() -> None:
    assert len(requested(replace(FACTS, title="😀" * 200, description="😀" * 90_000))) < 32 * 1024
