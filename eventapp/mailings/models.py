"""A text that an organiser writes to many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime


class Mailing(Base):
    """One text to many people of an event; a draft until it is sent."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    #: Also the `batch` of its mails in the outbox.
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: The host whose organiser wrote it.
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organiser.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    subject_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    #: Markdown with named placeholders.
    text: Mapped[str] = mapped_column(sa.Text, default="")
    text_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    #: To whom: status, mode, session, federation, unit.
    audience: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict)
    #: Raised by every save, so that the second of two organisers is told instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: How many mails were put into the outbox.
    recipients: Mapped[int] = mapped_column(default=0)
