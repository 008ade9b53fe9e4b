"""A mail's octets as a tree of parts, bounded before anything works on them (RFC 5322, 2045).

Anybody may have written them. Every limit is far above what mail programs write, and low enough that the standard
library's parser, which looks at each line once for every multipart that is open, costs no more than the mail is long.
"""

from __future__ import annotations

import codecs
import enum
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from encodings.aliases import aliases
from typing import Any

#: Octets of a mail, and of its header.
MAX_MAIL = 1024 * 1024
MAX_HEAD = 128 * 1024
#: A mail of `MAX_MAIL` octets in Base64 has 14,000 lines.
MAX_LINES = 50_000
#: Fields of a header, and characters in one; the library's reading of parameters is quadratic.
MAX_FIELDS = 500
MAX_FIELD = 32 * 1024
MAX_CONTENT_FIELD = 2_000
#: A report about a forwarded mail with a calendar and pictures has about 12 parts, 6 deep.
MAX_PARTS = 100
MAX_DEPTH = 12

#: An empty line, whatever the lines end with.
_HEAD_END = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?:\r\n|\r|\n)")
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
#: Character sets by the start of Python's name for them. Its other codecs (punycode, idna, rot13, unicode_escape,
#: utf-7) are no character sets of a mail (RFC 2978), and some are slow or raise what they like.
_CHARSETS = (
    "ascii",
    "big5",
    "cp",
    "euc_",
    "gb",
    "iso2022_",
    "iso8859_",
    "johab",
    "koi8_",
    "latin_1",
    "mac_",
    "shift_jis",
    "tis_620",
    "utf_16",
    "utf_32",
    "utf_8",
)


class Excess(enum.StrEnum):
    """The limit that a mail goes beyond."""

    TOO_LARGE = "too_large"
    LONG_HEADER = "long_header"
    MANY_LINES = "many_lines"
    MANY_PARTS = "many_parts"
    DEEP_PARTS = "deep_parts"
    #: The library's parser raises.
    BROKEN = "broken_mail"


class TooMuch(Exception):
    """The mail goes beyond a limit; `reason` says which."""

    def __init__(self, reason: Excess) -> None:
        self.reason = reason
        super().__init__(reason.value)


class _Part(Message):
    """A part that counts itself into its mail while that is parsed: beyond a limit, the parser gets no further."""

    def __init__(self, policy: Any = compat32) -> None:
        super().__init__(policy=policy)
        self.depth = 1
        self.count = [1]

    def attach(self, payload: Any) -> None:
        """Add a part below this one."""
        payload.depth, payload.count = self.depth + 1, self.count
        self.count[0] += 1
        if payload.depth > MAX_DEPTH:
            raise TooMuch(Excess.DEEP_PARTS)
        if self.count[0] > MAX_PARTS:
            raise TooMuch(Excess.MANY_PARTS)
        super().attach(payload)

    def set_raw(self, name: str, value: str) -> None:
        """Add a field of the header."""
        if not _has_room(self, name, value):
            raise TooMuch(Excess.LONG_HEADER)
        super().set_raw(name, value)


class _Head(Message):
    """A header alone, as far as it is within the limits."""

    def set_raw(self, name: str, value: str) -> None:
        """Add a field of the header, unless it is too much."""
        if _has_room(self, name, value):
            super().set_raw(name, value)


def _has_room(message: Message, name: str, value: str) -> bool:
    longest = MAX_CONTENT_FIELD if name[:8].lower() == "content-" else MAX_FIELD
    return len(value) <= longest and len(message) < MAX_FIELDS


def parse_mail(octets: bytes) -> Message:
    """Return the mail with its parts; raises `TooMuch`."""
    _check_size(octets)
    try:
        return BytesParser(_Part, policy=compat32).parsebytes(octets)
    except TooMuch:
        raise
    # The parser asks codecs that the mail names, and those raise whatever they like.
    except Exception as error:
        raise TooMuch(Excess.BROKEN) from error


def parse_head(octets: bytes) -> Message:
    """Return the header alone, cut to its limits; never raises."""
    return BytesHeaderParser(_Head, policy=compat32).parsebytes(_head_of(octets)[:MAX_HEAD])


def _check_size(octets: bytes) -> None:
    if len(octets) > MAX_MAIL:
        raise TooMuch(Excess.TOO_LARGE)
    if len(_head_of(octets)) > MAX_HEAD:
        raise TooMuch(Excess.LONG_HEADER)
    if octets.count(b"\n") > MAX_LINES or octets.count(b"\r") > MAX_LINES:
        raise TooMuch(Excess.MANY_LINES)


def _head_of(octets: bytes) -> bytes:
    end = _HEAD_END.search(octets, 0, MAX_MAIL)
    return octets[: end.start() + 1] if end else octets


def own_parts(message: Message) -> Iterator[Message]:
    """Yield a mail and its parts, but nothing of a mail inside it: a bounce carries our own invitation."""
    yield message
    if message.get_content_maintype() == "message" or not message.is_multipart():
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from own_parts(part)


def field_of(message: Message, name: str, longest: int = 1000) -> str:
    """Return the first field of this name, cut; empty where there is none."""
    value = message.get(name)
    return "" if value is None else str(value)[:longest]


def content_of(part: Message) -> bytes:
    """Return a part's octets without their transfer encoding (RFC 2045 6), empty where it is of an odd kind."""
    if part.is_multipart() or field_of(part, "Content-Transfer-Encoding").lower().strip() in {
        "uuencode",
        "x-uuencode",
        "uue",
        "x-uue",
    }:
        return b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def text_of(part: Message, longest: int) -> str:
    """Return the first characters of a part in the character set it names, or in what fits where that is none."""
    content = content_of(part)
    for charset in (_charset_of(part), "utf-8", "cp1252"):
        try:
            # Octets first: no set takes more than four for a character. What is cut in the middle of one is no fault.
            reader = codecs.getincrementaldecoder(charset)()
            return reader.decode(content[: 4 * longest], final=len(content) <= 4 * longest)[:longest]
        except UnicodeError:
            continue
    return content[:longest].decode("latin-1")


def _charset_of(part: Message) -> str:
    """Return the character set that a part names, `utf-8` for none or what is none."""
    named = part.get_param("charset")
    word = named[2] if isinstance(named, tuple) else named
    if not isinstance(word, str) or not _CHARSET.fullmatch(word):
        return "utf-8"
    key = re.sub(r"[.-]", "_", word.lower())
    # Only names that Python knows are looked up: it remembers for good what it has not found.
    name = aliases.get(key, key)
    is_known = name in aliases.values() or name in aliases
    return name if is_known and name.startswith(_CHARSETS) else "utf-8"
