"""What comes into the mailbox: whether a mail is for a calendar, a bounce, a machine's answer or a person's letter.

Reading only, of octets that anybody may have sent.
"""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from eventapp.core.text import email_key, one_line

CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
#: RFC 5322 3.6.4, as far as ours and every honest one go.
MESSAGE_ID = re.compile(r"<([^<>\s]{3,200}@[^<>\s]{1,200})>")
MAX_ANSWER = 300


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
    #: DMARC, or DKIM of the sender's domain, passed at our own server; None where it is not asked to say.
    is_proven: bool | None
    bounce: Bounce | None = None


def read_incoming(octets: bytes, authserv_id: str = "") -> Incoming:
    """Return what a mail is; `authserv_id` names our own server in Authentication-Results (RFC 8601)."""
    message = message_from_bytes(octets, policy=compat32)
    sender = _sender(message)
    bounce = _bounce(message)
    return Incoming(
        kind=_kind(message, bounce),
        sender=sender,
        sent_at=_sent_at(message),
        fingerprint=_fingerprint(message, octets),
        subject=one_line(_header(message, "Subject"))[:200],
        is_proven=_is_proven(message, sender, authserv_id) if authserv_id else None,
        bounce=bounce,
    )


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
    return _header(message, "Auto-Submitted").partition(";")[0].strip().lower()


def _is_automatic(message: Message) -> bool:
    """Tell whether a machine wrote it, by the signs of those who do not say so properly."""
    precedence = _header(message, "Precedence").strip().lower()
    marked = any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    unanswerable = _header(message, "Return-Path").strip() == "<>"
    return precedence in {"bulk", "junk", "list", "auto_reply"} or marked or unanswerable


def own_parts(message: Message) -> Iterator[Message]:
    """Yield a mail and its parts, but nothing of a mail inside it."""
    yield message
    if message.get_content_maintype() == "message" or not message.is_multipart():
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from own_parts(part)


def _bounce(message: Message) -> Bounce | None:
    """Return what a delivery report says, None where it is none (RFC 3462, 3464)."""
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    if not reports or message.get_content_type() != "multipart/report":
        return None
    fields = [block for block in _blocks(reports[0]) if block.get("Action")]
    if not fields:
        return None
    action = _header(fields[0], "Action").strip().lower()
    answer = _header(fields[0], "Diagnostic-Code") or _header(fields[0], "Status")
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
            text = part.get_payload(decode=True)
            part = message_from_bytes(text if isinstance(text, bytes) else b"", policy=compat32)  # noqa: PLW2901
        found = MESSAGE_ID.search(_header(part, "Message-ID"))
        if found:
            return found.group(1)
    return ""


def _sender(message: Message) -> str:
    headers = message.get_all("From", [])
    addresses = [address for _name, address in getaddresses([str(each) for each in headers]) if address]
    return email_key(addresses[0]) if len(headers) == 1 and len(addresses) == 1 else ""


def _sent_at(message: Message) -> datetime | None:
    try:
        sent_at = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent_at.astimezone(UTC) if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _fingerprint(message: Message, octets: bytes) -> str:
    """Hash what is the same however often and by whatever way a mail comes: its id and its calendar, else all of it."""
    calendars = [
        part.get_payload(decode=True)
        for part in own_parts(message)
        if part.get_content_type() in CALENDAR_TYPES
    ]
    content = next((one for one in calendars if isinstance(one, bytes)), b"")
    message_id = _header(message, "Message-ID").strip().encode(errors="replace")
    known = message_id + b"\0" + content if message_id else octets
    return hashlib.sha256(known).hexdigest()


def _is_proven(message: Message, sender: str, authserv_id: str) -> bool:
    """Tell whether our own server vouches for the sender's domain; what others put there counts for nothing.

    Servers write their own result on top, so only the first that names ours is read (RFC 8601 4.1, 5).
    """
    for header in message.get_all("Authentication-Results", []):
        text = re.sub(r"\([^()]*\)", " ", one_line(str(header)))
        server, _semicolon, results = text.partition(";")
        if server.split()[:1] != [authserv_id]:
            continue
        domain = sender.rpartition("@")[2]
        return any(_vouches(result, domain) for result in results.split(";"))
    return False


def _vouches(result: str, domain: str) -> bool:
    properties: dict[str, str] = dict(re.findall(r"(\S+?)=(\S+)", result.lower()))
    if properties.get("dmarc") == "pass":
        return properties.get("header.from", domain) == domain
    signed_by = properties.get("header.d") or properties.get("header.i", "").lstrip("@")
    aligned = domain == signed_by or domain.endswith(f".{signed_by}")
    return properties.get("dkim") == "pass" and bool(signed_by) and aligned


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(value)
