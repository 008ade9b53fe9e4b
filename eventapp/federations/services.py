"""Organisers: letting them in, signing them in and out, their passwords."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM, organiser_actor, record_action
from eventapp.core import clock
from eventapp.core.addresses import is_mail_address, read_address
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.tokens import secret_digest
from eventapp.federations.credentials import Change, end_sessions, is_open, lock_organiser, revoke
from eventapp.federations.errors import (
    LinkExpired,
    NotAnAddress,
    SessionEnded,
    UnknownFederation,
    WrongPassword,
)
from eventapp.federations.models import Federation, Membership, Organiser, Role, SignIn, SignInLink

LINK_LIFETIME = timedelta(hours=24)


def create_organiser(
    email: str,
    federation_slug: str | None,
    role: Role | None,
    *,
    is_administrator: bool = False,
    name: str = "",
    password_hash: str | None = None,
) -> Organiser:
    """Let a person in with a role in a federation; an organiser who exists gets the role and what else is given.

    With a new password every session and link of before ends: so an intruder is shut out. Raises `NotAnAddress` and
    `UnknownFederation`.
    """
    address = email_key(read_address(email)[1])
    if not is_mail_address(address):
        raise NotAnAddress(email)
    organiser = db.session.scalars(sa.select(Organiser).where(Organiser.email == address)).one_or_none()
    if organiser is None:
        organiser = Organiser(email=address, name=name or address, created_at=clock.now())
        db.session.add(organiser)
    organiser.is_administrator = organiser.is_administrator or is_administrator
    organiser.password_hash = password_hash or organiser.password_hash
    if federation_slug and role:
        _give_role(organiser, federation_slug, role)
    db.session.flush()
    if password_hash:
        revoke(Change.OPERATOR_PASSWORD, organiser.id)
    record_action(SYSTEM, "let_in", record=("organiser", str(organiser.id)), details={"role": role or ""})
    return organiser


def make_sign_in_link(
    organiser: Organiser, lifetime: timedelta = LINK_LIFETIME, *, federation_id: int | None = None
) -> str:
    """Return the secret of a new one-time link; only its hash is kept, and those of before end.

    With `federation_id` it is that federation's invitation, and ends its earlier ones only.
    """
    revoke(Change.LINK_MADE, organiser.id, federation_id=federation_id)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        SignInLink(
            organiser_id=organiser.id,
            secret_hash=secret_digest(secret),
            expires_at=clock.now() + lifetime,
            federation_id=federation_id,
        )
    )
    db.session.flush()
    return secret


def make_operators_link(organiser: Organiser) -> str:
    """Return the secret of a link that the operator hands over: no link of before works beside it."""
    revoke(Change.OPERATOR_LINK, organiser.id)
    return make_sign_in_link(organiser)


def find_organiser(email: str) -> Organiser | None:
    """Return the organiser with that address."""
    return db.session.scalars(sa.select(Organiser).where(Organiser.email == email_key(email))).one_or_none()


def sign_in_by_password(organiser_id: int, checked: str, renewed_hash: str | None = None) -> str:
    """Begin a session with a password that fitted the hash `checked`; raises `WrongPassword` if it is another now.

    `renewed_hash` replaces a password hash made at an older cost.
    """
    organiser = lock_organiser(organiser_id)
    if organiser.password_hash != checked:
        raise WrongPassword
    if renewed_hash:
        organiser.password_hash = renewed_hash
    return sign_in(organiser_id)


def sign_in(organiser_id: int, *, is_by_link: bool = False) -> str:
    """Begin a session and return the random value that the cookie is to hold."""
    secret = secrets.token_urlsafe(32)
    at = clock.now()
    db.session.add(
        SignIn(
            organiser_id=organiser_id,
            secret_hash=secret_digest(secret),
            created_at=at,
            last_seen_at=at,
            is_by_link=is_by_link,
        )
    )
    _note(organiser_id, "sign_in")
    return secret


def find_link_owner(secret: str) -> int | None:
    """Return the id of the organiser whose link this is, None when it is used, too old or unknown."""
    return db.session.scalar(sa.select(SignInLink.organiser_id).where(*_is_usable(secret)))


def sign_in_by_link(secret: str) -> tuple[str, str]:
    """Burn a one-time link and begin a session; returns its value and whose it is, by address.

    Raises `LinkExpired` the second time.
    """
    owner_id = find_link_owner(secret)
    if owner_id is not None:
        lock_organiser(owner_id)
    burn = sa.update(SignInLink).where(*_is_usable(secret)).values(used_at=clock.now())
    organiser_id = db.session.scalar(burn.returning(SignInLink.organiser_id))
    if organiser_id is None:
        raise LinkExpired
    return sign_in(organiser_id, is_by_link=True), db.session.get_one(Organiser, organiser_id).email


def end_sign_ins(organiser_id: int, *, keep: int | None = None, only: int | None = None) -> None:
    """End an organiser's other sessions, and all links with them, or one session."""
    if only is None:
        revoke(Change.SIGNED_OUT_ELSEWHERE, organiser_id, keep=keep)
    else:
        end_sessions(organiser_id, keep=keep, only=only)
    _note(organiser_id, "end_sign_ins")


def rename_organiser(organiser_id: int, name: str) -> None:
    """Change what an organiser is called."""
    db.session.get_one(Organiser, organiser_id).name = name
    _note(organiser_id, "rename")


def sign_out(sign_in_id: int, organiser_id: int) -> None:
    """End one session."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=clock.now()))
    _note(organiser_id, "sign_out")


def set_password(organiser_id: int, password_hash: str, *, keep_sign_in: int) -> None:
    """Store a new password and end every other session and all links; raises `SessionEnded` if this one has ended."""
    organiser = lock_organiser(organiser_id)
    if not db.session.scalar(sa.select(SignIn.id).where(SignIn.id == keep_sign_in, *is_open())):
        raise SessionEnded
    organiser.password_hash = password_hash
    revoke(Change.PASSWORD_CHOSEN, organiser_id, keep=keep_sign_in)
    # From now on it is a password's session: the next change asks for the old one.
    db.session.execute(sa.update(SignIn).where(SignIn.id == keep_sign_in).values(is_by_link=False))
    _note(organiser_id, "set_password")


def _give_role(organiser: Organiser, federation_slug: str, role: Role) -> None:
    slugs = {each.slug: each.id for each in db.session.scalars(sa.select(Federation))}
    if federation_slug not in slugs:
        raise UnknownFederation(federation_slug, sorted(slugs))
    federation_id = slugs[federation_slug]
    held = next((each for each in organiser.memberships if each.federation_id == federation_id), None)
    if held is None:
        organiser.memberships.append(Membership(federation_id=federation_id, role=role))
    else:
        held.role = role


def _is_usable(secret: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SignInLink.secret_hash == secret_digest(secret),
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > clock.now(),
    )


def _note(organiser_id: int, action: str) -> None:
    record_action(organiser_actor(organiser_id), action, record=("organiser", str(organiser_id)))
