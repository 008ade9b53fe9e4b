"""Reviews before a list is handed out as a public record: what was decided on each row."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime, word


class Verdict(enum.StrEnum):
    """What becomes of one row."""

    RELEASE = "release"
    MASK = "mask"
    REFUSE = "refuse"


class Disclosure(Base):
    """One request for an event's list; who asks and why is not asked (tryckfrihetsförordningen 2 kap. 18 §)."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: Who decides: each host is a public authority of its own, and its decisions are nobody else's to see or change.
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id", ondelete="CASCADE"), index=True)
    #: The host's own number of the case: *Dnr 2026/14*.
    case_number: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class DisclosureDecision(Base):
    """What was decided on one row; what is not decided is not handed out."""

    __tablename__ = "disclosure_decision"
    __table_args__ = (sa.UniqueConstraint("disclosure_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    disclosure_id: Mapped[int] = mapped_column(sa.ForeignKey("disclosure.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    #: Keys of the fields that are blacked out.
    masked: Mapped[list[str]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.String(300))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime())
