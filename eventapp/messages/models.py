"""Mails waiting to go or gone, and the worker's sign of life."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, UtcDateTime, word


class MessageStatus(enum.StrEnum):
    """Where a mail stands; *unknown*: the connection broke after DATA, the same bytes are tried again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: States in which a mail may still go out and holds back later mails about the same thing.
UNFINISHED = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNKNOWN)


class OutboxMessage(Base):
    """A finished mail: a retry sends these bytes with this Message-ID, whatever has changed since."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index("ix_outbox_message_status_next_try_at", "status", "next_try_at"),
        sa.Index("ix_outbox_message_about_id", "about", "id"),
        sa.Index(
            "ix_outbox_message_finished_at",
            "finished_at",
            sqlite_where=sa.text("payload IS NOT NULL"),
            postgresql_where=sa.text("payload IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    #: What makes this mail the same mail; a second one with the same key is not made.
    dedup_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    #: Without angle brackets (RFC 5322 3.6.4).
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    #: Name of the mail's template folder, such as `registration_confirmed`.
    kind: Mapped[str] = mapped_column(sa.String(60))
    #: Public id of what it is about; mails with the same one leave in order, one at a time.
    about: Mapped[str] = mapped_column(sa.String(40))
    recipient: Mapped[str] = mapped_column(sa.String(254), index=True)
    #: Envelope sender, to which a bounce comes; From may be another.
    sender: Mapped[str] = mapped_column(sa.String(254))
    status: Mapped[MessageStatus] = mapped_column(word(MessageStatus), default=MessageStatus.QUEUED)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime())
    #: After this instant it is no use any more (a reminder: the start).
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    #: While *sending*: until when the worker that claimed it may be trusted to be alive.
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Which claim holds it, so that a worker whose lease ran out cannot mark another's.
    lease_token: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: What the mail server said last, shown to organisers.
    server_answer: Mapped[str | None] = mapped_column(sa.String(500), default=None)
    #: Public id of the mailing it is part of.
    batch: Mapped[str | None] = mapped_column(sa.String(40), default=None, index=True)
    #: The whole mail; emptied some time after it is sent or given up. The last column, because SQLite reads
    #: through a large value to reach those behind it.
    payload: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)


class ReceivedMessage(Base):
    """What became of one mail in the mailbox; its content is not kept."""

    __tablename__ = "received_message"
    __table_args__ = (sa.Index("ix_received_message_event_id_received_at", "event_id", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    #: The same for the same mail delivered twice, so that it is handled once.
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: What it is: calendar, bounce, auto_reply, letter.
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: What was done with it, and why.
    action: Mapped[str] = mapped_column(sa.String(20))
    why: Mapped[str] = mapped_column(sa.String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    #: Public id of what it is about; empty where nobody knows.
    about: Mapped[str] = mapped_column(sa.String(40), default="", index=True)
    #: The event, so that an event's answers are one query.
    event_id: Mapped[int | None] = mapped_column(default=None)
    #: What the calendar answered: ACCEPTED, DECLINED, … (RFC 5545 3.2.12).
    answer: Mapped[str] = mapped_column(sa.String(20), default="")
    #: What the person wrote beside it; goes with the person, or after a month.
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    sender: Mapped[str] = mapped_column(sa.String(254), default="")
    #: When somebody has decided on what is held.
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: What our own server said of the sender: proven, not_proven, missing, unreadable; empty: it was not asked.
    proof: Mapped[str] = mapped_column(sa.String(20), default="")


class WorkerBeat(Base):
    """The last sign of life of the worker; one row."""

    __tablename__ = "worker_beat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class MailBreaker(Base):
    """Circuit breaker of outgoing mail, open while there is a row: one for the connection, one for each sender."""

    __tablename__ = "mail_breaker"

    #: Envelope sender whose mails the server refuses; empty: it cannot be used at all.
    sender: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    #: No mail is tried before this instant, and then one.
    waits_until: Mapped[datetime] = mapped_column(UtcDateTime())
    #: Failures in a row.
    failures: Mapped[int] = mapped_column(default=0)
    #: The server's words, or what went wrong on the way to it; names no recipient.
    answer: Mapped[str] = mapped_column(sa.String(500), default="")


class Installation(Base):
    """What holds for all processes: the UID domain, whether mail is held, and how the mailbox fares; one row."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid_domain: Mapped[str] = mapped_column(sa.String(200))
    is_mail_held: Mapped[bool] = mapped_column(default=False)
    #: When a visit to the mailbox last went well, to the minute, and what is wrong with it since; empty: nothing.
    mailbox_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    mailbox_fault: Mapped[str] = mapped_column(sa.String(200), default="")
