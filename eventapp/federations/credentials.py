"""What one change of an organiser's credentials revokes of the older rights to come in, all in one table."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.federations.models import Organiser, SignIn, SignInLink

#: A session ends when nothing was done in it for so long, and at the latest so long after it began.
IDLE_LIMIT = timedelta(hours=12)
SESSION_LIFETIME = timedelta(days=14)


class Change(enum.Enum):
    """What happens to an organiser's credentials."""

    PASSWORD_CHOSEN = "a password chosen by themselves"  # noqa: S105 (a word)
    SIGNED_OUT_ELSEWHERE = "signed out everywhere else"
    OPERATOR_PASSWORD = "a password set by the operator"  # noqa: S105 (a word)
    OPERATOR_LINK = "a link made by the operator"
    LINK_MADE = "a newer link of the same origin"
    ROLE_TAKEN = "one of several roles taken"
    LAST_ROLE_TAKEN = "the last role taken"


class Sessions(enum.Enum):
    """Which sessions end."""

    NONE = "none"
    OTHERS = "all but the one in which it happens"
    ALL = "all"


class Links(enum.Enum):
    """Which unused links end."""

    #: A federation's invitations, or those that no federation has sent: a lost password's and the operator's.
    SAME_ORIGIN = "of the same origin"
    ALL = "all"


@dataclass(frozen=True)
class Revoked:
    """The older rights that end with one change."""

    sessions: Sessions
    links: Links


REVOKED = {
    Change.PASSWORD_CHOSEN: Revoked(Sessions.OTHERS, Links.ALL),
    Change.SIGNED_OUT_ELSEWHERE: Revoked(Sessions.OTHERS, Links.ALL),
    Change.OPERATOR_PASSWORD: Revoked(Sessions.ALL, Links.ALL),
    Change.OPERATOR_LINK: Revoked(Sessions.NONE, Links.ALL),
    # Anybody can ask for a link to a known address: that must not take another federation's invitation away.
    Change.LINK_MADE: Revoked(Sessions.NONE, Links.SAME_ORIGIN),
    Change.ROLE_TAKEN: Revoked(Sessions.NONE, Links.SAME_ORIGIN),
    Change.LAST_ROLE_TAKEN: Revoked(Sessions.ALL, Links.ALL),
}


def revoke(
    change: Change, organiser_id: int, *, keep: int | None = None, federation_id: int | None = None
) -> None:
    """End what a change revokes: sessions but the one to `keep`, links of all origins or of one federation.

    Who signs in at the same moment comes before it, and is shut out, or after it.
    """
    db.session.execute(sa.select(Organiser.id).where(Organiser.id == organiser_id).with_for_update())
    revoked = REVOKED[change]
    if revoked.sessions is not Sessions.NONE:
        end_sessions(organiser_id, keep=keep if revoked.sessions is Sessions.OTHERS else None)
    unused = [SignInLink.organiser_id == organiser_id, SignInLink.used_at.is_(None)]
    if revoked.links is Links.SAME_ORIGIN:
        unused.append(SignInLink.federation_id.is_not_distinct_from(federation_id))
    db.session.execute(sa.update(SignInLink).where(*unused).values(used_at=clock.now()))


def end_sessions(organiser_id: int, *, keep: int | None = None, only: int | None = None) -> None:
    """End an organiser's sessions: all of them, all but one, or one of them."""
    theirs = [SignIn.organiser_id == organiser_id, SignIn.ended_at.is_(None)]
    if keep is not None:
        theirs.append(SignIn.id != keep)
    if only is not None:
        theirs.append(SignIn.id == only)
    db.session.execute(sa.update(SignIn).where(*theirs).values(ended_at=clock.now()))


def lock_organiser(organiser_id: int) -> Organiser:
    """Return an organiser as they are, and let nobody else change or use their credentials meanwhile."""
    query = sa.select(Organiser).where(Organiser.id == organiser_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def is_open() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for a session that still opens pages."""
    now = clock.now()
    return (
        SignIn.ended_at.is_(None),
        SignIn.last_seen_at > now - IDLE_LIMIT,
        SignIn.created_at > now - SESSION_LIFETIME,
    )
