"""Kinds of settings: each turns what was written into a value, or raises `Wrong` with the rest of a sentence."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from eventapp.core.domains import comparable_domain

Kind = Callable[[str], object]

YES, NO = ("1", "true", "yes", "on", "ja"), ("0", "false", "no", "off", "nej")
#: Letters of a host name as it travels (RFC 952, 1123); underscores are common inside container networks.
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
#: The part before @ without quotes (RFC 5322 3.2.3), as every mail provider gives it out.
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,28}[0-9]")
_TOKEN = re.compile(r"""[^\s;,"()<>@\\]+""")


class Wrong(ValueError):
    """The value is of another kind; the message goes on after the variable's name."""


def flag(value: str) -> bool:
    """Read yes or no."""
    word = value.strip().lower()
    if word not in YES + NO:
        close = difflib.get_close_matches(word, YES + NO, 1)
        raise Wrong(
            f"must be true or false, not {value!r}." + (f" Did you mean {close[0]!r}?" if close else "")
        )
    return word in YES


def number(lowest: int, highest: int = 1_000_000_000) -> Kind:
    """Return the kind of whole numbers within limits."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", value.strip()):
            raise Wrong(f"must be a whole number, not {value!r}.")
        if not lowest <= int(value) <= highest:
            raise Wrong(f"must be between {lowest} and {highest}, not {value.strip()}.")
        return int(value)

    return read


def text(value: str) -> str:
    """Read one line of text, which may be empty."""
    if not value.isprintable():
        raise Wrong("must be one line without control characters.")
    return value


def some_text(value: str) -> str:
    """Read one line of text that says something."""
    if not value.strip():
        raise Wrong("must not be empty.")
    return text(value)


def optional(kind: Kind) -> Kind:
    """Return the same kind where nothing may stand."""
    return lambda value: kind(value) if value else ""


def one_of(*values: str) -> Kind:
    """Return the kind of settings with one of a few values."""

    def read(value: str) -> str:
        if value not in values:
            raise Wrong(f"must be one of {', '.join(values)}, not {value!r}.")
        return value

    return read


def day(value: str) -> str:
    """Read a day; kept as it is written."""
    try:
        is_day = date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_day = False
    if not is_day:
        raise Wrong(f"must be a day such as 2026-11-21, not {value!r}.")
    return value


def instant(value: str) -> str:
    """Read an ISO instant; kept as it is written."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise Wrong(f"must be an instant such as 2027-11-07T09:00, not {value!r}.") from None
    return value


def host(value: str) -> str:
    """Read the name or the address of a machine."""
    if "://" in value:
        raise Wrong(f"must be a host name alone, without {value.partition('://')[0]}://, not {value!r}.")
    if not is_host(value):
        raise Wrong(
            f"must be a host name such as mail.example.se, without port, path or spaces, not {value!r}."
        )
    return value


def hosts(value: str) -> str:
    """Read host names with commas between; a leading dot means every name below, and a port may stand behind."""
    for item in (part.strip() for part in value.split(",")):
        name = re.sub(r":[0-9]{1,5}$", "", item).removeprefix(".")
        if item and not is_host(comparable_domain(name.strip("[]"))):
            raise Wrong(
                f"must be host names with commas between, without https:// and path; {item!r} is none."
            )
    return value


def address(value: str) -> str:
    """Read one mail address, without a name beside it."""
    local, _at, domain = value.rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or len(local) > 64 or not is_host(comparable_domain(domain)):
        raise Wrong(f"must be one mail address such as anmalan@example.se, not {value!r}.")
    return value


def web_address(value: str) -> str:
    """Read an address that a link leads to."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not is_host(comparable_domain(parts.hostname or "")):
        raise Wrong(f"must be a web address that begins with https://, not {value!r}.")
    return value


def base_address(value: str) -> str:
    """Read scheme and host, perhaps a port, and nothing else, since paths are written behind it."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"}:
        raise Wrong(
            f"must begin with https:// and a host name, such as https://anmalan.example.se, not {value!r}."
        )
    if not is_host(parts.hostname or ""):
        raise Wrong(
            f"must name a host in plain letters (a-z, å as xn--…) after {parts.scheme}://, not {value!r}."
        )
    if parts.username is not None or value.lower() != f"{parts.scheme}://{parts.netloc}".lower():
        raise Wrong(f"must end after the host (and port), without slash, path or user, not {value!r}.")
    return value


def database(value: str) -> str:
    """Read the database's address: an SQLite file or a PostgreSQL database."""
    if value.startswith("postgres://"):
        value = value.replace("postgres://", "postgresql://", 1)
    if value.startswith("sqlite:///"):
        path = value.removeprefix("sqlite:///")
        if not path or path.endswith("/") or "?" in path or not path.isprintable():
            raise Wrong("must name a file after sqlite:///, such as sqlite:////var/lib/eventapp/eventapp.db.")
        return value
    if not value.startswith(("postgresql://", "postgresql+psycopg://")):
        raise Wrong("must begin with sqlite:/// or postgresql://.")
    _check_postgresql(value)
    return value


def slug(value: str) -> str:
    """Read the short name of something of ours."""
    if not _SLUG.fullmatch(value):
        raise Wrong(f"must be small letters, digits and hyphens, such as sundbyberg, not {value!r}.")
    return value


def phone(value: str) -> str:
    """Read a telephone number as it is written for people."""
    if not _PHONE.fullmatch(value):
        raise Wrong(f"must be a telephone number such as 020-50 50 50, not {value!r}.")
    return value


def token(value: str) -> str:
    """Read a word without spaces (RFC 8601 2.5, authserv-id)."""
    if not _TOKEN.fullmatch(value):
        raise Wrong(f"must be one name without spaces, such as mx.example.se, not {value!r}.")
    return value


def is_host(name: str) -> bool:
    """Tell whether this can be a machine's name or address."""
    if name.isascii() and len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split(".")):
        return not re.fullmatch(r"[0-9.]+", name) or _is_ip(name)
    return _is_ip(name)


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Return a question about the nearest name, empty where none is near."""
    close = difflib.get_close_matches(name, known, 1)
    return f" Did you mean {close[0]}?" if close else ""


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _split(value: str) -> SplitResult:
    """Split an address; what `urlsplit` would quietly take away or fail at later is wrong here."""
    try:
        parts = urlsplit(value)
        is_right = value.isprintable() and " " not in value and (parts.port is None or parts.port > 0)
    except ValueError:
        is_right = False
    if not is_right:
        raise Wrong(f"is no web address: {value!r}.")
    return parts


def _check_postgresql(value: str) -> None:
    """Raise `Wrong` without showing the value, since a password stands in it."""
    example = "must look like postgresql://user:password@host:5432/database"
    try:
        url: URL | None = make_url(value)
    except (ArgumentError, ValueError):
        url = None
    if url is None:
        raise Wrong(f"{example}; signs such as @ : / % in the password are written %40 %3A %2F %25.")
    if not url.database or "@" in url.database:
        raise Wrong(f"{example}; no database is named behind the host.")
    if url.host and not is_host(url.host) and not url.host.startswith("/"):
        raise Wrong(f"{example}; {url.host!r} is no host.")
    if url.port is not None and not 0 < url.port < 65536:
        raise Wrong(f"{example}; there is no port {url.port}.")
