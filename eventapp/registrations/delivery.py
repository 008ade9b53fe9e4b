"""The mails of an event's people as their hosts read them: how far each has come, and what can be done about it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.hosted import Scope
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.resending import OutOfDate, send_again
from eventapp.registrations.models import Registration

#: A mail that should have left so long ago is stuck.
STUCK_AFTER = timedelta(minutes=5)

#: Invited people stand below this slice, so their table is named as the database names it.
_invitee = sa.table(
    "invitee", *(sa.column(name) for name in ("public_id", "event_id", "federation_id", "name", "email"))
)


class MailState(enum.StrEnum):
    """What an organiser narrows the mails to, as it stands in the address."""

    FAILED = "misslyckade"
    UNCLEAR = "oklara"
    WAITING = "i-ko"
    SENT = "lamnade"
    TAKEN_BACK = "aterkallade"


STATES: Mapping[MailState, tuple[MessageStatus, ...]] = {
    MailState.FAILED: (MessageStatus.FAILED,),
    MailState.UNCLEAR: (MessageStatus.UNKNOWN,),
    MailState.WAITING: (MessageStatus.QUEUED, MessageStatus.SENDING),
    MailState.SENT: (MessageStatus.SENT,),
    MailState.TAKEN_BACK: (MessageStatus.WITHDRAWN, MessageStatus.EXPIRED),
}
_RANK = sa.case(
    {status.value: rank for rank, group in enumerate(STATES.values()) for status in group},
    value=sa.cast(OutboxMessage.status, sa.String),
    else_=len(STATES),
)


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail and whom it is about."""

    public_id: str
    kind: str
    recipient: str
    status: MessageStatus
    created_at: datetime
    next_try_at: datetime
    attempts: int
    leased_until: datetime | None
    not_after: datetime | None
    server_answer: str | None
    has_content: bool
    #: Public id of the registration or of the invited person, and which of them.
    about: str
    about_kind: str
    name: str
    #: The address the person has now.
    address: str

    @property
    def is_to_former_address(self) -> bool:
        """Whether the address has been corrected since."""
        return self.recipient != self.address

    @property
    def is_stuck(self) -> bool:
        """Whether it should have left long ago."""
        waits = self.status in {MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNKNOWN}
        return waits and self.created_at < clock.now() - STUCK_AFTER

    @property
    def is_retried(self) -> bool:
        """Whether it has been tried and waits for the next try."""
        return self.attempts > 0 and self.status in {MessageStatus.QUEUED, MessageStatus.UNKNOWN}

    @property
    def can_be_sent_again(self) -> bool:
        """Whether a button may send the same octets again: they are there, still of use, and to the right address."""
        now = clock.now()
        is_new = self.status is MessageStatus.QUEUED and not (self.is_retried or self.is_stuck)
        is_held = self.status is MessageStatus.SENDING and (self.leased_until or now) > now
        return (
            self.has_content
            and not (self.is_to_former_address or is_new or is_held)
            and self.status not in {MessageStatus.WITHDRAWN, MessageStatus.EXPIRED}
            and (self.not_after is None or self.not_after > now)
        )


def list_mails(scope: Scope, state: MailState | None, page: int = 1) -> Page[MailRow]:
    """Return one page of the mails of those whom a host may see: failed first, then unclear, newest first. One query.

    A page beyond the last is the last.
    """
    statement, _people = _mails(scope)
    if state is not None:
        statement = statement.where(OutboxMessage.status.in_(STATES[state]))
    statement = statement.order_by(_RANK, OutboxMessage.id.desc())
    return read_page(statement, page).map(_row)


def list_mails_of(scope: Scope, about: str) -> list[MailRow]:
    """Return the mails about one person whom a host may see, newest first. One query."""
    statement, people = _mails(scope)
    rows = db.session.execute(statement.where(people.c.public_id == about).order_by(OutboxMessage.id.desc()))
    return [_row(row) for row in rows]


def count_mails(scope: Scope) -> dict[MailState, int]:
    """Return how many mails are in each state. One query."""
    people = _people(scope)
    query = (
        sa.select(OutboxMessage.status, sa.func.count())
        .join(people, people.c.public_id == OutboxMessage.about)
        .group_by(OutboxMessage.status)
    )
    found = {row[0]: row[1] for row in db.session.execute(query)}
    return {state: sum(found.get(status, 0) for status in group) for state, group in STATES.items()}


def resend(scope: Scope, public_id: str, actor: Actor) -> MailRow:
    """Send a mail of a host's people again, the same octets; returns it as it was.

    Raises NotFound for others' mails, `OutOfDate` for one to a former address, and the errors of `send_again`.
    """
    statement, _people = _mails(scope)
    found = db.session.execute(statement.where(OutboxMessage.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    row = _row(found)
    if row.is_to_former_address:
        raise OutOfDate
    send_again(public_id)
    record, details = (row.about_kind, row.about), {"mail": row.kind, "status": row.status.value}
    record_action(actor, "send_mail_again", record=record, event_id=scope.event.id, details=details)
    return row


def _people(scope: Scope) -> sa.Subquery:
    registered = sa.select(
        Registration.public_id,
        Registration.name,
        Registration.email,
        sa.literal("registration").label("about_kind"),
    ).where(Registration.event_id == scope.event.id, scope.covers(Registration.federation_id.expression))
    invited = sa.select(
        _invitee.c.public_id, _invitee.c.name, _invitee.c.email, sa.literal("invitee").label("about_kind")
    ).where(_invitee.c.event_id == scope.event.id, scope.covers(_invitee.c.federation_id))
    return sa.union_all(registered, invited).subquery("people")


def _mails(scope: Scope) -> tuple[sa.Select[Any], sa.Subquery]:
    people = _people(scope)
    columns: list[Any] = [
        OutboxMessage.public_id,
        OutboxMessage.kind,
        OutboxMessage.recipient,
        OutboxMessage.status,
        OutboxMessage.created_at,
        OutboxMessage.next_try_at,
        OutboxMessage.attempts,
        OutboxMessage.leased_until,
        OutboxMessage.not_after,
        OutboxMessage.server_answer,
        OutboxMessage.payload.is_not(None),
        people.c.public_id,
        people.c.about_kind,
        people.c.name,
        people.c.email,
    ]
    return sa.select(*columns).join(people, people.c.public_id == OutboxMessage.about), people


def _row(row: Sequence[Any]) -> MailRow:
    return MailRow(*row)
