"""What comes into the mailbox: whether a mail is for a calendar, a bounce, a machine's answer or a person's letter.

Reading only, of octets that anybody may have sent.
"""

from __future__ import annotations

import enum
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from eventapp.core.text import email_key, one_line
from eventapp.messages.parts import (
    Excess,
    TooMuch,
    content_of,
    field_of,
    own_parts,
    parse_head,
    parse_mail,
)
from eventapp.messages.proof import Proof, prove

CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
#: RFC 5322 3.6.4, as far as ours and every honest one go.
MESSAGE_ID = re.compile(r"<([!-;=?-~]{3,200}@[!-;=?-~]{1,200})>")
MAX_ANSWER = 300
MAX_SUBJECT = 200
#: Characters of a From that is read: one address and a name.
MAX_FROM = 1000
#: RFC 5321 4.5.3.1.3, less the brackets.
MAX_ADDRESS = 254
#: What the library's readers of addresses and dates raise at odd ones, seen or written there.
ODD = (ValueError, TypeError, IndexError, OverflowError, AttributeError, RecursionError)


class IncomingKind(enum.StrEnum):
    """What a mail is."""

    CALENDAR = "calendar"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LETTER = "letter"


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A mail server's word that a mail did not arrive (RFC 3464)."""

    #: The returned mail's, without angle brackets; empty where it cannot be found.
    message_id: str
    #: Will never arrive; otherwise the server goes on trying.
    is_final: bool
    #: What the other server said.
    answer: str


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A mail as far as its handling asks."""

    kind: IncomingKind
    #: The address in From, in the form in which two spellings are equal; empty unless there is exactly one.
    sender: str
    sent_at: datetime | None
    #: The same for the same mail delivered twice.
    fingerprint: str
    subject: str
    #: What our own server says of the sender.
    proof: Proof = Proof.NOT_ASKED
    bounce: Bounce | None = None
    #: The limit that it goes beyond: then only its header is read, and a person has to look at it.
    excess: Excess | None = None

    @property
    def is_proven(self) -> bool | None:
        """Tell whether our own server vouches for the sender; None where it is not asked to say."""
        return None if self.proof is Proof.NOT_ASKED else self.proof is Proof.PROVEN


def read_incoming(octets: bytes, authserv_id: str = "", *, is_whole: bool = True) -> Incoming:
    """Return what a mail is; never raises. `authserv_id` names our own server in Authentication-Results (RFC 8601).

    Where only the beginning was fetched, it is not whole.
    """
    message, excess = _parse(octets, is_whole)
    sender = _sender(message)
    bounce = _bounce(message)
    return Incoming(
        kind=_kind(message, bounce),
        sender=sender,
        sent_at=_sent_at(message),
        fingerprint=_fingerprint(message, octets),
        subject=one_line(field_of(message, "Subject"))[:MAX_SUBJECT],
        proof=prove(message, sender, authserv_id) if authserv_id else Proof.NOT_ASKED,
        bounce=bounce,
        excess=excess,
    )


def _parse(octets: bytes, is_whole: bool) -> tuple[Message, Excess | None]:
    """Return the mail, or its header alone and the limit that the mail goes beyond."""
    if not is_whole:
        return parse_head(octets), Excess.TOO_LARGE
    try:
        return parse_mail(octets), None
    except TooMuch as error:
        return parse_head(octets), error.reason


def _kind(message: Message, bounce: Bounce | None) -> IncomingKind:
    if bounce is not None or message.get_content_type() == "multipart/report":
        return IncomingKind.BOUNCE
    if _submitted(message) not in {"", "no"}:
        return IncomingKind.AUTO_REPLY
    if any(part.get_content_type() in CALENDAR_TYPES for part in own_parts(message)):
        return IncomingKind.CALENDAR
    return IncomingKind.AUTO_REPLY if _is_automatic(message) else IncomingKind.LETTER


def _submitted(message: Message) -> str:
    """Return how a mail came to be written (RFC 3834 5): nothing or *no* for a person's, and our own say so too."""
    return field_of(message, "Auto-Submitted").partition(";")[0].strip().lower()


def _is_automatic(message: Message) -> bool:
    """Tell whether a machine wrote it, by the signs of those who do not say so properly."""
    precedence = field_of(message, "Precedence").strip().lower()
    marked = any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    unanswerable = field_of(message, "Return-Path").strip() == "<>"
    return precedence in {"bulk", "junk", "list", "auto_reply"} or marked or unanswerable


def _bounce(message: Message) -> Bounce | None:
    """Return what a delivery report says, None where it is none (RFC 3462, 3464)."""
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    if not reports or message.get_content_type() != "multipart/report":
        return None
    fields = [block for block in _blocks(reports[0]) if block.get("Action")]
    if not fields:
        return None
    action = field_of(fields[0], "Action").strip().lower()
    answer = field_of(fields[0], "Diagnostic-Code") or field_of(fields[0], "Status")
    return Bounce(
        message_id=_returned_id(message),
        is_final=action == "failed",
        answer=one_line(answer.partition(";")[2] or answer)[:MAX_ANSWER],
    )


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _returned_id(message: Message) -> str:
    """Return the Message-ID of the mail that came back, whole or only its headers."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            part = parse_head(content_of(part))  # noqa: PLW2901
        found = MESSAGE_ID.search(field_of(part, "Message-ID"))
        if found:
            return found.group(1)
    return ""


def _sender(message: Message) -> str:
    headers = message.get_all("From", [])
    if len(headers) != 1 or len(str(headers[0])) > MAX_FROM:
        return ""
    try:
        addresses = [address for _name, address in getaddresses([str(headers[0])]) if address]
    except ODD:
        return ""
    if len(addresses) != 1 or len(addresses[0]) > MAX_ADDRESS:
        return ""
    return one_line(email_key(addresses[0]))


def _sent_at(message: Message) -> datetime | None:
    try:
        sent_at = parsedate_to_datetime(field_of(message, "Date", 100))
        return sent_at.astimezone(UTC) if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
    except ODD:
        return None


def _fingerprint(message: Message, octets: bytes) -> str:
    """Hash what is the same however often and by whatever way a mail comes: its id and its calendar, else all of it."""
    calendars = (part for part in own_parts(message) if part.get_content_type() in CALENDAR_TYPES)
    content = next((content_of(part) for part in calendars if not part.is_multipart()), b"")
    message_id = field_of(message, "Message-ID").strip().encode(errors="replace")
    known = message_id + b"\0" + content if message_id else octets
    return hashlib.sha256(known).hexdigest()
