"""iCalendar documents as octets (RFC 5545), in the shape that the calendars people have read rightly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Alarm, Event, vCalAddress
from icalendar.parser import Parameters
from icalendar.prop import vUri

from eventapp import __version__
from eventapp.calendars.models import CalendarEntry, Method, PartStat
from eventapp.core.text import one_line, paragraphs

HEADER = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//eventapp//eventapp {__version__}//SV\r\nCALSCALE:GREGORIAN\r\n"
FOOTER = "END:VCALENDAR\r\n"

#: Written by hand with one RRULE each way: Outlook reads nothing else, and lists of dates are read an hour off.
TIMEZONES = {
    "Europe/Stockholm": """\
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
""".replace("\n", "\r\n"),
}
#: Longest text of an entry; keeps the calendar part of a mail well below 32 KiB.
TEXT_LIMIT = 6000


@dataclass(frozen=True, kw_only=True)
class CalendarFacts:
    """What an entry says; `key` tells the workshops of one person apart, `location` already names a join link."""

    title: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    join_url: str | None = None
    is_private: bool = False
    is_called_off: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Which entry this is and how new: UID, SEQUENCE, DTSTAMP, LAST-MODIFIED, CREATED."""

    uid: str
    sequence: int
    stamped_at: datetime
    changed_at: datetime
    created_at: datetime | None = None


def revision_of(entry: CalendarEntry, uid: str = "") -> Revision:
    """Return an entry's present revision, or that of another entry that goes with it under its own UID."""
    return Revision(
        uid=uid or entry.uid,
        sequence=entry.sequence,
        stamped_at=entry.stamped_at or entry.changed_at,
        changed_at=entry.changed_at,
        created_at=entry.created_at,
    )


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who invites and who is invited: exactly one, so that no address is disclosed (RFC 5546 3.2)."""

    organizer: str
    organizer_name: str
    attendee: str
    attendee_name: str
    partstat: str


def message(
    method: Method, facts: CalendarFacts, revision: Revision, parties: Parties | None, *, is_withdrawn: bool
) -> bytes:
    """Return an iTIP message with one entry (RFC 5546); without parties nobody is asked to answer."""
    event = _event(facts, revision, is_withdrawn=is_withdrawn)
    if parties is not None:
        _add_parties(event, parties)
    return _document([facts], [event], method)


def download(entries: Sequence[tuple[CalendarFacts, Revision]]) -> bytes:
    """Return a file to put into a calendar by hand: no METHOD, no ATTENDEE, an alarm half an hour before."""
    events = []
    for facts, revision in entries:
        event = _event(facts, revision, is_withdrawn=facts.is_called_off)
        if not facts.is_called_off:
            event.add_component(_alarm(facts))
        events.append(event)
    return _document([facts for facts, _revision in entries], events, None)


def feed_entry(facts: CalendarFacts, revision: Revision) -> bytes:
    """Return one entry as it stands in a feed: no ATTENDEE, no alarm; a called-off event stays, said to be so."""
    octets: bytes = _event(facts, revision, is_withdrawn=facts.is_called_off).to_ical(sorted=False)
    return octets


def needed_timezone(facts: CalendarFacts) -> str:
    """Return the zone that an entry's times are written in; empty for UTC."""
    return facts.timezone if _is_written_local(facts) else ""


def _document(facts: Sequence[CalendarFacts], events: Sequence[Event], method: Method | None) -> bytes:
    # METHOD after a component is not read, so the head is put together by hand, in order.
    zones = {one.timezone for one in facts if _is_written_local(one)}
    head = HEADER + (f"METHOD:{method.value}\r\n" if method else "")
    body = b"".join(event.to_ical(sorted=False) for event in events)
    return (head + "".join(TIMEZONES[zone] for zone in sorted(zones))).encode() + body + FOOTER.encode()


def _event(facts: CalendarFacts, revision: Revision, *, is_withdrawn: bool) -> Event:
    event = Event()
    event.add("UID", revision.uid)
    event.add("DTSTAMP", revision.stamped_at.astimezone(UTC))
    event.add("SEQUENCE", revision.sequence)
    if revision.created_at is not None:
        event.add("CREATED", revision.created_at.astimezone(UTC))
    event.add("LAST-MODIFIED", revision.changed_at.astimezone(UTC))
    event.add("DTSTART", _written(facts, facts.starts_at))
    event.add("DTEND", _written(facts, facts.ends_at))
    event.add("SUMMARY", _summary(facts))
    event.add("DESCRIPTION", paragraphs(facts.description)[:TEXT_LIMIT])
    event.add("LOCATION", one_line(facts.location)[:TEXT_LIMIT])
    event.add("URL", facts.url)
    if facts.join_url and not is_withdrawn:
        event.add("CONFERENCE", _conference(facts.join_url), encode=False)
    event.add("STATUS", "CANCELLED" if is_withdrawn else "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    event.add("CLASS", "PRIVATE" if facts.is_private else "PUBLIC")
    return event


def _add_parties(event: Event, parties: Parties) -> None:
    event.add(
        "ORGANIZER", vCalAddress.new(one_line(parties.organizer), cn=_common_name(parties.organizer_name))
    )
    event.add(
        "ATTENDEE",
        vCalAddress.new(
            one_line(parties.attendee),
            cn=_common_name(parties.attendee_name),
            cutype="INDIVIDUAL",
            role="REQ-PARTICIPANT",
            partstat=parties.partstat,
            rsvp=parties.partstat != PartStat.DECLINED,
        ),
    )


def _alarm(facts: CalendarFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(minutes=-30))
    alarm.add("DESCRIPTION", _summary(facts))
    return alarm


def _summary(facts: CalendarFacts) -> str:
    title = one_line(facts.title)[:TEXT_LIMIT]
    return _("INSTÄLLT: %(title)s", title=title) if facts.is_called_off else title


def _conference(link: str) -> vUri:
    uri = vUri(link)
    uri.params = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": _("Anslut till mötet")})
    return uri


def _common_name(name: str) -> str:
    """Return a name without the signs that parsers choke on in parameters (RFC 6868 is read by few)."""
    return one_line(name.translate({ord('"'): " ", ord("^"): " "}))[:200]


def _written(facts: CalendarFacts, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(facts.timezone) if _is_written_local(facts) else UTC)


def _is_written_local(facts: CalendarFacts) -> bool:
    """Tell whether the zone can be written; the hour that comes twice cannot be told apart in it (RFC 5545 3.3.5)."""
    if facts.timezone not in TIMEZONES:
        return False
    zone = ZoneInfo(facts.timezone)
    return not (facts.starts_at.astimezone(zone).fold or facts.ends_at.astimezone(zone).fold)
