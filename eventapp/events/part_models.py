"""The parts of an event: programme, workshops, questions, seats, contributors, picture, texts of its mails."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.database import Base, UtcDateTime, word
from eventapp.events.kinds import ContributorKind, PoolKind, QuestionKind


class SessionSlot(Base):
    """A time in the programme in which one chooses at most one workshop."""

    __tablename__ = "session_slot"
    __table_args__ = (sa.UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), init=False)
    number: Mapped[int]
    #: A choice is required; otherwise *Ingen workshop* is one.
    is_required: Mapped[bool] = mapped_column(default=False)


class EventSession(Base):
    """An item of the programme; one with a slot is a workshop that can be chosen."""

    __tablename__ = "event_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), init=False, index=True
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Number of the slot it is bookable in; None: open to all.
    slot: Mapped[int | None] = mapped_column(default=None)


class Question(Base):
    """An organiser's own question on the form, with what the answer is for."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), init=False, index=True
    )
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(word(QuestionKind))
    label: Mapped[str] = mapped_column(sa.String(300))
    label_en: Mapped[str | None] = mapped_column(sa.String(300), default=None)
    hint: Mapped[str] = mapped_column(sa.String(300), default="")
    hint_en: Mapped[str | None] = mapped_column(sa.String(300), default=None)
    #: Choices in order, as they are shown and exported.
    options: Mapped[list[str]] = mapped_column(sa.JSON, default_factory=list)
    options_en: Mapped[list[str]] = mapped_column(sa.JSON, default_factory=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(sa.String(300), default="")
    retention_days: Mapped[int | None] = mapped_column(default=None)


class SeatPool(Base):
    """A limited number of seats; what has no pool is unlimited."""

    __tablename__ = "seat_pool"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0", name="taken_not_negative"),
        sa.CheckConstraint("taken <= capacity", name="taken_within_capacity"),
        sa.UniqueConstraint("event_id", "kind", "session_id", "federation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), init=False)
    kind: Mapped[PoolKind] = mapped_column(word(PoolKind))
    #: The workshop it limits.
    session_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("event_session.id", ondelete="CASCADE"), default=None, index=True
    )
    #: The federation whose share it is.
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id"), default=None, index=True
    )
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    session: Mapped[EventSession | None] = relationship(default=None, repr=False)

    @property
    def free(self) -> int:
        """Seats left."""
        return self.capacity - self.taken


class Contributor(Base):
    """Somebody who speaks, leads, interprets or delivers at an event; one who is procured confirms our requirement."""

    __tablename__ = "contributor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), init=False, index=True
    )
    position: Mapped[int]
    kind: Mapped[ContributorKind] = mapped_column(word(ContributorKind))
    name: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Where the link to confirm goes; empty where the organiser passes it on.
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    is_procured: Mapped[bool] = mapped_column(default=False)
    #: Raised to revoke the link.
    link_version: Mapped[int] = mapped_column(default=1)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Who confirmed, in their own words, and which version of the requirement.
    confirmed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    confirmed_version: Mapped[str] = mapped_column(sa.String(20), default="")


class EventImage(Base):
    """An event's picture, with what those who do not see it are told."""

    __tablename__ = "event_image"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    #: Part of its address, new with each picture, so that it may be cached for ever.
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    #: Empty for a decorative picture only.
    alt: Mapped[str] = mapped_column(sa.String(300), default="")
    alt_en: Mapped[str | None] = mapped_column(sa.String(300), default=None)
    is_decorative: Mapped[bool] = mapped_column(default=False)
    #: Who took it: *Foto: …*.
    credit: Mapped[str] = mapped_column(sa.String(200), default="")
    #: *Syntolkning: …*, below the picture.
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)


class MailSupplement(Base):
    """What a federation, or one event, adds to an automatic mail; the mail's own words stay."""

    __tablename__ = "mail_supplement"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "kind"),
        sa.UniqueConstraint("federation_id", "kind"),
        sa.CheckConstraint("(event_id IS NULL) <> (federation_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    #: Name of the mail's template folder.
    kind: Mapped[str] = mapped_column(sa.String(60))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), default=None)
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id", ondelete="CASCADE"), default=None
    )
    #: Markdown, without HTML.
    text: Mapped[str] = mapped_column(sa.Text, default="")
    text_en: Mapped[str | None] = mapped_column(sa.Text, default=None)


class UnfinishedForm(Base):
    """What was typed on a page of a draft and cannot be used yet, so that it is there next time."""

    __tablename__ = "unfinished_form"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    #: Name of the page, such as `details`.
    page: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    #: Field name -> list of the values sent.
    values: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    #: How many fields need correcting.
    faults: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
