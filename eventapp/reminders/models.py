"""The rules that say when a reminder is due."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base


class ReminderRule(Base):
    """So long before the start; a rule without an event holds for every event that has none of its own."""

    __tablename__ = "reminder_rule"
    __table_args__ = (sa.UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), default=None, index=True
    )
    #: Stable word for the own page and the dedup key: `week`, `day`, `hour`.
    key: Mapped[str] = mapped_column(sa.String(20))
    minutes_before: Mapped[int]
    #: Only to those who take part online.
    is_online_only: Mapped[bool] = mapped_column(default=False)
    #: Goes out also between 20.00 and 07.00.
    ignores_quiet_hours: Mapped[bool] = mapped_column(default=False)
