"""What one address's calendar holds."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime


class Method(enum.StrEnum):
    """iTIP methods that we send (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class PartStat(enum.StrEnum):
    """Participation status of an attendee (RFC 5545 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


class CalendarEntry(Base):
    """One entry in one person's calendar: `uid` for its life, `sequence` rising with every change."""

    __tablename__ = "calendar_entry"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    uid: Mapped[str] = mapped_column(sa.String(200), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: The ATTENDEE, as registered.
    address: Mapped[str] = mapped_column(sa.String(254), index=True)
    #: The ORGANIZER's address, the same for the entry's life; empty where no answers are read.
    organizer: Mapped[str] = mapped_column(sa.String(254), default="")
    #: None until a message has gone out.
    last_method: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    partstat: Mapped[str] = mapped_column(sa.String(20), default=PartStat.NEEDS_ACTION.value)
    #: DTSTAMP of the last message; the next is strictly later.
    stamped_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: DTSTAMP of the last answer that was applied; an older one is stale (RFC 5546 2.1.5).
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: What an invitation that nobody has taken up yet is found by: what it is to, and whom; None afterwards.
    offer: Mapped[str | None] = mapped_column(sa.String(300), unique=True, default=None)
