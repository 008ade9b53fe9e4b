"""Who may do what in a federation: inviting colleagues, changing their roles, taking them away."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import TooManyAttempts, count_hit, hits
from eventapp.core.text import email_key
from eventapp.federations import mail
from eventapp.federations.credentials import Change, revoke
from eventapp.federations.details import lock_federation
from eventapp.federations.errors import AlreadyMember, LastOwner
from eventapp.federations.models import Federation, Membership, Organiser, Role
from eventapp.federations.queries import count_owners
from eventapp.federations.services import find_organiser, make_sign_in_link
from eventapp.messages.services import enqueue

INVITATION_LIFETIME = timedelta(days=7)
#: One address gets at most so many invitations, whoever sends them.
INVITATION = "organiser invitation"
INVITATIONS_A_DAY = 5


def invite_member(
    federation_id: int, *, email: str, name: str, role: Role, actor: Actor, invited_by: str
) -> Membership:
    """Give somebody a role in a federation and mail them how to come in.

    Who is an organiser elsewhere keeps name and password. Raises `AlreadyMember` and `TooManyAttempts`.
    """
    federation = lock_federation(federation_id)
    organiser = find_organiser(email) or _new_organiser(email, name)
    if any(held.federation_id == federation_id for held in organiser.memberships):
        raise AlreadyMember
    membership = Membership(federation_id=federation_id, role=role, invited_name=name)
    organiser.memberships.append(membership)
    db.session.flush()
    _note(actor, "invite_organiser", organiser.id, federation, after=role)
    _send_invitation(federation, organiser, role, invited_by)
    return membership


def invite_again(federation_id: int, member_id: int, *, actor: Actor, invited_by: str) -> None:
    """Mail the invitation once more, with a new link; those of before work no longer. Raises `TooManyAttempts`."""
    federation, membership, organiser = _locked(federation_id, member_id)
    _note(actor, "invite_organiser_again", organiser.id, federation, after=membership.role)
    _send_invitation(federation, organiser, membership.role, invited_by)


def change_role(federation_id: int, member_id: int, role: Role, actor: Actor) -> None:
    """Give another role, from the person's next click on. Raises `LastOwner`."""
    federation, membership, organiser = _locked(federation_id, member_id)
    if membership.role is role:
        return
    _keep_an_owner(membership)
    before, membership.role = membership.role, role
    _note(actor, "change_role", organiser.id, federation, before=before, after=role)


def remove_member(federation_id: int, member_id: int, actor: Actor) -> None:
    """Take the role away and the federation's invitation with it, from the person's next click on.

    Without any role left all their sessions and links end.

    Raises `LastOwner`.
    """
    federation, membership, organiser = _locked(federation_id, member_id)
    _keep_an_owner(membership)
    before = membership.role
    organiser.memberships.remove(membership)
    db.session.flush()
    _note(actor, "take_role", organiser.id, federation, before=before)
    is_out = not organiser.memberships and not organiser.is_administrator
    change = Change.LAST_ROLE_TAKEN if is_out else Change.ROLE_TAKEN
    revoke(change, organiser.id, federation_id=federation_id)


def _new_organiser(email: str, name: str) -> Organiser:
    organiser = Organiser(email=email_key(email), name=name, created_at=clock.now())
    db.session.add(organiser)
    return organiser


def _locked(federation_id: int, member_id: int) -> tuple[Federation, Membership, Organiser]:
    """Return a membership as it is behind the federation's lock, so that two cannot remove each other."""
    federation = lock_federation(federation_id)
    theirs = (Membership.federation_id == federation_id, Membership.id == member_id)
    membership = db.session.scalars(
        sa.select(Membership).where(*theirs).execution_options(populate_existing=True)
    ).one()
    return federation, membership, db.session.get_one(Organiser, membership.organiser_id)


def _keep_an_owner(membership: Membership) -> None:
    if membership.role is Role.OWNER and count_owners(membership.federation_id) == 1:
        raise LastOwner


def _send_invitation(federation: Federation, organiser: Organiser, role: Role, invited_by: str) -> None:
    if hits(INVITATION, organiser.email, timedelta(days=1)) >= INVITATIONS_A_DAY:
        raise TooManyAttempts(24 * 60)
    count_hit(INVITATION, organiser.email)
    secret = (
        None
        if organiser.password_hash
        else make_sign_in_link(organiser, INVITATION_LIFETIME, federation_id=federation.id)
    )
    letter = mail.organiser_invited(
        federation,
        recipient=organiser.email,
        name=organiser.name,
        role=role,
        invited_by=invited_by,
        secret=secret,
        lifetime=INVITATION_LIFETIME,
    )
    now = clock.now()
    key = f"organiser_invited:{organiser.id}:{federation.id}:{now.timestamp()}"
    # With a password there is no link that could be dead.
    link_ends_at = now + INVITATION_LIFETIME if secret else None
    enqueue(letter, dedup_key=key, about=f"organiser-{organiser.id}", not_after=link_ends_at)


def _note(
    actor: Actor,
    action: str,
    organiser_id: int,
    federation: Federation,
    *,
    before: Role | None = None,
    after: Role | None = None,
) -> None:
    details = {"federation": federation.slug, "role": [before, after]}
    record_action(actor, action, record=("organiser", str(organiser_id)), details=details)
