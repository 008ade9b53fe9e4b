"""An answer as a calendar program would mail it, so that everybody can try one in development (RFC 5546 3.2.3)."""

from __future__ import annotations

import base64
from email.utils import format_datetime, make_msgid

from icalendar import Calendar, Event

from eventapp.calendars.replies import address_of
from eventapp.core import clock


def write_answer(invitation: str, partstat: str) -> bytes:
    """Return the mail with which the invitation's only attendee answers it.

    Raises ValueError where there is nobody to answer or nobody who asks.
    """
    asked = next(iter(Calendar.from_ical(invitation).walk("VEVENT")), None)
    if asked is None or "ATTENDEE" not in asked or "ORGANIZER" not in asked:
        raise ValueError("nothing to answer")
    attendee, now = address_of(str(asked["ATTENDEE"])), clock.now()
    answer = Event()
    answer.add("UID", str(asked["UID"]))
    answer.add("DTSTAMP", now)
    answer.add("SEQUENCE", int(asked.get("SEQUENCE", 0)))
    answer.add("ORGANIZER", asked["ORGANIZER"])
    answer.add("ATTENDEE", f"mailto:{attendee}", parameters={"PARTSTAT": partstat})
    answer.add("SUMMARY", str(asked["SUMMARY"]))
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//eventapp//development//SV")
    calendar.add("METHOD", "REPLY")
    calendar.add_component(answer)
    head = [
        f"From: {attendee}",
        f"To: {address_of(str(asked['ORGANIZER']))}",
        f"Subject: {partstat.capitalize()}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {make_msgid(domain='kalender.example')}",
        "MIME-Version: 1.0",
        "Content-Type: text/calendar; charset=UTF-8; method=REPLY",
        "Content-Transfer-Encoding: base64",
    ]
    body = base64.encodebytes(calendar.to_ical()).replace(b"\n", b"\r\n")
    return "\r\n".join((*head, "", "")).encode() + body
