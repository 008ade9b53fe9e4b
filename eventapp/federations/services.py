"""Organisers: letting them in, signing them in and out, their passwords."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM, organiser_actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import clear_hits, count_hit, hits
from eventapp.core.text import email_key
from eventapp.core.tokens import secret_digest
from eventapp.federations.errors import LinkExpired, NotAnAddress, TooManyTries, UnknownFederation
from eventapp.federations.models import Federation, Membership, Organiser, Role, SignIn, SignInLink

#: How many tries go through before the first wait. Many people share one network, so it may try more.
ADDRESS_TRY = "sign-in address"
NETWORK_FAILURE = "sign-in network"
FREE_TRIES = {ADDRESS_TRY: 5, NETWORK_FAILURE: 30}
LONGEST_WAIT = timedelta(minutes=30)
TRIES_KEPT = timedelta(hours=24)
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

    Raises `NotAnAddress` and `UnknownFederation`.
    """
    address = email_key(email)
    if "@" not in address.strip("@") or any(sign.isspace() for sign in address):
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
    record_action(SYSTEM, "let_in", record=("organiser", str(organiser.id)), details={"role": role or ""})
    return organiser


def make_sign_in_link(organiser: Organiser, lifetime: timedelta = LINK_LIFETIME) -> str:
    """Return the secret of a new one-time link; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    db.session.add(
        SignInLink(
            organiser_id=organiser.id,
            secret_hash=secret_digest(secret),
            expires_at=clock.now() + lifetime,
        )
    )
    db.session.flush()
    return secret


def count_try(email: str, network: str) -> None:
    """Count one try to sign in, or raise `TooManyTries` where the address or the network has to wait.

    Counted before the password is looked at, so that tries at the same moment count too.
    """
    waits = (_wait(ADDRESS_TRY, email_key(email)), _wait(NETWORK_FAILURE, network))
    if any(waits):
        raise TooManyTries(max(waits) // timedelta(minutes=1))
    count_hit(ADDRESS_TRY, email_key(email))


def count_failure(network: str) -> None:
    """Count one wrong password against the network; those of one address are counted by `count_try`."""
    count_hit(NETWORK_FAILURE, network)


def find_organiser(email: str) -> Organiser | None:
    """Return the organiser with that address."""
    return db.session.scalars(sa.select(Organiser).where(Organiser.email == email_key(email))).one_or_none()


def sign_in(organiser_id: int, *, renewed_hash: str | None = None, is_by_link: bool = False) -> str:
    """Begin a session and return the random value that the cookie is to hold.

    `renewed_hash` replaces a password hash made at an older cost.
    """
    organiser = db.session.get_one(Organiser, organiser_id)
    if renewed_hash:
        organiser.password_hash = renewed_hash
    clear_hits(ADDRESS_TRY, organiser.email)
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


def sign_in_by_link(secret: str) -> str:
    """Burn a one-time link and begin a session; raises `LinkExpired` the second time."""
    burn = sa.update(SignInLink).where(*_is_usable(secret)).values(used_at=clock.now())
    organiser_id = db.session.scalar(burn.returning(SignInLink.organiser_id))
    if organiser_id is None:
        raise LinkExpired
    return sign_in(organiser_id, is_by_link=True)


def end_sign_ins(organiser_id: int, *, keep: int | None = None, only: int | None = None) -> None:
    """End an organiser's sessions: all of them, all but one, or one of them."""
    theirs = [SignIn.organiser_id == organiser_id, SignIn.ended_at.is_(None)]
    if keep is not None:
        theirs.append(SignIn.id != keep)
    if only is not None:
        theirs.append(SignIn.id == only)
    db.session.execute(sa.update(SignIn).where(*theirs).values(ended_at=clock.now()))
    _note(organiser_id, "end_sign_ins")


def burn_links(organiser_id: int) -> None:
    """Let none of an organiser's unused one-time links work any more."""
    unused = (SignInLink.organiser_id == organiser_id, SignInLink.used_at.is_(None))
    db.session.execute(sa.update(SignInLink).where(*unused).values(used_at=clock.now()))


def rename_organiser(organiser_id: int, name: str) -> None:
    """Change what an organiser is called."""
    db.session.get_one(Organiser, organiser_id).name = name
    _note(organiser_id, "rename")


def sign_out(sign_in_id: int, organiser_id: int) -> None:
    """End one session."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=clock.now()))
    _note(organiser_id, "sign_out")


def set_password(organiser_id: int, password_hash: str, *, keep_sign_in: int) -> None:
    """Store a new password and end every other session of the organiser."""
    db.session.get_one(Organiser, organiser_id).password_hash = password_hash
    end_sign_ins(organiser_id, keep=keep_sign_in)
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


def _wait(what: str, who: str) -> timedelta:
    """Return how long to wait: twice as long for every try beyond the free ones, counted from the last."""
    beyond = hits(what, who, TRIES_KEPT) - FREE_TRIES[what]
    if beyond < 0:
        return timedelta(0)
    pause = min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_WAIT)
    return pause if hits(what, who, pause) else timedelta(0)


def _is_usable(secret: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SignInLink.secret_hash == secret_digest(secret),
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > clock.now(),
    )


def _note(organiser_id: int, action: str) -> None:
    record_action(organiser_actor(organiser_id), action, record=("organiser", str(organiser_id)))
