"""The door through which every foreign text comes: cleaned and bounded before anything that may grow faster than it.

Cleaning never changes what somebody meant, only what nobody sees. `unicodedata.normalize` is called here alone: it
is quadratic in marks that follow one another and holds the interpreter, so it never gets more than 30 in a row.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from eventapp.core.domains import comparable_domain

#: Characters of one text, at most four octets each; more than the longest text of any form, and cut beyond.
LONGEST = 100_000
#: Combining marks in a row, as in the Stream-Safe Text Format (UAX 15, 13); no language comes near.
MOST_MARKS = 30

#: Signs that follow z in ASCII stand for the letters that follow z in Swedish; æ and ø sort as ä and ö.
_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})

#: Control characters (Cc) but the newline, line and paragraph separators (Zl, Zp), lone surrogates (Cs).
_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
#: Default_Ignorable_Code_Point (UAX 44) but the joiners, marks of direction and variation selectors below;
#: annotation controls, what is no character, and what only looks like space: the blank Braille pattern, a note head.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
#: What opens or closes a stretch with a direction of its own (UAX 9): unbalanced, it turns the text after it around.
_BIDI_SCOPES = "\u202a-\u202e\u2066-\u2069"
_BIDI_MARKS = "\u061c\u200e\u200f"
_EMOJI = "\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\u00a9\u00ae"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
#: Scripts whose letters join or form clusters, from Arabic to Mongolian and beyond: there a joiner is spelling.
_JOINING = (
    "\u0590-\u0fff\u1000-\u109f\u1700-\u18af\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
#: Between which signs what nobody sees is meant: families and flags of emoji, Persian and Indian words, Han variants.
_MEANT = (
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
    f"|(?<=[{_EMOJI}0-9#*])\ufe0e"
    f"|(?<=[{_EMOJI}0-9#*])\ufe0f"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    f"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_HAN}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
    "|(?<=[\u1800-\u18aa])[\u180b-\u180d\u180f](?=[\u1800-\u18aa])"
)
_ALWAYS_UNSEEN = f"{_CONTROLS}{_INVISIBLE}{_BIDI_SCOPES}\u200c\u200d\ufe00-\ufe0f"
_UNSEEN = re.compile(f"({_MEANT})|[{_ALWAYS_UNSEEN}]")
_UNSEEN_ON_LINE = re.compile(f"({_MEANT})|[{_ALWAYS_UNSEEN}{_BIDI_MARKS}]")
#: Categories of signs that show nothing by themselves; unassigned ones (Cn) may be newer emoji than Python knows.
_SEEN_BY_NOBODY = frozenset({"Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf"})


def _pattern_of_marks() -> str:
    """Return a pattern of one mark: of what normalising moves past another mark.

    The last five are no marks, but fall apart into such (NFD, NFKD).
    """
    marks = [chr(sign) for sign in range(0x300, 0x20000) if unicodedata.combining(chr(sign))]
    return "[" + "".join(marks) + "\u0f73\u0f75\u0f81\uff9e\uff9f]"


_MARK = _pattern_of_marks()
_PILED = re.compile(f"({_MARK}{{{MOST_MARKS}}}){_MARK}+")


def one_line(value: str | None) -> str:
    """Return the text on one line: NFC, nothing unseen, outer space gone, inner space single; "" for nothing visible.

    No bidirectional control is left (UAX 9): a name stands in sentences that it must not turn around.
    """
    return _visible(" ".join(_cleaned(value, _UNSEEN_ON_LINE).split()))


def paragraphs(value: str | None) -> str:
    """Return the text in NFC with real newlines and without other control characters (RFC 5322, 5545).

    Marks of direction stay, which writing from right to left needs next to digits and full stops; what opens a
    stretch of text does not.
    """
    return _visible(_cleaned(value, _UNSEEN).strip())


def is_too_long(text: str) -> bool:
    """Tell whether cleaning would cut the text at its end."""
    return len(text) > LONGEST


def has_piled_marks(text: str) -> bool:
    """Tell whether cleaning would take away marks, since too many stand in a row."""
    if text.isascii():
        return False
    # The quick look first: what it finds need not be looked through sign by sign.
    cut = text[:LONGEST]
    return bool(_PILED.search(cut) or _PILED.search(_UNSEEN_ON_LINE.sub(r"\1", cut)))


def email_key(address: str) -> str:
    """Return the form in which two spellings of one address are equal: lower case, domain by IDNA 2008."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local.lower()}{at}{comparable_domain(domain)}"


def search_key(*texts: str) -> str:
    """Return texts in the form in which they are searched: small and large letters alike, å still å."""
    return "\n".join(_normal("NFC", text).casefold() for text in texts)


def sort_key(text: str) -> str:
    """Return the text in a form that sorts in Swedish order by its bytes: …, z, å, ä, ö; é as e."""
    return without_marks(_normal("NFC", text).casefold().translate(_SWEDISH_ORDER))


def slug_key(text: str) -> str:
    """Return the text as it may stand in an address: a to z and digits, å and ä as a, ö as o, hyphens between words."""
    letters = _normal("NFKD", text.casefold().replace("æ", "a").replace("ø", "o"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def without_marks(text: str) -> str:
    """Return the text without rings, dots and accents: å as a."""
    return "".join(sign for sign in _normal("NFD", text) if not unicodedata.combining(sign))


def composed(text: str) -> str:
    """Return the text in NFC, at most `LONGEST` characters of it."""
    return _normal("NFC", text)


def _cleaned(value: str | None, unseen: re.Pattern[str]) -> str:
    if not value:
        return ""
    # Piled marks go before the slow look for what is unseen, and again where that stood between them.
    cut = _PILED.sub(r"\1", value[:LONGEST])
    plain = cut.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _normal("NFC", unseen.sub(r"\1", plain))


def _normal(form: Literal["NFC", "NFD", "NFKD"], text: str) -> str:
    """Normalise a text whose length and marks in a row are bounded first."""
    if text.isascii():
        return text[:LONGEST]
    return unicodedata.normalize(form, _PILED.sub(r"\1", text[:LONGEST]))


def _visible(text: str) -> str:
    """Return the text, "" where no sign in it can be seen: only space, marks on nothing and formatting."""
    if text.isascii():
        return text
    return text if any(unicodedata.category(sign) not in _SEEN_BY_NOBODY for sign in text) else ""
