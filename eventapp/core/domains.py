"""Domain names in the form in which machines have them: IDNA 2008 (RFC 5890–5894), never IDNA 2003.

IDNA 2003, which Python's codec `idna` is, makes `strasse.de` of `straße.de`: somebody else's domain.
"""

from __future__ import annotations

import re

import idna

MAX_DOMAIN = 253
#: A label of letters, digits and hyphens (RFC 5890 2.3.1); `_` stands in names of services, never of mail servers.
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_TOP_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")


class NoDomain(ValueError):
    """A text is no domain name."""


def ascii_domain(domain: str) -> str:
    """Return a domain in ASCII and lower case; raises `NoDomain` for what no mail server can be called."""
    if len(domain) > MAX_DOMAIN:  # first: what follows may grow faster than its input
        raise NoDomain
    try:
        plain = (
            domain.lower() if domain.isascii() else idna.encode(domain, uts46=True, std3_rules=True).decode()
        )
        labels = plain.split(".")
        for label in labels:
            if not _LABEL.fullmatch(label):
                raise NoDomain
            if label.startswith("xn--"):
                idna.ulabel(label)
    except UnicodeError as error:
        raise NoDomain from error
    if len(labels) < 2 or not _TOP_LABEL.fullmatch(labels[-1]) or len(plain) > MAX_DOMAIN:
        raise NoDomain
    return plain


def comparable_domain(domain: str) -> str:
    """Return a domain so that two spellings of one are equal; what is no domain only in lower case."""
    try:
        return ascii_domain(domain.rstrip("."))
    except NoDomain:
        return domain.lower()
