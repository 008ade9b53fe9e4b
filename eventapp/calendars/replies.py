"""Reading what calendars answer (iTIP REPLY in a mail, RFC 5546 3.2.3, RFC 6047): parsing only, trusting nothing."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from eventapp.core.text import email_key, one_line, paragraphs

MAX_MAIL = 1024 * 1024
MAX_CALENDAR = 64 * 1024
MAX_COMMENT = 1000
#: How a content line begins (RFC 5545 3.1); what does not belongs to the line before, folded badly.
CONTENT_LINE = re.compile(r"[A-Za-z0-9-]+[;:]")


class Unread(enum.StrEnum):
    """Why a mail is no answer that can be read."""

    TOO_LARGE = "too_large"
    NO_CALENDAR = "no_calendar"
    BROKEN = "broken"
    NOT_ONE_EVENT = "not_one_event"
    RECURRING = "recurring"
    NOT_ONE_ATTENDEE = "not_one_attendee"
    METHODS_DIFFER = "methods_differ"


class NotAReply(Exception):
    """The mail holds no answer that can be read; `reason` says why."""

    def __init__(self, reason: Unread) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a calendar says that its owner has answered."""

    #: REPLY; also COUNTER, REFRESH and others, which are told and never applied.
    method: str
    uid: str
    #: In the form in which two spellings are equal.
    attendee: str
    #: Who answered for the attendee, an assistant, say (RFC 5545 3.2.18); empty mostly.
    sent_by: str
    partstat: str
    #: Empty where it is left out, as Exchange does.
    organizer: str
    sequence: int
    stamped_at: datetime | None
    comment: str


def read_reply(octets: bytes) -> Reply:
    """Return the answer in a mail; raises `NotAReply`. Whether it may be believed is another question."""
    if len(octets) > MAX_MAIL:
        raise NotAReply(Unread.TOO_LARGE)
    part = _calendar_part(message_from_bytes(octets, policy=compat32))
    calendar = _parse(_text_of(part))
    method = str(calendar.get("METHOD", "")).upper()
    declared = str(part.get_param("method") or "").upper()
    if not method or declared not in {"", method}:
        raise NotAReply(Unread.METHODS_DIFFER)
    return _reply(calendar, method)


def _reply(calendar: Calendar, method: str) -> Reply:
    event = _only_event(calendar)
    attendee = _only_attendee(event)
    organizer = event.get("ORGANIZER")
    params = {key.upper(): str(value) for key, value in getattr(attendee, "params", {}).items()}
    return Reply(
        method=method,
        uid=str(event.get("UID", "")).strip(),
        attendee=address_of(str(attendee)),
        sent_by=address_of(params.get("SENT-BY", "")),
        partstat=params.get("PARTSTAT", "NEEDS-ACTION").upper(),
        organizer=address_of(str(organizer)) if organizer is not None else "",
        sequence=_number(event.get("SEQUENCE")),
        stamped_at=_instant(event.get("DTSTAMP")),
        comment=_comment(event, params),
    )


def address_of(value: str) -> str:
    """Return an address as it is compared: without `mailto:`, in lower case, its domain in IDNA; tags and dots kept."""
    bare = re.sub(r"^mailto:", "", value.strip().strip('"'), flags=re.IGNORECASE)
    return email_key(bare)


def _calendar_part(message: Message) -> Message:
    """Return the first calendar part that is not inside another mail: a bounce carries our own invitation."""
    parts = [part for part in _own_parts(message) if not part.is_multipart()]
    for wanted in ("text/calendar", "application/ics"):
        for part in parts:
            if part.get_content_type() == wanted:
                return part
    raise NotAReply(Unread.NO_CALENDAR)


def _own_parts(message: Message) -> Iterator[Message]:
    yield message
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _own_parts(part)


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise NotAReply(Unread.BROKEN)
    if len(payload) > MAX_CALENDAR:
        raise NotAReply(Unread.TOO_LARGE)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return payload.decode(charset).lstrip("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.decode("latin-1")


def _parse(text: str) -> Calendar:
    try:
        return Calendar.from_ical(_unfold(text))
    # The parser raises whatever its input makes its parts raise, and the input is anybody's.
    except Exception as error:
        raise NotAReply(Unread.BROKEN) from error


def _unfold(text: str) -> str:
    """Return the content lines, each whole: line ends of every kind, and folds that forgot their space."""
    lines: list[str] = []
    for line in re.split(r"\r*\n|\r", text):
        if line[:1] in {" ", "\t"} and lines:
            lines[-1] += line[1:]
        elif CONTENT_LINE.match(line) or not lines:
            lines.append(line)
        else:
            lines[-1] += line
    return "\r\n".join(line for line in lines if line.strip()) + "\r\n"


def _only_event(calendar: Calendar) -> Any:
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if calendar.name != "VCALENDAR" or len(events) != 1:
        raise NotAReply(Unread.NOT_ONE_EVENT)
    if "RECURRENCE-ID" in events[0]:
        raise NotAReply(Unread.RECURRING)
    if isinstance(events[0].get("UID"), list):
        raise NotAReply(Unread.BROKEN)
    return events[0]


def _only_attendee(event: Any) -> Any:
    attendee = event.get("ATTENDEE")
    if attendee is None or isinstance(attendee, list):
        raise NotAReply(Unread.NOT_ONE_ATTENDEE)
    return attendee


def _number(value: Any) -> int:
    try:
        return max(int(value), 0)
    except (TypeError, ValueError):
        return 0


def _instant(value: Any) -> datetime | None:
    try:
        stamp = getattr(value, "dt", None)
    except BrokenCalendarProperty:
        return None
    if not isinstance(stamp, datetime):
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _comment(event: Any, params: dict[str, str]) -> str:
    """Return what the person wrote beside the answer; Google has it in a parameter of its own."""
    written = event.get("COMMENT")
    first = written[0] if isinstance(written, list) and written else written
    text = str(first) if first else params.get("X-RESPONSE-COMMENT", "")
    return paragraphs(one_line(text))[:MAX_COMMENT]
