"""Answers as calendar programs mail them: to an entry in the database, or to an invitation as it was sent."""

from __future__ import annotations

import base64
import itertools
from datetime import datetime
from email.utils import format_datetime

from flask import current_app

from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.invitations.replies import receive
from eventapp.invitations.understanding import understand
from eventapp.messages.mailbox import Tray

_number = itertools.count(1)


def answer(
    entry: CalendarEntry,
    partstat: str = "DECLINED",
    *,
    sender: str = "",
    attendee: str = "",
    sequence: int | None = None,
    stamped_at: datetime | None = None,
    organizer: str | None = None,
    method: str = "REPLY",
    headers: str = "",
    more: str = "",
) -> bytes:
    """Return the mail in which somebody's calendar answers an entry; each has a Message-ID of its own."""
    at = stamped_at or clock.now()
    by = entry.organizer if organizer is None else organizer
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Prov//Kalender//SV",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{entry.sequence if sequence is None else sequence}",
        *([f"ORGANIZER:mailto:{by}"] if by else []),
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee or entry.address}",
        *([more] if more else []),
        "SUMMARY:Prov",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return answer_mail("\r\n".join(lines), sender or attendee or entry.address, method, headers)


def answer_mail(calendar: str, sender: str, method: str = "REPLY", headers: str = "") -> bytes:
    """Return a calendar as the mail that carries it."""
    head = [
        f"From: {sender}",
        "To: svar@anmalan.example",
        "Subject: Svar",
        f"Date: {format_datetime(clock.now())}",
        f"Message-ID: <svar-{next(_number)}@kalender.example>",
        *([headers] if headers else []),
        "MIME-Version: 1.0",
        f"Content-Type: text/calendar; charset=UTF-8; method={method}",
        "Content-Transfer-Encoding: base64",
    ]
    body = base64.encodebytes(calendar.encode()).decode().replace("\n", "\r\n")
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def receive_mail(octets: bytes, is_whole: bool = True) -> Tray:
    """Understand and apply a mail in the running transaction."""
    return receive(understand(octets, current_app.config["REPLY_AUTHSERV_ID"], is_whole=is_whole))
