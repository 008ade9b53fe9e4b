"""Reads queued mails as a mail program does, and their calendar part as a calendar does."""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import vobject

from eventapp.messages.models import OutboxMessage


@dataclass(frozen=True)
class ReadMail:
    """A mail taken apart; `html` is its visible text, `entry` what vobject reads, `description` unfolded text."""

    message: EmailMessage
    types: list[str]
    text: str
    html: str
    hrefs: list[str]
    method: str | None
    calendar: str
    entry: Any

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return str(self.message["Subject"])

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address of From."""
        (address,) = self.message["From"].addresses
        return address.display_name, address.addr_spec

    @property
    def reply_to(self) -> str | None:
        """Address of Reply-To."""
        found = self.message["Reply-To"]
        return found.addresses[0].addr_spec if found else None

    @property
    def description(self) -> str:
        """DESCRIPTION after unfolding and unescaping."""
        return str(self.entry.description.value)


def read(queued: OutboxMessage | None) -> ReadMail:
    """Take a queued mail apart."""
    assert queued is not None
    assert queued.payload is not None
    message = email.message_from_bytes(queued.payload, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    markup = parts["text/html"].get_content()
    octets = parts["text/calendar"].get_payload(decode=True) if "text/calendar" in parts else b""
    if octets:
        assert parts["application/ics"].get_payload(decode=True) == octets
    return ReadMail(
        message=message,
        types=[part.get_content_type() for part in message.walk()],
        text=parts["text/plain"].get_content(),
        html=html.unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split())),
        hrefs=[html.unescape(link) for link in re.findall(r'href="([^"]+)"', markup)],
        method=parts["text/calendar"].get_param("method") if octets else None,
        calendar=octets.decode().replace("\r\n ", ""),
        entry=vobject.readOne(octets.decode()).vevent if octets else None,
    )
