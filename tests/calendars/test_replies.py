"""Answers as calendars really send them: each is read for what it says; what cannot be read says why."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime

import pytest

from eventapp.calendars.replies import MAX_CALENDAR, NotAReply, Unread, read_reply
from eventapp.messages.parts import MAX_MAIL

UID = "r-abcdefghjkmn-0123456789abcdef0123456789abcdef@anmalan.example"
KIM = "kim.akesson@kommun.example"

EXCHANGE = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED;CN=Kim Åkesson:mailto:{KIM}
COMMENT;LANGUAGE=sv-SE:Jag kommer\\, men lite sent
UID:{UID}
SUMMARY;LANGUAGE=sv-SE:Accepterat: Demokratidagen
DTSTART;TZID=W. Europe Standard Time:20271108T090000
DTEND;TZID=W. Europe Standard Time:20271108T160000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20271001T101112Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:1
LOCATION;LANGUAGE=sv-SE:Sundbybergs stadshus
X-MICROSOFT-CDO-APPT-SEQUENCE:1
END:VEVENT
END:VCALENDAR
"""
GOOGLE = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20271108T080000Z
DTEND:20271108T150000Z
DTSTAMP:20271001T101112Z
ORGANIZER;CN=Samordningsförbundet:mailto:svar@anmalan.example
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Kim
 Åkesson;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Jag är sjuk":mailto:{KIM}
CREATED:20270901T101112Z
DESCRIPTION:Det här är en inbjudan
LAST-MODIFIED:20271001T101112Z
LOCATION:Digitalt
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Demokratidagen
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = f"""BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.0//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Åkesson, Kim";CUTYPE=INDIVIDUAL;EMAIL={KIM};PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT;
 RSVP=TRUE:mailto:{KIM.upper()}
DTEND;TZID=Europe/Stockholm:20271108T160000
DTSTAMP:20271001T101112Z
DTSTART;TZID=Europe/Stockholm:20271108T090000
ORGANIZER;CN="Förbundet":MAILTO:Svar@Anmalan.example
SEQUENCE:1
SUMMARY:Demokratidagen
UID:{UID}
END:VEVENT
END:VCALENDAR
"""
THUNDERBIRD = f"""BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
CREATED:20270901T101112Z
LAST-MODIFIED:20271001T101112Z
DTSTAMP:20271001T101112Z
UID:{UID}
SUMMARY:Demokratidagen
ORGANIZER;CN=Förbundet:mailto:svar@anmalan.example
ATTENDEE;RSVP=TRUE;CN=Kim Åkesson;PARTSTAT=DECLINED;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:{KIM}
X-MOZ-RECEIVED-SEQUENCE:1
X-MOZ-RECEIVED-DTSTAMP:20270901T101112Z
DTSTART;TZID=Europe/Stockholm:20271108T090000
DTEND;TZID=Europe/Stockholm:20271108T160000
DESCRIPTION:Hela texten\\nigen
SEQUENCE:1
X-MOZ-INVITED-ATTENDEE:mailto:{KIM}
END:VEVENT
END:VCALENDAR
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def part(
    calendar: bytes, kind: str = "text/calendar; charset=utf-8; method=REPLY", encoding: str = "base64"
) -> bytes:
    """Return a MIME part."""
    body = {
        "base64": lambda: base64.encodebytes(calendar),
        "quoted-printable": lambda: quopri.encodestring(calendar),
        "8bit": lambda: calendar,
    }[encoding]()
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def mail(*parts: bytes, subtype: str = "alternative") -> bytes:
    """Return a mail of several parts after one of text."""
    words = b"Content-Type: text/plain; charset=utf-8\r\n\r\nAccepterat\r\n"
    head = (
        f'From: Kim <{KIM}>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary="b"\r\n\r\n'
    )
    middle = b"".join(b"--b\r\n" + one + b"\r\n" for one in (words, *parts))
    return head.encode() + middle + b"--b--\r\n"


def alone(calendar: bytes, **more: str) -> bytes:
    """Return a mail that is nothing but the calendar."""
    return f"From: {KIM}\r\nMIME-Version: 1.0\r\n".encode() + part(calendar, **more)


@pytest.mark.parametrize(
    ("octets", "partstat", "comment"),
    [
        (mail(part(crlf(EXCHANGE))), "ACCEPTED", "Jag kommer, men lite sent"),
        (mail(part(crlf(GOOGLE)), part(crlf(GOOGLE), "application/ics")), "DECLINED", "Jag är sjuk"),
        (mail(part(crlf(APPLE), encoding="quoted-printable")), "TENTATIVE", ""),
        (mail(part(crlf(THUNDERBIRD), encoding="8bit"), subtype="mixed"), "DECLINED", ""),
    ],
    ids=["exchange", "google", "apple", "thunderbird"],
)
def test_answers_of_the_usual_calendars_are_read(octets, partstat, comment):
    reply = read_reply(octets)
    assert (reply.uid, reply.attendee, reply.partstat) == (UID, KIM, partstat)
    assert (reply.sequence, reply.stamped_at) == (1, datetime(2027, 10, 1, 10, 11, 12, tzinfo=UTC))
    assert reply.comment == comment
    assert reply.organizer in {"", "svar@anmalan.example"}


ODD = {
    "latin-1": alone(GOOGLE.encode("latin-1"), kind="text/calendar; charset=iso-8859-1; method=REPLY"),
    "windows, said to be utf-8": alone(GOOGLE.encode("cp1252")),
    "unknown charset": alone(crlf(GOOGLE), kind="text/calendar; charset=x-none; method=REPLY"),
    "byte order mark": alone(b"\xef\xbb\xbf" + crlf(GOOGLE)),
    "newlines only": alone(GOOGLE.encode()),
    "double carriage returns": alone(GOOGLE.replace("\n", "\r\r\n").encode()),
    "lower case": alone(
        crlf(
            GOOGLE.replace("BEGIN:V", "begin:v")
            .replace("END:V", "end:v")
            .replace("ATTENDEE;", "attendee;")
            .replace("PARTSTAT=DECLINED", "partstat=declined")
            .replace("METHOD:REPLY", "method:reply")
        )
    ),
    "folds without their space": alone(crlf(GOOGLE.replace("DESCRIPTION:Det här", "DESCRIPTION:Det\nhär"))),
    "method only inside": alone(crlf(GOOGLE), kind="text/calendar; charset=utf-8"),
    "method in small letters outside": alone(crlf(GOOGLE), kind="text/calendar; method=reply"),
    "attached only": mail(part(crlf(GOOGLE), "application/ics; name=invite.ics"), subtype="mixed"),
    "inside a part of a part": mail(
        b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n'
        + part(crlf(GOOGLE))
        + b"\r\n--c--\r\n",
        subtype="mixed",
    ),
}


@pytest.mark.parametrize("octets", ODD.values(), ids=ODD)
def test_odd_but_honest_answers_are_read_as_well(octets):
    reply = read_reply(octets)
    assert (reply.method, reply.uid, reply.attendee, reply.partstat) == ("REPLY", UID, KIM, "DECLINED")


def test_assistant_who_answers_is_told_apart():
    answer = GOOGLE.replace("X-NUM-GUESTS=0", 'SENT-BY="mailto:Assistent@kommun.example"')
    assert read_reply(alone(crlf(answer))).sent_by == "assistent@kommun.example"


def test_what_is_left_out_or_broken_is_as_if_it_were_not_said():
    answer = GOOGLE.replace("SEQUENCE:1\n", "").replace(
        "20271001T101112Z\nORGANIZER", "2027-13-99\nORGANIZER"
    )
    reply = read_reply(alone(crlf(answer)))
    assert (reply.sequence, reply.stamped_at) == (0, None)


def test_long_comment_is_cut():
    answer = EXCHANGE.replace("Jag kommer\\, men lite sent", "a" * 5000)
    assert len(read_reply(alone(crlf(answer))).comment) == 1000


BOUNCE = mail(b"Content-Type: message/rfc822\r\n\r\n" + alone(crlf(GOOGLE)), subtype="report")
UNREAD = {
    "no calendar": (mail(), Unread.NO_CALENDAR),
    "our own invitation in a bounce": (BOUNCE, Unread.NO_CALENDAR),
    "nothing": (b"", Unread.NO_CALENDAR),
    "noise": (alone(b"\x00\xff" * 500), Unread.BROKEN),
    "half a calendar": (alone(crlf(GOOGLE)[:300]), Unread.BROKEN),
    "two events": (
        alone(crlf(GOOGLE.replace("END:VCALENDAR", GOOGLE[GOOGLE.index("BEGIN:VEVENT") :]))),
        Unread.NOT_ONE_EVENT,
    ),
    "no event": (alone(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"), Unread.NOT_ONE_EVENT),
    "one of a series": (
        alone(crlf(GOOGLE.replace("SEQUENCE:1", "RECURRENCE-ID:20271108T080000Z"))),
        Unread.RECURRING,
    ),
    "two attendees": (
        alone(crlf(GOOGLE.replace("CREATED:", "ATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example\nCREATED:"))),
        Unread.NOT_ONE_ATTENDEE,
    ),
    "nobody": (
        alone(crlf(GOOGLE.replace("ATTENDEE;", "X-ATTENDEE;"))),
        Unread.NOT_ONE_ATTENDEE,
    ),
    "methods differ": (
        alone(crlf(GOOGLE), kind="text/calendar; charset=utf-8; method=REQUEST"),
        Unread.METHODS_DIFFER,
    ),
    "ten megabytes": (alone(crlf(GOOGLE)) + b"x" * 10 * MAX_MAIL, Unread.TOO_LARGE),
    "long calendar": (
        alone(crlf(GOOGLE.replace("Digitalt", "x" * MAX_CALENDAR))),
        Unread.TOO_LARGE,
    ),
    "broken boundary": (mail(part(crlf(GOOGLE))).replace(b"--b\r\n", b"--x\r\n"), Unread.NO_CALENDAR),
}


@pytest.mark.parametrize(("octets", "reason"), UNREAD.values(), ids=UNREAD)
def test_what_is_no_answer_says_why(octets, reason):
    with pytest.raises(NotAReply) as caught:
        read_reply(octets)
    assert caught.value.reason is reason
