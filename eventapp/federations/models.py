"""Federations and what they have undertaken; organisers, their roles and sign-ins."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.database import Base, UtcDateTime, word


class Federation(Base):
    """An organisation that hosts events; the boundary for roles."""

    __tablename__ = "federation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    short_name: Mapped[str] = mapped_column(sa.String(80))
    municipalities: Mapped[str] = mapped_column(sa.String(300), default="")
    #: Besides the municipalities: Arbetsförmedlingen, Försäkringskassan, Region Stockholm.
    member_parties: Mapped[str] = mapped_column(sa.String(500), default="")
    site_url: Mapped[str | None] = mapped_column(sa.String(300), default=None)

    is_signer: Mapped[bool] = mapped_column(default=False)
    #: May be unknown also for a signer.
    signed_on: Mapped[date | None] = mapped_column(default=None)
    #: Who signed, as history: *Catarina Örtengren, förbundschef 2021*.
    signatory: Mapped[str | None] = mapped_column(sa.String(200), default=None)

    phone: Mapped[str] = mapped_column(sa.String(60), default="")
    #: For those with a protected identity; while empty they call the office.
    help_line: Mapped[str] = mapped_column(sa.String(60), default="")
    office_address: Mapped[str] = mapped_column(sa.String(300), default="")
    office_email: Mapped[str] = mapped_column(sa.String(254), default="")
    #: Own address for calendar answers; None: the installation's.
    reply_address: Mapped[str | None] = mapped_column(sa.String(254), default=None)
    #: False: *svar läses inte*, invitations go out as PUBLISH.
    reads_answers: Mapped[bool] = mapped_column(default=True)
    data_protection_officer: Mapped[str] = mapped_column(sa.String(300), default="")
    #: *Gallringsbeslut: dnr, datum*; without it nothing is published.
    retention_decision: Mapped[str] = mapped_column(sa.String(300), default="")
    #: Raised by every edit, so that the second of two organisers is told instead of overwriting.
    version: Mapped[int] = mapped_column(default=1)
    #: Field group -> seed, public or sample.
    provenance: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default_factory=dict)

    @property
    def protected_phone(self) -> str:
        """The number for people with a protected identity."""
        return self.help_line or self.phone


class Commitment(Base):
    """One version of what a federation has undertaken: a summary point by point, or its full text."""

    __tablename__ = "commitment"
    __table_args__ = (sa.UniqueConstraint("federation_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(sa.String(200))
    #: The federation's own words (Markdown); while empty the points are shown, called a summary.
    full_text: Mapped[str | None] = mapped_column(sa.Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    points: Mapped[list[CommitmentPoint]] = relationship(
        default_factory=list, repr=False, order_by="CommitmentPoint.position", cascade="all, delete-orphan"
    )


class CommitmentPoint(Base):
    """One point of a commitment, in our summary, with what has been done on it."""

    __tablename__ = "commitment_point"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id", ondelete="CASCADE"), init=False)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    done: Mapped[str] = mapped_column(sa.Text, default="")
    #: The `done` text is invented for the demo.
    is_done_sample: Mapped[bool] = mapped_column(default=False)


class Role(enum.StrEnum):
    """What an organiser may do in one federation, from most to least."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
    DOOR = "door"


class Organiser(Base):
    """A person who signs in to run events."""

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    #: argon2id; None until the person has chosen a password.
    password_hash: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    #: May keep federations and settings; sees no people.
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    memberships: Mapped[list[Membership]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan"
    )


class Membership(Base):
    """An organiser's role in one federation."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("organiser_id", "federation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), init=False)
    federation_id: Mapped[int] = mapped_column(sa.ForeignKey("federation.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    #: What the federation called them when it invited them; their name elsewhere is not its to know.
    invited_name: Mapped[str] = mapped_column(sa.String(200), default="")


class SignIn(Base):
    """A session of an organiser; ending the row ends the session."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    #: Hash of the cookie's random value.
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Came by a one-time link, and so may choose a password without knowing the old one.
    is_by_link: Mapped[bool] = mapped_column(default=False)


class SignInLink(Base):
    """A one-time link to sign in or to choose a password; random, stored hashed."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    #: Whose invitation it is; None for a lost password's and the operator's. What one sends, another does not end.
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id", ondelete="CASCADE"), default=None
    )
