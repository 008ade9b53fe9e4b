"""Reading a mail from the mailbox to the end, before anything is written: what goes on from here is small and clean.

Nothing here needs the database, and nothing behind it meets a stranger's octets.
"""

from __future__ import annotations

from dataclasses import dataclass

from eventapp.calendars.replies import NotAReply, Reply, read_reply
from eventapp.core.text import paragraphs
from eventapp.messages.incoming import Incoming, IncomingKind, read_incoming
from eventapp.messages.parts import own_parts, parse_mail, text_of

#: Characters of a letter that are passed on.
LONGEST_LETTER = 10_000


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A mail as far as it matters."""

    incoming: Incoming
    #: What a calendar answers; None where it is another mail, or the answer cannot be read.
    reply: Reply | None = None
    #: Why it cannot be read; empty where it can.
    fault: str = ""
    #: What a person wrote, as plain text.
    letter: str = ""


def understand(octets: bytes, authserv_id: str = "", *, is_whole: bool = True) -> Understood:
    """Return what a mail says; never raises, and costs no more than its length. Nothing may be written meanwhile."""
    incoming = read_incoming(octets, authserv_id, is_whole=is_whole)
    if incoming.excess is not None:
        return Understood(incoming=incoming, fault=incoming.excess.value)
    if incoming.kind is IncomingKind.CALENDAR:
        return _understand_answer(incoming, octets)
    if incoming.kind is IncomingKind.LETTER:
        return Understood(incoming=incoming, letter=_letter_of(octets))
    return Understood(incoming=incoming)


def _understand_answer(incoming: Incoming, octets: bytes) -> Understood:
    try:
        return Understood(incoming=incoming, reply=read_reply(octets))
    except NotAReply as error:
        return Understood(incoming=incoming, fault=error.reason.value)


def _letter_of(octets: bytes) -> str:
    """Return what was written, as plain text; what is only there as HTML is said to be so by its absence."""
    for part in own_parts(parse_mail(octets)):
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            return paragraphs(text_of(part, LONGEST_LETTER))
    return ""
