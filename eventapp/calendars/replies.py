"""Reading what calendars answer (iTIP REPLY in a mail, RFC 5546 3.2.3, RFC 6047): parsing only, trusting nothing."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from eventapp.core.text import email_key, one_line, paragraphs
from eventapp.messages.parts import TooMuch, content_of, own_parts, parse_mail, text_of

#: Octets of a calendar, its lines as they are sent, folded, and the components in it.
MAX_CALENDAR = 64 * 1024
MAX_LINES = 4_000
MAX_COMPONENTS = 20
#: Characters of what is read of it; an address as in RFC 5321 4.5.3.1.3.
MAX_COMMENT = 1000
MAX_VALUE = 255
MAX_ADDRESS = 254
#: What is asked of an answer. The rest is not shown to the parser: it reads all that it is given, and a time zone of
#: one line can have as many changes as there are seconds.
ASKED = frozenset(
    {
        *("BEGIN", "END", "METHOD", "UID", "RECURRENCE-ID"),
        *("ATTENDEE", "ORGANIZER", "SEQUENCE", "DTSTAMP", "COMMENT"),
    }
)
#: How a content line begins (RFC 5545 3.1); what does not belongs to the line before, folded badly.
CONTENT_LINE = re.compile(r"([A-Za-z0-9-]+)[;:]")
LINE_END = re.compile(r"[\r\n]+")
MAILTO = re.compile(r"\Amailto:", re.IGNORECASE)


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
    try:
        part = _calendar_part(parse_mail(octets))
    except TooMuch as error:
        raise NotAReply(Unread.TOO_LARGE) from error
    calendar = _parse(_text_of(part))
    method = str(calendar.get("METHOD", "")).upper()
    declared = _declared_method(part)
    if not method or declared not in {"", method}:
        raise NotAReply(Unread.METHODS_DIFFER)
    return _reply(calendar, method)


def _reply(calendar: Calendar, method: str) -> Reply:
    event = _only_event(calendar)
    attendee = _only_attendee(event)
    organizer = event.get("ORGANIZER")
    params = {key.upper(): str(value) for key, value in getattr(attendee, "params", {}).items()}
    return Reply(
        method=one_line(method[:MAX_VALUE]),
        uid=one_line(str(event.get("UID", ""))[:MAX_VALUE]),
        attendee=address_of(str(attendee)),
        sent_by=address_of(params.get("SENT-BY", "")),
        partstat=one_line(params.get("PARTSTAT", "NEEDS-ACTION")[:MAX_VALUE]).upper(),
        organizer=address_of(str(organizer)) if organizer is not None else "",
        sequence=_number(event.get("SEQUENCE")),
        stamped_at=_instant(event.get("DTSTAMP")),
        comment=_comment(event, params),
    )


def address_of(value: str) -> str:
    """Return an address as it is compared: without `mailto:`, in lower case, its domain in IDNA; tags and dots kept."""
    bare = MAILTO.sub("", value.strip().strip('"')[: MAX_ADDRESS + len("mailto:")], count=1)
    return one_line(email_key(bare))


def _calendar_part(message: Message) -> Message:
    """Return the first calendar part that is not inside another mail: a bounce carries our own invitation."""
    parts = [part for part in own_parts(message) if not part.is_multipart()]
    for wanted in ("text/calendar", "application/ics"):
        for part in parts:
            if part.get_content_type() == wanted:
                return part
    raise NotAReply(Unread.NO_CALENDAR)


def _declared_method(part: Message) -> str:
    """Return the method in Content-Type, which should be the calendar's (RFC 6047 2.4)."""
    declared = part.get_param("method")
    return str(declared[2] if isinstance(declared, tuple) else declared or "").upper()


def _text_of(part: Message) -> str:
    if len(content_of(part)) > MAX_CALENDAR:
        raise NotAReply(Unread.TOO_LARGE)
    return text_of(part, MAX_CALENDAR).lstrip("\ufeff")


def _parse(text: str) -> Calendar:
    try:
        return Calendar.from_ical(_unfold(text))
    except NotAReply:
        raise
    # The parser raises whatever its input makes its parts raise, and the input is anybody's.
    except Exception as error:
        raise NotAReply(Unread.BROKEN) from error


def _unfold(text: str) -> str:
    """Return the content lines that are asked for, each whole; raises `NotAReply` where there are too many."""
    lines = LINE_END.split(text, MAX_LINES + 1)
    if len(lines) > MAX_LINES:
        raise NotAReply(Unread.TOO_LARGE)
    whole = [line for line in _whole_lines(lines) if _is_asked(line)]
    if sum(line[:6].upper() == "BEGIN:" for line in whole) > MAX_COMPONENTS:
        raise NotAReply(Unread.TOO_LARGE)
    return "\r\n".join(whole) + "\r\n"


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Yield lines without their folds, also those that forgot their space."""
    pieces: list[str] = []
    for line in lines:
        if pieces and (line[:1] in {" ", "\t"} or not CONTENT_LINE.match(line)):
            pieces.append(line[1:] if line[:1] in {" ", "\t"} else line)
            continue
        yield "".join(pieces)
        pieces = [line]
    yield "".join(pieces)


def _is_asked(line: str) -> bool:
    name = CONTENT_LINE.match(line)
    return name[1].upper() in ASKED if name else bool(line.strip())


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
    try:
        return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    except OverflowError:
        return None


def _comment(event: Any, params: dict[str, str]) -> str:
    """Return what the person wrote beside the answer; Google has it in a parameter of its own."""
    written = event.get("COMMENT")
    first = written[0] if isinstance(written, list) and written else written
    text = str(first) if first else params.get("X-RESPONSE-COMMENT", "")
    return paragraphs(one_line(text[: 2 * MAX_COMMENT]))[:MAX_COMMENT]
