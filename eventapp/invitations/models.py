"""People on an event's list of invited, answered or silent."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.calendars.models import CalendarEntry
from eventapp.core.database import Base, UtcDateTime, word
from eventapp.registrations.models import Registration


class InviteeAnswer(enum.StrEnum):
    """What an invited person has answered."""

    SILENT = "silent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Invitee(Base):
    """A person on an event's list; one per event and address. Goes with the event's people."""

    __tablename__ = "invitee"
    __table_args__ = (sa.UniqueConstraint("event_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    #: The host whose list it is, and who sees the person.
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254))
    #: The address in the form in which two spellings are equal.
    email_key: Mapped[str] = mapped_column(sa.String(254))
    unit: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="sv")
    answer: Mapped[InviteeAnswer] = mapped_column(word(InviteeAnswer), default=InviteeAnswer.SILENT)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: When the invitation was put into the outbox; None: on the list, not invited yet.
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Raised to revoke the personal link.
    link_version: Mapped[int] = mapped_column(default=1)
    #: Passes to the registration when the person signs up (same UID).
    calendar_entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("calendar_entry.id", ondelete="SET NULL"), default=None, index=True
    )
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="SET NULL"), default=None, index=True
    )
    calendar_entry: Mapped[CalendarEntry | None] = relationship(repr=False, init=False)
    registration: Mapped[Registration | None] = relationship(repr=False, init=False)
