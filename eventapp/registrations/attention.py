"""Who on an event needs something done: an address that refuses mail, somebody to call."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import ACTIVE, PhoneAccess, Registration


def is_failing() -> sa.ColumnElement[bool]:
    """Return the condition on a registration whose address last refused a mail."""
    refused, later = aliased(OutboxMessage), aliased(OutboxMessage)
    came_through = sa.exists().where(
        later.about == refused.about,
        later.id > refused.id,
        later.recipient == refused.recipient,
        later.status == MessageStatus.SENT,
    )
    return sa.exists().where(
        refused.about == Registration.public_id,
        refused.recipient == Registration.email,
        refused.status == MessageStatus.FAILED,
        ~came_through,
    )


def has_to_be_called() -> sa.ColumnElement[bool]:
    """Return the condition on a registration of somebody whom nobody has told yet."""
    return sa.exists().where(
        PhoneAccess.registration_id == Registration.id, PhoneAccess.call_about.is_not(None)
    )


@dataclass(frozen=True, slots=True)
class ToDo:
    """How many of an event's people need something done."""

    failing: int
    to_call: int


def count_to_do(scope: Scope) -> ToDo:
    """Return how many active people's addresses refuse mail, and how many are to be called. One query."""
    seen = [Registration.event_id == scope.event.id, scope.covers(Registration.federation_id.expression)]
    active = sa.case((Registration.status.in_(ACTIVE), is_failing()), else_=sa.false())
    query = sa.select(
        sa.func.sum(sa.case((active, 1), else_=0)), sa.func.sum(sa.case((has_to_be_called(), 1), else_=0))
    ).where(*seen)
    failing, to_call = db.session.execute(query).one()
    return ToDo(failing or 0, to_call or 0)
