"""Whether our own mail server vouches for the sender of a mail, by what it writes on top (RFC 8601 4, 5)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from email.message import Message

from eventapp.core.text import email_key
from eventapp.messages.authentication import OffGrammar, Statement, is_from, parse_results
from eventapp.messages.parts import field_of


class Proof(enum.StrEnum):
    """What our own server says of the sender."""

    #: No server of ours is named in the settings.
    NOT_ASKED = ""
    #: DMARC, or DKIM of the sender's domain, passed.
    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    #: The server has written nothing.
    MISSING = "missing"
    #: It has, but nothing of it is by the grammar.
    UNREADABLE = "unreadable"


#: Fields that the author's side has written: what stands below one of them was in the mail when our server took it.
AUTHORS = frozenset(
    {
        "cc",
        "content-type",
        "date",
        "dkim-signature",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "sender",
        "subject",
        "to",
    }
)
BY = re.compile(r"(?:^|\s)by\s+([A-Za-z0-9.-]+)")
GREETING = re.compile(r"\s*from\s+(\S+)")
#: A domain name in ASCII.
DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
#: Signs with which a word of the sender's reaches out of its place where the server copies it unquoted, as OpenDKIM
#: does.
REACHING_OUT = re.compile(r'[\s;()"\\,\x00-\x1f\x7f]')
#: Names under which registries of Sweden, and of many countries, give out names (publicsuffix.org). Who signs as one is
#: no parent of who stands below it.
SWEDISH_REGISTRIES = frozenset(
    {
        *("ac", "bd", "brand", "fh", "fhsk", "fhv", "komforb", "kommunalforbund", "komvux", "lanbib"),
        *("naturbruksgymn", "org", "parti", "pp", "press", "tm"),
    }
)
COMMON_REGISTRIES = frozenset(
    {
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gov",
        "ltd",
        "mil",
        "ne",
        "net",
        "nhs",
        "or",
        "org",
        "plc",
        "sch",
    }
)
COUNTRY = 2
#: The mailbox's server and the one that took the mail from outside.
OWN_STAMPS = 2


def prove(message: Message, sender: str, authserv_id: str) -> Proof:
    """Return what the server of this name says of the sender's address; never raises."""
    said = list(_own_statements(message, authserv_id))
    if not said:
        return Proof.MISSING
    readable = [statement for statement in said if statement is not None]
    if not readable:
        return Proof.UNREADABLE
    domain = sender.rpartition("@")[2]
    if not DOMAIN.fullmatch(domain) or _reaches_out(message):
        return Proof.NOT_PROVEN
    return Proof.PROVEN if _vouches(readable, domain) else Proof.NOT_PROVEN


def _own_statements(message: Message, authserv_id: str) -> Iterator[Statement | None]:
    """Yield what our own server's filters say, the last one's first; None for what is off the grammar."""
    for text in _own_headers(message, authserv_id):
        try:
            yield parse_results(text)
        except OffGrammar:
            yield None


def _own_headers(message: Message, authserv_id: str) -> Iterator[str]:
    """Yield the headers that name our server and stand together at the top.

    Filters write one each, OpenDMARC above OpenDKIM, with fields of other filters between them. They end at the next
    server's stamp and at the author's fields, and do not begin below another server's stamp: what stands there came
    with the mail. A sender's own headers directly below ours have to be taken out by the server (RFC 8601 5).
    """
    own_zones: set[str] = set()
    has_begun = False
    for name, value in message.items():
        key, text = name.lower(), str(value)
        if key == "authentication-results" and is_from(text, authserv_id):
            has_begun = True
            yield text
        elif key == "received":
            if has_begun or not _is_own(text, authserv_id, own_zones):
                return
        elif key in AUTHORS and (has_begun or own_zones):
            return


def _is_own(stamp: str, authserv_id: str, own_zones: set[str]) -> bool:
    """Tell whether a server beside ours has stamped the mail; the topmost has brought it into the mailbox.

    Its name may have nothing to do with `authserv_id`. Adds its zone to `own_zones`.
    """
    by = BY.search(stamp[:1000])
    zone = _zone_of(by[1]) if by else ""
    if not own_zones:
        own_zones.update({zone, _zone_of(authserv_id)})
    return zone in own_zones


def _zone_of(host: str) -> str:
    return ".".join(host.lower().rstrip(".").split(".")[-2:])


def _reaches_out(message: Message) -> bool:
    """Tell whether what the server copies from the sender could end its own words: nothing it says is believed then.

    That is the return path, the greeting, and of a signature the tags that its result repeats (RFC 6376 3.5), in which
    `=3B` is a `;`.
    """
    stamps = (GREETING.match(str(stamp)[:1000]) for stamp in message.get_all("Received", [])[:OWN_STAMPS])
    words = [field_of(message, "Return-Path").strip().strip("<>"), *(stamp[1] for stamp in stamps if stamp)]
    return any(REACHING_OUT.search(word) for word in words) or any(
        "=" in tag or REACHING_OUT.search(tag) for tag in _repeated_tags(message)
    )


def _repeated_tags(message: Message) -> list[str]:
    tags = (tag for value in message.get_all("DKIM-Signature", []) for tag in str(value).split(";"))
    said = (tag.partition("=") for tag in tags)
    return [content.strip() for name, _sign, content in said if name.strip().lower() in {"a", "d", "i", "s"}]


def _vouches(said: Sequence[Statement], domain: str) -> bool:
    """Tell whether DMARC passed, or, where it says nothing, a signature of the sender's domain."""
    dmarc = [result for statement in said for result in statement.results if result.method == "dmarc"]
    if any(result.value == "fail" for result in dmarc):
        return False
    passed = [
        result.value == "pass" and _domain_key(result.properties.get("header.from", "")) == domain
        for result in dmarc
    ]
    if passed and all(passed):
        return True
    return any(_is_signed(statement, domain) for statement in _topmost_dkim(said))


def _topmost_dkim(said: Sequence[Statement]) -> Sequence[Statement]:
    """Return the last filter's word on signatures alone: a second one's below it is not our server's."""
    return [one for one in said if any(result.method == "dkim" for result in one.results)][:1]


def _is_signed(statement: Statement, domain: str) -> bool:
    signers = (
        result.properties.get("header.d") or result.properties.get("header.i", "").rpartition("@")[2]
        for result in statement.results
        if (result.method, result.value) == ("dkim", "pass")
    )
    return any(_is_aligned(domain, _domain_key(signer)) for signer in signers)


def _is_aligned(domain: str, signer: str) -> bool:
    """Tell whether a signature speaks for a domain: its own, or that of the organisation above it (RFC 7489 3.1.1)."""
    if not DOMAIN.fullmatch(signer):
        return False
    return domain == signer or (domain.endswith(f".{signer}") and not _is_registry(signer))


def _is_registry(domain: str) -> bool:
    first, _point, rest = domain.partition(".")
    is_single = rest == "se" and (len(first) == 1 or first in SWEDISH_REGISTRIES)
    return is_single or (len(rest) == COUNTRY and first in COMMON_REGISTRIES)


def _domain_key(domain: str) -> str:
    """Return a domain in the form in which the sender's is compared."""
    return email_key(f"@{domain[:254]}").rpartition("@")[2].rstrip(".")
