"""One person on one event, with the seats held and the answers given."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from eventapp.calendars.models import CalendarEntry
from eventapp.core.database import Base, UtcDateTime, word
from eventapp.core.text import search_key, sort_key
from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.federations.models import Federation


class RegistrationStatus(enum.StrEnum):
    """Where a registration stands; *pending* waits for the address to be confirmed and holds its seats."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


ACTIVE = (RegistrationStatus.PENDING, RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED)
#: In the words of the index: with values of its own SQLite would not see that a query may use it.
IS_ACTIVE_BY_ADDRESS = sa.text("status IN ('pending', 'confirmed', 'waitlisted') AND email_key <> ''")


class AttendeeRole(enum.StrEnum):
    """In what role somebody takes part."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    ELECTED = "elected"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"


class CallReason(enum.StrEnum):
    """What somebody without an address has to be told by phone: the kind of the mail that could not be sent."""

    SEAT = "waitlist_promoted"
    QUEUE_CLOSED = "queue_closed"
    MOVED = "event_moved"
    CALLED_OFF = "event_cancelled"
    MOVED_TO_QUEUE = "moved_to_queue"
    REMOVED = "registration_removed"
    WORKSHOP_CHANGED = "workshop_changed"
    WORKSHOP_GONE = "workshop_removed"


def call_action(reason: CallReason) -> str:
    """Return what the trail calls the note that somebody has to be called."""
    return f"call_{reason.value}"


class Registration(Base):
    """One person, one event; at most one active per event and address."""

    __tablename__ = "registration"
    __table_args__ = (
        sa.Index(
            "uq_registration_active",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=IS_ACTIVE_BY_ADDRESS,
            postgresql_where=IS_ACTIVE_BY_ADDRESS,
        ),
        sa.Index("ix_registration_event_id_status_queue_number", "event_id", "status", "queue_number"),
        sa.Index("ix_registration_event_id_sort_name", "event_id", "sort_name"),
        sa.Index("ix_registration_event_id_created_at", "event_id", "created_at"),
        sa.Index("ix_registration_email_key", "email_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    status: Mapped[RegistrationStatus] = mapped_column(word(RegistrationStatus))

    name: Mapped[str] = mapped_column(sa.String(120))
    #: Empty for somebody without an address, who has signed up by phone.
    email: Mapped[str] = mapped_column(sa.String(254))
    #: The address in the form in which two spellings are equal.
    email_key: Mapped[str] = mapped_column(sa.String(254))
    #: The name as it sorts in Swedish, by its bytes on either database.
    sort_name: Mapped[str] = mapped_column(
        sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql"), init=False
    )
    #: Name, address and organisation as they are searched.
    search_text: Mapped[str] = mapped_column(sa.Text, init=False)
    #: Language of the page it was made on.
    language: Mapped[str] = mapped_column(sa.String(5), default="sv")

    #: The host the person belongs to; None: one's own (single host) or another organisation.
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id"), default=None, index=True
    )
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    role: Mapped[AttendeeRole | None] = mapped_column(word(AttendeeRole), default=None)
    mode: Mapped[Mode] = mapped_column(word(Mode))
    needs: Mapped[str] = mapped_column(sa.Text, default="")
    #: When the needs as they are now were written; None where there are none.
    needs_written_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: When an organiser has told the person what will be done about the needs; None: nobody yet, or none written.
    needs_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    food: Mapped[str] = mapped_column(sa.Text, default="")
    advance_question: Mapped[str] = mapped_column(sa.Text, default="")
    #: Has said that the event is meant for them (internal events).
    is_eligible: Mapped[bool] = mapped_column(default=False)
    #: Which privacy text was shown.
    privacy_version: Mapped[str] = mapped_column(sa.String(20), default="")

    #: Place in the event's queue, from its counter; None outside the queue.
    queue_number: Mapped[int | None] = mapped_column(default=None)
    #: Raised to revoke the personal link.
    link_version: Mapped[int] = mapped_column(default=1)
    join_version: Mapped[int] = mapped_column(default=1)
    #: Keys of the reminder rules that the person has switched off.
    muted_reminders: Mapped[list[str]] = mapped_column(sa.JSON, default_factory=list)

    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: When the seat was given.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    attended_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)

    calendar_entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("calendar_entry.id"), init=False, default=None, index=True
    )
    event: Mapped[Event] = relationship(repr=False, init=False)
    federation: Mapped[Federation | None] = relationship(repr=False, init=False)
    calendar_entry: Mapped[CalendarEntry | None] = relationship(repr=False, default=None)
    phone_access: Mapped[PhoneAccess | None] = relationship(
        repr=False, init=False, cascade="all, delete-orphan"
    )
    answers: Mapped[list[Answer]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Answer.question_id"
    )
    choices: Mapped[list[SessionChoice]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="SessionChoice.slot"
    )
    holds: Mapped[list[SeatHold]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan"
    )

    @validates("name", "email", "organisation")
    def _follow(self, field: str, value: str) -> str:
        """Keep what is sorted and searched by equal to what it is made of."""
        parts = {"name": self.name, "email": self.email, "organisation": self.organisation, field: value}
        self.sort_name = sort_key(parts["name"] or "")[:200]
        self.search_text = search_key(*(part or "" for part in parts.values()))
        return value

    @property
    def is_active(self) -> bool:
        """Whether it still counts as a registration."""
        return self.status in ACTIVE


class PhoneAccess(Base):
    """The way to the own pages for somebody without an address: a reference in words and a PIN."""

    __tablename__ = "phone_access"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    reference: Mapped[str] = mapped_column(sa.String(60), unique=True)
    #: Keyed, so that the database alone does not give the six digits away.
    pin_hash: Mapped[str] = mapped_column(sa.String(64))
    #: How the host can reach the person, where they have said so.
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    #: What nobody has told them yet.
    call_about: Mapped[CallReason | None] = mapped_column(word(CallReason), default=None)


class SeatHold(Base):
    """Which pool a registration holds a seat of, so that the seat goes back where it came from."""

    __tablename__ = "seat_hold"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("seat_pool.id"), primary_key=True, index=True)


class SessionChoice(Base):
    """A workshop in one slot: chosen where a seat is held, wished for while waiting."""

    __tablename__ = "session_choice"
    __table_args__ = (sa.UniqueConstraint("registration_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), init=False
    )
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("event_session.id"), index=True)
    slot: Mapped[int]
    session: Mapped[EventSession] = relationship(init=False, repr=False, lazy="joined", innerjoin=True)


class Answer(Base):
    """An answer to one of the organiser's own questions: one value, or several chosen."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), init=False
    )
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    #: A list also for a single value; `["yes"]` or `["no"]` for yes/no.
    values: Mapped[list[str]] = mapped_column(sa.JSON)


class FormSubmission(Base):
    """What one sent form led to, so that the same form sent again gets the same page."""

    __tablename__ = "form_submission"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    form_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: None: somebody asked for the links to their registrations.
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: What the page after sign-up says: status, queue number and address; no token, no reference.
    outcome: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    #: The worker is to mail the address: its links, or that it was registered already.
    owes_mail: Mapped[bool] = mapped_column(default=False, index=True)


class OwnFeed(Base):
    """The calendar that one address subscribes to: all its registrations. Goes with the last of them."""

    __tablename__ = "own_feed"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    email_key: Mapped[str] = mapped_column(sa.String(254), unique=True)
    #: Raised to revoke its address.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class NamelessQuestion(Base):
    """What somebody wanted taken up, apart from who it was; so from the event's end on."""

    __tablename__ = "nameless_question"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: The host the person chose, since hosts read only their own people's questions.
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id"), default=None, index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
