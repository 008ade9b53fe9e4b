"""Where an invited person stands: what they have answered, by form, by button, or by signing up some other way."""

from __future__ import annotations

import enum

import sqlalchemy as sa

from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.registrations.models import Registration, RegistrationStatus


class Standing(enum.StrEnum):
    """What counts as an answer: a registration before what was said."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    SILENT = "silent"


def standing(is_shown: sa.ColumnElement[bool] | None = None) -> sa.ColumnElement[str]:
    """Return where an invitee stands as a column; registrations that may not be shown are left out.

    Whoever cancels after having been put on the list has declined.
    """
    shown = sa.true() if is_shown is None else is_shown
    cancelled_since = sa.and_(
        Registration.status == RegistrationStatus.CANCELLED, Registration.cancelled_at >= Invitee.created_at
    )
    return sa.case(
        (
            _has(Registration.status.in_((RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)), shown),
            Standing.ACCEPTED.value,
        ),
        (_has(Registration.status == RegistrationStatus.WAITLISTED, shown), Standing.WAITING.value),
        (
            sa.or_(Invitee.answer == InviteeAnswer.DECLINED, _has(cancelled_since, shown)),
            Standing.DECLINED.value,
        ),
        else_=Standing.SILENT.value,
    )


def is_theirs() -> sa.ColumnElement[bool]:
    """Return the condition on a registration that it is an invitee's: by the address, or made through the link."""
    return sa.and_(
        Registration.event_id == Invitee.event_id,
        sa.or_(Registration.email_key == Invitee.email_key, Registration.id == Invitee.registration_id),
    )


def _has(state: sa.ColumnElement[bool], shown: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    # Two of them, since one condition with OR keeps SQLite from using the indexes.
    by_address = sa.exists().where(
        Registration.event_id == Invitee.event_id, Registration.email_key == Invitee.email_key, state, shown
    )
    by_link = sa.exists().where(Registration.id == Invitee.registration_id, state)
    return sa.or_(by_address.correlate(Invitee), by_link.correlate(Invitee))
