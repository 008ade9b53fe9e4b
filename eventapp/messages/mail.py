"""A mail before it is queued: what it says, rendered from templates, and its octets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import current_app

from eventapp.core.locale import current_language
from eventapp.core.text import one_line
from eventapp.messages import mime


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """A calendar message to travel with a mail; `method` equals METHOD in the content (RFC 6047 2.4)."""

    method: str
    content: bytes
    #: Whom the mail has to come from, as its ORGANIZER; empty where no answers are read.
    organizer: str = ""
    filename: str = "inbjudan.ics"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one person; `kind` is the name of its template folder."""

    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    sender_name: str
    sender_address: str
    reply_to: str | None = None
    calendar: CalendarPart | None = None
    language: str = "sv"


@dataclass(frozen=True)
class RenderedMail:
    """The words of a mail in one language."""

    subject: str
    text: str
    html: str


def envelope_sender(mail: Mail) -> str:
    """Return the address that bounces of a mail come to (RFC 5321 4.4): the one whose mailbox is read.

    With a calendar part it is the part's organizer, else the installation's reply address; where there is
    neither, From.
    """
    organizer = mail.calendar.organizer if mail.calendar is not None else ""
    return organizer or str(current_app.config["REPLY_ADDRESS"] or "") or mail.sender_address


def render_mail(folder: str, /, **context: Any) -> RenderedMail:
    """Render `subject.txt`, `body.txt` and `body.html` of a template folder in the language now in force.

    The templates see what is given and `language`, nothing of the request.
    """
    given = {"language": current_language(), **context}
    subject, text, html = (
        current_app.jinja_env.get_template(f"{folder}/{name}").render(given)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return RenderedMail(one_line(subject), _tidy(text), html.strip() + "\n")


def build_message(mail: Mail, message_id: str, date: datetime) -> bytes:
    """Return the mail's octets: 7-bit, CRLF, lines of at most 78 but for long addresses (RFC 5322, 2045, 6047)."""
    headers = (
        mime.address_header("From", mail.sender_address, mail.sender_name),
        mime.address_header("To", mail.recipient),
        mime.address_header("Reply-To", mail.reply_to) if mail.reply_to else "",
        mime.header("Subject", mail.subject),
        mime.raw_header("Date", format_datetime(date)),
        mime.raw_header("Message-ID", f"<{message_id}>"),
        mime.raw_header("Auto-Submitted", "auto-generated"),
        mime.raw_header("Content-Language", mail.language),
        mime.raw_header("MIME-Version", "1.0"),
    )
    return "".join((*headers, _body(mail))).encode("ascii")


def _body(mail: Mail) -> str:
    words = [mime.text_part("plain", mail.text), mime.text_part("html", mail.html)]
    if mail.calendar is None:
        return mime.multipart("alternative", "alternative", words)
    # Outlook and Apple Mail answer from the inline part, some of Gmail looks only at the attachment.
    inline = mime.octets_part(
        f"text/calendar; charset=UTF-8; method={mail.calendar.method}", mail.calendar.content
    )
    attached = mime.octets_part(
        f'application/ics; name="{mail.calendar.filename}"',
        mail.calendar.content,
        filename=mail.calendar.filename,
    )
    return mime.multipart(
        "mixed", "mixed", [mime.multipart("alternative", "alternative", [*words, inline]), attached]
    )


def _tidy(text: str) -> str:
    """Leave at most one empty line between paragraphs, however the template's conditions fell."""
    lines = ["" if line.isspace() else line for line in text.strip().split("\n")]
    kept = [line for line, before in zip(lines, ["-", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"
