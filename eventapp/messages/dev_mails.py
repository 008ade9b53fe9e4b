"""Reading what the development inbox has kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property

from werkzeug.exceptions import NotFound

from eventapp.core.settings import ROOT

FOLDER = ROOT / "instance" / "mail"
SHOWN_IN_CALENDAR = (
    "METHOD", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS", "SEQUENCE", "UID", "ORGANIZER", "ATTENDEE",
)  # fmt: skip


@dataclass(frozen=True)
class KeptMail:
    """One mail of the inbox; `id` is the name of its file."""

    id: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(self.raw)

    @property
    def received_at(self) -> datetime:
        """When the inbox took it."""
        return datetime.strptime(self.id.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All header lines, decoded."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain words."""
        return self._part("text/plain")

    @property
    def html(self) -> str:
        """The HTML, with links that leave the frame it is shown in."""
        return self._part("text/html").replace("<head>", '<head><base target="_top">', 1)

    @property
    def calendar(self) -> str:
        """The calendar message, unchanged; empty where there is none."""
        return self._part("text/calendar")

    @property
    def calendar_facts(self) -> list[tuple[str, str]]:
        """The properties that tell what the calendar message does, unfolded (RFC 5545 3.1)."""
        lines = re.sub(r"\r?\n[ \t]", "", self.calendar).splitlines()
        pairs = [(re.split("[;:]", line, maxsplit=1)[0], line) for line in lines]
        return [(name, line[len(name) + 1 :]) for name, line in pairs if name in SHOWN_IN_CALENDAR]

    @property
    def asks_for_answer(self) -> bool:
        """Whether it is an invitation that a calendar can answer (RFC 5546 3.2.2)."""
        facts = dict(self.calendar_facts)
        return facts.get("METHOD") == "REQUEST" and "ATTENDEE" in facts

    @property
    def source(self) -> str:
        """The whole mail as it came."""
        return self.raw.decode("utf-8", "replace")

    def _part(self, content_type: str) -> str:
        for part in self.message.walk():
            if part.get_content_type() == content_type and isinstance(part, EmailMessage):
                return str(part.get_content())
        return ""


def list_kept(recipient: str = "", limit: int = 100) -> list[KeptMail]:
    """Return the newest mails, newest first, of one recipient where given."""
    found: list[KeptMail] = []
    for path in sorted(FOLDER.glob("*.eml"), reverse=True):
        mail = KeptMail(path.stem, path.read_bytes())
        if recipient.lower() in str(mail.message["To"]).lower():
            found.append(mail)
        if len(found) == limit:
            break
    return found


def get_kept(mail_id: str) -> KeptMail:
    """Return one mail; NotFound where there is none (any more)."""
    path = FOLDER / f"{mail_id}.eml"
    if not re.fullmatch(r"\d{8}T\d{12}-[0-9a-f]{8}", mail_id) or not path.is_file():
        raise NotFound
    return KeptMail(mail_id, path.read_bytes())
