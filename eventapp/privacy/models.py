"""The protocol of what has been taken away: numbers, never names."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime, word


class What(enum.StrEnum):
    """A class of data that is taken away together."""

    #: Advance questions parted from who asked.
    ASKERS = "askers"
    NEEDS = "needs"
    ANSWERS = "answers"
    QUESTIONS = "questions"
    REGISTRATIONS = "registrations"
    #: Registrations that their owners had erased.
    ERASED = "erased"
    #: Addresses of those who contribute; their names are on the event's page.
    CONTRIBUTORS = "contributors"
    #: The list of invited.
    INVITEES = "invitees"
    CALENDAR = "calendar"
    MAIL_ADDRESSES = "mail_addresses"
    LOG_DETAILS = "log_details"
    MAIL_CONTENT = "mail_content"
    #: Who answered from a calendar or by mail, and what they wrote beside it.
    REPLIES = "replies"
    FORMS = "forms"
    LIMITS = "limits"
    SIGN_INS = "sign_ins"
    COPIES = "copies"
    FEEDBACK = "feedback"


class PurgeRecord(Base):
    """How many records of one class were taken away on one day, by what rule and by which version."""

    __tablename__ = "purge_record"
    __table_args__ = (sa.UniqueConstraint("day", "what", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    #: In Sweden.
    day: Mapped[date]
    #: Last time on that day.
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    what: Mapped[What] = mapped_column(word(What))
    event_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("event.id", ondelete="SET NULL"), default=None, index=True
    )
    #: Days that it was kept, counted from the event's end or, without an event, from when it was done with.
    days: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int]
    #: The host's decision (*dnr, datum*); empty where none is needed.
    rule: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[str] = mapped_column(sa.String(40))


class Sweep(Base):
    """When the database last gave up the room of what was taken away, so that no byte of it is left; one row."""

    __tablename__ = "sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
