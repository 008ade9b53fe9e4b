"""Limits counted in the database, so that they hold over processes and machines."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock
from eventapp.core.database import Base, UtcDateTime
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.core.tokens import keyed_digest

#: Within which time, and how often at most.
Allowed = Sequence[tuple[timedelta, int]]
#: A third party's address gets at most so many mails from all forms together that anybody can send.
MAILS_TO_ADDRESS: Allowed = ((timedelta(hours=1), 3), (timedelta(days=1), 10))
#: Translates IPv4 for servers that have IPv6 alone (RFC 6052 2.1): its last four octets are the visitor's.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
#: Providers that deliver to one mailbox whatever dots stand in its name.
WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})


class LimitHit(Base):
    """One counted act; the key is a keyed hash, so no address of a person or network is stored."""

    __tablename__ = "limit_hit"
    __table_args__ = (sa.Index("ix_limit_hit_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class TooManyAttempts(DomainError):
    """A limit per network or address was reached; nothing was written."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            _l(
                "Det kom många försök från samma plats. Vänta %(minutes)s minuter och försök igen."
                " Dina svar finns kvar.",
                minutes=minutes,
            )
        )


def requesting_network() -> str:
    """Return the network that the request comes from; the only place that reads the address of a visitor."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """Return what counts as one network: an IPv4 address, also inside an IPv6 one, or an IPv6 /64.

    A /64 is the least that one subscriber gets (RFC 6177 2, RIPE-690 4.2): its holder chooses the rest of the address
    anew for each request.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    inside = found.ipv4_mapped or (ipaddress.IPv4Address(found.packed[12:]) if found in TRANSLATED else None)
    return str(inside or ipaddress.IPv6Network((found, 64), strict=False))


def mailbox_of(address_key: str) -> str:
    """Return the mailbox that an address leads to: `a+x@b.se` is `a@b.se` (RFC 5233), dots go where they say nothing.

    For counting only: at some provider the tag may be part of another's name, and proves nothing of the mailbox.
    """
    local, at, domain = address_key.rpartition("@")
    name = local.partition("+")[0] or local
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", "") or name, "gmail.com"
    return f"{name}{at}{domain}"


def require_allowed(what: str, who: str, allowed: Allowed) -> None:
    """Raise `TooManyAttempts` where something was done as often as it may be.

    Acts for one person or address wait for each other, so that those at the same moment count too.
    """
    take_turn(what, who)
    for window, most in allowed:
        if hits(what, who, window) >= most:
            raise TooManyAttempts(int(window.total_seconds() // 60))


def require_mail_allowed(address_key: str) -> None:
    """Raise `TooManyAttempts` where an address has got as many mails from public forms as a third party's may."""
    require_allowed("mail-to", mailbox_of(address_key), MAILS_TO_ADDRESS)


def count_mail(address_key: str) -> None:
    """Count one mail that a public form has sent, or would have sent to somebody known."""
    count_hit("mail-to", mailbox_of(address_key))


def take_turn(what: str, who: str) -> None:
    """Wait until no other transaction counts this; on SQLite there is one writer anyhow."""
    if db.engine.dialect.name == "postgresql":
        number = int(_key(what, who)[:16], 16) - 2**63
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def hits(what: str, who: str, within: timedelta) -> int:
    """Return how often this was counted for this network or address lately."""
    since = clock.now() - within
    query = sa.select(sa.func.count()).where(LimitHit.key == _key(what, who), LimitHit.at > since)
    return db.session.scalar(query) or 0


def count_hit(what: str, who: str) -> None:
    """Count one act; belongs in the transaction of the act itself."""
    db.session.add(LimitHit(key=_key(what, who), at=clock.now()))


def clear_hits(what: str, who: str) -> None:
    """Forget what was counted for one network or address, where the act turned out well."""
    db.session.execute(sa.delete(LimitHit).where(LimitHit.key == _key(what, who)))


def forget_hits(older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete old counts (24 hours is the promise for network addresses); returns how many."""
    result = db.session.execute(sa.delete(LimitHit).where(LimitHit.at < clock.now() - older_than))
    return int(getattr(result, "rowcount", 0))


def _key(what: str, who: str) -> str:
    return keyed_digest(who, f"limit:{what}")
