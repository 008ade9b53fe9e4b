"""The trail's only table."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime, word


class ActorKind(enum.StrEnum):
    """Who acted: the person concerned, an organiser, or the system by itself."""

    PERSON = "person"
    ORGANISER = "organiser"
    SYSTEM = "system"


class AuditEntry(Base):
    """One act. Records are named by kind and public id, never by a person's name or address."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_record", "record_kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    actor_kind: Mapped[ActorKind] = mapped_column(word(ActorKind))
    #: Organiser's id where one acted.
    actor_id: Mapped[int | None] = mapped_column(default=None)
    action: Mapped[str] = mapped_column(sa.String(60))
    record_kind: Mapped[str] = mapped_column(sa.String(40))
    record_id: Mapped[str] = mapped_column(sa.String(40))
    #: The event it happened on, so that an event's log is one query.
    event_id: Mapped[int | None] = mapped_column(default=None, index=True)
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict)
