"""Reading federations and what they have undertaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.federations.credentials import is_open
from eventapp.federations.models import (
    Commitment,
    Federation,
    Membership,
    Organiser,
    Role,
    SignIn,
    SignInLink,
)


def list_federations() -> list[Federation]:
    """Return all federations in the order of their short names."""
    return list(db.session.scalars(sa.select(Federation).order_by(Federation.short_name, Federation.id)))


def list_operators() -> list[Federation]:
    """Return the federation that runs the site; all of them where the setting names none that exists."""
    federations = list_federations()
    named = [one for one in federations if one.slug == current_app.config["OPERATING_FEDERATION"]]
    return named or federations


def get_federation_by_slug(slug: str) -> Federation:
    """Return a federation; raises `NotFound` where the slug is nobody's."""
    found = db.session.scalar(sa.select(Federation).where(Federation.slug == slug))
    if found is None:
        raise NotFound
    return found


def latest_commitment(federation_id: int) -> Commitment | None:
    """Return the newest version of a federation's commitment with its points; None where it has none."""
    query = (
        sa.select(Commitment)
        .where(Commitment.federation_id == federation_id)
        .order_by(Commitment.version.desc())
        .limit(1)
        .options(selectinload(Commitment.points))
    )
    return db.session.scalar(query)


@dataclass(frozen=True)
class Member:
    """Somebody with a role in a federation."""

    id: int
    role: Role
    organiser_id: int
    name: str
    email: str
    #: Has a password or a session: can come in without being invited anew.
    has_come_in: bool
    #: Until when the newest unused invitation works; None where there is none.
    invited_until: datetime | None


#: Under which name a federation knows a member.
_NAME = sa.func.coalesce(sa.func.nullif(Membership.invited_name, ""), Organiser.name)


def list_members(federation_id: int, page: int = 1) -> Page[Member]:
    """Return one page of those with a role in a federation, owners first, then by name. One query."""
    rank = sa.case(
        {role.value: number for number, role in enumerate(Role)}, value=sa.cast(Membership.role, sa.String)
    )
    statement = _members().where(Membership.federation_id == federation_id)
    in_order = statement.order_by(rank, _NAME, Organiser.email, Membership.id)
    return read_page(in_order, page).map(lambda row: Member(*row))


def get_member(federation_id: int, member_id: int) -> Member:
    """Return one of those with a role in a federation; raises `NotFound`."""
    theirs = (Membership.federation_id == federation_id, Membership.id == member_id)
    row = db.session.execute(_members().where(*theirs)).one_or_none()
    if row is None:
        raise NotFound
    return Member(*row)


def has_owner_inside(federation_id: int) -> bool:
    """Tell whether a federation has an owner who can come in, and so looks after its members itself."""
    owns = (Membership.federation_id == federation_id, Membership.role == Role.OWNER)
    query = sa.select(sa.literal(True)).select_from(Membership).join(Organiser).where(*owns, _has_come_in())
    return bool(db.session.scalar(query.limit(1)))


def count_owners(federation_id: int) -> int:
    """Return how many owners a federation has."""
    owns = (Membership.federation_id == federation_id, Membership.role == Role.OWNER)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Membership).where(*owns)) or 0


def owners_by_federation() -> dict[int, int]:
    """Return the number of owners by federation id; one query."""
    query = sa.select(Membership.federation_id, sa.func.count()).where(Membership.role == Role.OWNER)
    return dict(db.session.execute(query.group_by(Membership.federation_id)).all())


def list_sign_ins(organiser_id: int) -> Sequence[SignIn]:
    """Return an organiser's open sessions, the latest first."""
    query = sa.select(SignIn).where(SignIn.organiser_id == organiser_id, *is_open())
    return db.session.scalars(query.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())).all()


def _members() -> Any:
    usable = (
        SignInLink.organiser_id == Organiser.id,
        SignInLink.federation_id == Membership.federation_id,
        SignInLink.used_at.is_(None),
    )
    invited_until = sa.select(sa.func.max(SignInLink.expires_at)).where(
        *usable, SignInLink.expires_at > clock.now()
    )
    return sa.select(
        Membership.id,
        Membership.role,
        Organiser.id,
        _NAME,
        Organiser.email,
        _has_come_in(),
        invited_until.scalar_subquery(),
    ).join(Organiser, Organiser.id == Membership.organiser_id)


def _has_come_in() -> sa.ColumnElement[bool]:
    has_session = sa.exists().where(SignIn.organiser_id == Organiser.id)
    return sa.or_(Organiser.password_hash.is_not(None), has_session)


def list_reply_addresses() -> list[str]:
    """Return the reply addresses that federations have of their own, each once."""
    query = sa.select(Federation.reply_address).where(
        Federation.reads_answers, Federation.reply_address != ""
    )
    return [address for address in db.session.scalars(query.distinct()) if address]
