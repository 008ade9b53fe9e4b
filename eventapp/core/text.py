"""Cleaning of what people type: never changes what they meant, only what nobody sees."""

from __future__ import annotations

import contextlib
import re
import unicodedata

#: Control characters (Cc) but the newline, line and paragraph separators (Zl, Zp), lone surrogates (Cs).
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

#: Signs that follow z in ASCII stand for the letters that follow z in Swedish; æ and ø sort as ä and ö.
_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def one_line(value: str | None) -> str:
    """Return the text on one line: NFC, no control characters, outer space gone, inner space single."""
    return " ".join(paragraphs(value).split())


def paragraphs(value: str | None) -> str:
    """Return the text in NFC with real newlines and without other control characters (RFC 5322, 5545)."""
    if not value:
        return ""
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    plain = unicodedata.normalize("NFC", plain)
    return _UNSEEN.sub("", plain).strip()


def email_key(address: str) -> str:
    """Return the form in which two spellings of one address are equal: lower case, IDNA domain."""
    local, at, domain = address.strip().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}{at}{domain}".lower()


def search_key(*texts: str) -> str:
    """Return texts in the form in which they are searched: small and large letters alike, å still å."""
    return "\n".join(unicodedata.normalize("NFC", text).casefold() for text in texts)


def sort_key(text: str) -> str:
    """Return the text in a form that sorts in Swedish order by its bytes: …, z, å, ä, ö; é as e."""
    swedish = unicodedata.normalize("NFC", text).casefold().translate(_SWEDISH_ORDER)
    return "".join(sign for sign in unicodedata.normalize("NFD", swedish) if not unicodedata.combining(sign))


def slug_key(text: str) -> str:
    """Return the text as it may stand in an address: a to z and digits, å and ä as a, ö as o, hyphens between words."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("æ", "a").replace("ø", "o"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", plain))
