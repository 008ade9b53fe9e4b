"""Taking invited people's data away: with the event's other people, and when one of them wants it gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.invitations.services import forget_invitees
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.models import What
from eventapp.privacy.protocol import write_down
from eventapp.privacy.removal import BATCH, emptied_mail, empty_replies, is_last_mail
from eventapp.registrations.models import Registration


def list_invited(condition: sa.ColumnElement[bool]) -> Sequence[Invitee]:
    """Return one batch of invited people."""
    return db.session.scalars(sa.select(Invitee).where(condition).order_by(Invitee.id).limit(BATCH)).all()


def is_of(event_id: int, person: Any) -> sa.ColumnElement[bool]:
    """Return the condition on an invitee that they are who has a registration: by address, or by having made it."""
    theirs = Invitee.registration_id == person.id
    if person.email:
        theirs = sa.or_(theirs, Invitee.email_key == email_key(person.email))
    return sa.and_(Invitee.event_id == event_id, theirs)


def remove_invited(people: Sequence[Invitee]) -> Counter[What]:
    """Delete these people of a locked event and all that hangs on them; returns how much of what.

    Their mails are emptied but for last ones, and what the trail says of them loses its details.
    """
    public_ids = [invitee.public_id for invitee in people]
    mails = sa.update(OutboxMessage).where(OutboxMessage.about.in_(public_ids), ~is_last_mail())
    details = sa.update(AuditEntry).where(
        AuditEntry.record_kind == "invitee",
        AuditEntry.record_id.in_(public_ids),
        sa.cast(AuditEntry.details, sa.Text) != "{}",
    )
    return Counter(
        {
            What.MAIL_ADDRESSES: _run(mails.values(emptied_mail())),
            What.REPLIES: empty_replies(public_ids),
            What.LOG_DETAILS: _run(details.values(details={})),
            What.CALENDAR: forget_invitees(people),
            What.INVITEES: len(people),
        }
    )


def purge_invited(event: Event) -> bool:
    """Take away one batch of an event's list; tells whether there is more."""
    people = list_invited(Invitee.event_id == event.id)
    for what, number in remove_invited(people).items():
        write_down(what, number, event=event, days=event.retention_days)
    return len(people) == BATCH


def list_invitations(registration: Registration) -> Sequence[Invitee]:
    """Return what the list of an event says of who has a registration for it."""
    mine = is_of(registration.event_id, registration)
    return db.session.scalars(sa.select(Invitee).where(mine).order_by(Invitee.id)).all()


def _run(statement: sa.Update) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
