"""References in words, *tall-älv-42*: said at the door instead of a name, and with a PIN by who has no address."""

from __future__ import annotations

import hashlib
import re

from eventapp.core.text import composed, without_marks
from eventapp.registrations.reference_words import REFERENCE_WORDS

LOWEST, HIGHEST = 10, 999


def reference_of(public_id: str) -> str:
    """Return a registration's reference, always the same; it opens nothing without a PIN."""
    number = int(hashlib.sha256(f"reference\0{public_id}".encode()).hexdigest(), 16)
    number, first = divmod(number, len(REFERENCE_WORDS))
    number, second = divmod(number, len(REFERENCE_WORDS))
    return f"{REFERENCE_WORDS[first]}-{REFERENCE_WORDS[second]}-{LOWEST + number % (HIGHEST - LOWEST + 1)}"


def read_reference(typed: str) -> str:
    """Return the reference meant by what was typed: large letters, spaces, and a for å or ä do not matter."""
    parts = re.findall(r"[^\W\d_]+|\d+", composed(typed).casefold())
    return "-".join(_BY_KEY.get(_key(part), part) for part in parts)


def _key(word: str) -> str:
    """Return a word without rings and dots."""
    return without_marks(word)


_BY_KEY = {_key(word): word for word in REFERENCE_WORDS}
