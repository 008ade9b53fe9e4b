"""The shape of a mail with a calendar in it, as the mail programs people have want it (RFC 6047, RFC 5322)."""

from __future__ import annotations

import base64
import email
import email.policy
import re
from email.message import EmailMessage

LONGEST_LINE, WANTED_LINE = 998, 78


def assert_sound(octets: bytes) -> EmailMessage:
    """Fail unless a mail, with a calendar or without one, is built as mail programs read it; returns it parsed."""
    octets.decode("ascii")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    lines = octets.split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert max(len(line) for line in lines if b"@" not in line) <= WANTED_LINE
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert [part.defects for part in mail.walk()] == [[] for _part in mail.walk()]
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(mail.get_all(name, [])) == 1, name
    assert not {"Cc", "Bcc", "List-Unsubscribe"} & set(mail.keys())
    assert len(mail["To"].addresses) == 1
    if "text/calendar" in [part.get_content_type() for part in mail.walk()]:
        _assert_calendar(mail)
    return mail


def _assert_calendar(mail: EmailMessage) -> None:
    """One alternative that can be answered, the last; the same octets as a file beside it."""
    words, attached = mail.iter_parts()
    plain, markup, inline = words.iter_parts()
    types = [part.get_content_type() for part in (mail, words, plain, markup, inline, attached)]
    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert inline["Content-Disposition"] is None
    assert inline["Content-Type"].params["charset"] == "UTF-8"
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename().endswith(".ics")
    assert [part["Content-Transfer-Encoding"] for part in (inline, attached)] == ["base64", "base64"]
    calendar = base64.b64decode(inline.get_payload())
    assert base64.b64decode(attached.get_payload()) == calendar
    assert len(calendar) < 32 * 1024
    (method,) = re.findall(rb"\r\nMETHOD:([A-Z]+)\r\n", calendar)
    assert inline["Content-Type"].params["method"] == method.decode()
    assert calendar.index(b"METHOD:") < calendar.index(b"BEGIN:V", 5)
    organizer = re.findall(
        rb"ORGANIZER[^:]*(?:\"[^\"]*\"[^:]*)?:mailto:(.+)\r\n", calendar.replace(b"\r\n ", b"")
    )
    if organizer:
        assert organizer == [mail["From"].addresses[0].addr_spec.encode()]
        assert mail["Reply-To"] is None
