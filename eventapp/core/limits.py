"""Limits counted in the database, so that they hold over processes and machines."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock
from eventapp.core.database import Base, UtcDateTime
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.core.tokens import keyed_digest


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
