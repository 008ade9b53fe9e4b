"""Events and their hosts, series and topics."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from eventapp.core.database import Base, UtcDateTime, word
from eventapp.events.kinds import (
    Attendance,
    Audience,
    EventKind,
    EventStatus,
    Mode,
    Offered,
)
from eventapp.events.part_models import (
    Contributor,
    EventImage,
    EventSession,
    MailSupplement,
    Question,
    SeatPool,
    SessionSlot,
)
from eventapp.federations.models import Federation

#: The shortest of the times for which people's data are kept; the longest for those of sensitive events.
SHORTEST_RETENTION_DAYS = 14


class Series(Base):
    """Events that belong together across federations, such as *Demokratin 100 år*."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str | None] = mapped_column(sa.Text, default=None)


class Topic(Base):
    """A subject from the controlled list: the seven legal grounds and the listed tags."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    #: One of the seven grounds of discrimination in Swedish law.
    is_ground: Mapped[bool] = mapped_column(default=False)


event_topic = sa.Table(
    "event_topic",
    Base.metadata,
    sa.Column("event_id", sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic_id", sa.ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Event(Base):
    """A dated thing to sign up for, or one whose date is still to come."""

    __tablename__ = "event"
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="ends_after_start"),
        sa.Index("ix_event_status_starts_at", "status", "starts_at"),
        sa.Index("ix_event_status_ends_at", "status", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    status: Mapped[EventStatus] = mapped_column(word(EventStatus), default=EventStatus.DRAFT)
    kind: Mapped[EventKind] = mapped_column(word(EventKind))
    audience: Mapped[Audience] = mapped_column(word(Audience))
    attendance: Mapped[Attendance] = mapped_column(word(Attendance))
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"), default=None, index=True)

    title: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    #: Markdown, without HTML.
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    purpose_en: Mapped[str | None] = mapped_column(sa.Text, default=None)
    #: Nothing but the event's own page may name its theme.
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    #: What lists, titles, mails and calendars call a sensitive event.
    neutral_title: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    neutral_title_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)

    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    timezone: Mapped[str] = mapped_column(sa.String(60), default="Europe/Stockholm")
    #: Instead of a date: *Hösten 2021, datum kommer*.
    period: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    period_en: Mapped[str | None] = mapped_column(sa.String(120), default=None)

    venue_name: Mapped[str] = mapped_column(sa.String(200), default="")
    venue_address: Mapped[str] = mapped_column(sa.String(300), default="")
    directions: Mapped[str] = mapped_column(sa.Text, default="")
    #: The meeting's own link; stands on the join page and nowhere else.
    meeting_url: Mapped[str | None] = mapped_column(sa.String(500), default=None)
    #: Minutes before the start when the join page shows the way in.
    join_opens_minutes: Mapped[int] = mapped_column(default=30)
    #: A phone number to dial in with, or another way where the tool is a barrier.
    other_way_in: Mapped[str] = mapped_column(sa.String(300), default="")

    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    #: Hours before the start when the queue stops getting seats; None: 24 on site, 0 online.
    queue_ends_hours: Mapped[int | None] = mapped_column(default=None)
    #: Last given place in the queue; raised under the event's lock, so it is commit order.
    queue_counter: Mapped[int] = mapped_column(default=0)
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    serves_food: Mapped[bool] = mapped_column(default=False)
    asks_advance_question: Mapped[bool] = mapped_column(default=False)

    #: None, here and below: nobody has answered yet, and so it cannot be published.
    is_recorded: Mapped[bool | None] = mapped_column(default=None)
    captions: Mapped[Offered | None] = mapped_column(word(Offered), default=None)
    sign_language: Mapped[Offered | None] = mapped_column(word(Offered), default=None)
    hearing_loop: Mapped[Offered | None] = mapped_column(word(Offered), default=None)
    step_free: Mapped[Offered | None] = mapped_column(word(Offered), default=None)
    quiet_room: Mapped[Offered | None] = mapped_column(word(Offered), default=None)

    retention_days: Mapped[int] = mapped_column(default=90)
    needs_retention_days: Mapped[int] = mapped_column(default=14)
    #: Why people's data are kept longer than the federation's decision says (EU-funded days), shown on the form.
    retention_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: Why it was published though a procured contributor had not confirmed the requirement on inclusion.
    unconfirmed_reason: Mapped[str] = mapped_column(sa.Text, default="")
    cancellation_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: When it was called off: from then on the days of retention are counted.
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: First time it was published.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Raised by every edit by an organiser, so that the second of two is told instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    #: Last change that the calendar file shows.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: Counts changes of the public event entry (iCalendar SEQUENCE of the public file).
    revision: Mapped[int] = mapped_column(default=0)
    #: Field group -> seed, public or sample.
    provenance: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict)

    hosts: Mapped[list[CoHost]] = relationship(
        default_factory=list, repr=False, order_by="CoHost.position", cascade="all, delete-orphan"
    )
    sessions: Mapped[list[EventSession]] = relationship(
        default_factory=list, repr=False, order_by="EventSession.position", cascade="all, delete-orphan"
    )
    slots: Mapped[list[SessionSlot]] = relationship(
        default_factory=list, repr=False, order_by="SessionSlot.number", cascade="all, delete-orphan"
    )
    questions: Mapped[list[Question]] = relationship(
        default_factory=list, repr=False, order_by="Question.position", cascade="all, delete-orphan"
    )
    pools: Mapped[list[SeatPool]] = relationship(
        default_factory=list, repr=False, order_by="SeatPool.id", cascade="all, delete-orphan"
    )
    contributors: Mapped[list[Contributor]] = relationship(
        default_factory=list, repr=False, order_by="Contributor.position", cascade="all, delete-orphan"
    )
    image: Mapped[EventImage | None] = relationship(
        default=None, repr=False, cascade="all, delete-orphan", single_parent=True
    )
    topics: Mapped[list[Topic]] = relationship(
        default_factory=list, repr=False, secondary=event_topic, order_by=Topic.name
    )
    series: Mapped[Series | None] = relationship(default=None, repr=False)
    #: Read once, however many mails are made of the event.
    mail_supplements: Mapped[list[MailSupplement]] = relationship(init=False, repr=False, viewonly=True)

    @validates("is_sensitive", "retention_days")
    def _keep_shortly(self, field: str, value: int) -> int:
        """Keep what is known of a sensitive event's people no longer than the shortest time."""
        if field == "retention_days":
            return min(value, SHORTEST_RETENTION_DAYS) if self.is_sensitive else value
        if value and (self.retention_days or 0) > SHORTEST_RETENTION_DAYS:
            self.retention_days = SHORTEST_RETENTION_DAYS
        return value

    @property
    def coordinating_host(self) -> Federation:
        """The host whose name and address the mails carry."""
        return next(host.federation for host in self.hosts if host.is_coordinating)

    @property
    def federations(self) -> list[Federation]:
        """All hosts, the coordinating one first."""
        return [host.federation for host in sorted(self.hosts, key=lambda host: not host.is_coordinating)]

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The ways of attending that it offers."""
        if self.attendance is Attendance.HYBRID:
            return (Mode.ON_SITE, Mode.ONLINE)
        return (Mode(self.attendance.value),)


class CoHost(Base):
    """A federation that holds an event; exactly one coordinates."""

    __tablename__ = "co_host"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "federation_id"),
        sa.Index(
            "uq_co_host_coordinating",
            "event_id",
            unique=True,
            sqlite_where=sa.text("is_coordinating"),
            postgresql_where=sa.text("is_coordinating"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), init=False)
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id"), init=False, index=True)
    is_coordinating: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    #: When this host's guaranteed seats become common; None: it has no share, or keeps it.
    share_released_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    federation: Mapped[Federation] = relationship(repr=False, lazy="joined", innerjoin=True)
    #: What the federation adds to mails of all its events.
    mail_supplements: Mapped[list[MailSupplement]] = relationship(
        init=False,
        repr=False,
        viewonly=True,
        primaryjoin=lambda: orm.foreign(MailSupplement.federation_id) == CoHost.federation_id,
    )
