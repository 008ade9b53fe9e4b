"""What somebody has told us."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime, word


class FeedbackKind(enum.StrEnum):
    """What it is: the first two are about an event, the others about the site."""

    OPINION = "opinion"
    #: Something went wrong: somebody was put at a disadvantage, hurt or left out.
    WRONG = "wrong"
    #: A part of the site does not work for somebody.
    FAULT = "fault"
    #: Somebody needs content in another form (DOS-lagen 12 §, content that is exempt included).
    OTHER_FORM = "other_form"


class Feedback(Base):
    """Something told; what is about an event never says by whom and is never published."""

    __tablename__ = "feedback"
    __table_args__ = (
        sa.CheckConstraint("(event_id IS NULL) = (kind IN ('fault', 'other_form'))", name="kind_fits_event"),
        sa.CheckConstraint("event_id IS NULL OR contact = ''", name="nameless_on_events"),
        sa.Index("ix_feedback_event_id_created_at", "event_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    #: The form it came by: the same form sent again changes nothing.
    form_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: None: about the site.
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), default=None)
    kind: Mapped[FeedbackKind] = mapped_column(word(FeedbackKind))
    text: Mapped[str] = mapped_column(sa.Text)
    #: Where on the site, in the person's own words.
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    #: How to answer; empty where no answer is wanted.
    contact: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="sv")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
