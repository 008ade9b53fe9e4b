"""Taking people away from everywhere at once; the numbers that stay are counted first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.part_models import SeatPool
from eventapp.invitations.models import Invitee
from eventapp.messages.models import UNFINISHED, MessageStatus, OutboxMessage, ReceivedMessage
from eventapp.privacy.models import What
from eventapp.privacy.statistics import count_into_statistics
from eventapp.registrations.models import Answer, OwnFeed, Registration, SeatHold

#: People taken away in one transaction: others who write wait for it.
BATCH = 200
#: Begins the key of a mail that its owner still gets although all else about them has gone.
LAST_MAIL = "erased:"


def list_people(condition: sa.ColumnElement[bool]) -> Sequence[Any]:
    """Return one batch of people with what their removal needs, and no names."""
    query = sa.select(
        Registration.id,
        Registration.public_id,
        Registration.email,
        Registration.calendar_entry_id,
        Registration.federation_id,
        Registration.status,
        Registration.mode,
        Registration.role,
        Registration.attended_at,
        Registration.created_at,
    )
    return db.session.execute(query.where(condition).order_by(Registration.id).limit(BATCH)).all()


def remove_people(event_id: int, people: Sequence[Any]) -> Counter[What]:
    """Delete these people of a locked event and all that hangs on them; returns how much of what.

    Their mails are emptied but for those named by `LAST_MAIL`. Constant number of queries.
    """
    ids = [person.id for person in people]
    public_ids = [person.public_id for person in people]
    db.session.flush()
    count_into_statistics(event_id, people)
    taken = Counter(
        {
            What.LOG_DETAILS: _run(_empty_log(public_ids)),
            What.MAIL_ADDRESSES: _run(_empty_mails(public_ids)),
            What.REPLIES: empty_replies(public_ids),
            What.ANSWERS: _run(sa.delete(Answer).where(Answer.registration_id.in_(ids))),
        }
    )
    _run(sa.delete(SeatHold).where(SeatHold.registration_id.in_(ids)))
    _run(_recount_seats(event_id))
    taken[What.REGISTRATIONS] = _run(sa.delete(Registration).where(Registration.id.in_(ids)))
    taken[What.CALENDAR] = _run(_delete_entries(people))
    _run(sa.delete(OwnFeed).where(~sa.exists().where(Registration.email_key == OwnFeed.email_key)))
    return taken


def emptied_mail() -> dict[str, Any]:
    """Return the values of a mail of which nothing personal is left; one that waited goes nowhere any more."""
    return {
        "recipient": "",
        "server_answer": None,
        "payload": None,
        "about": "",
        "dedup_key": sa.literal("purged:") + OutboxMessage.public_id,
        "status": sa.case(
            (OutboxMessage.status.in_(UNFINISHED), MessageStatus.WITHDRAWN), else_=OutboxMessage.status
        ),
        "finished_at": sa.func.coalesce(OutboxMessage.finished_at, clock.now()),
        "leased_until": None,
        "lease_token": None,
    }


def emptied_reply() -> dict[str, Any]:
    """Return the values of an answer of which nothing personal is left; that it has been handled stays known."""
    return {"sender": "", "comment": ""}


def has_reply_words() -> sa.ColumnElement[bool]:
    """Return the condition on an answer that says whose it is or what they wrote."""
    return sa.or_(ReceivedMessage.sender != "", ReceivedMessage.comment != "")


def empty_replies(public_ids: Sequence[str]) -> int:
    """Take out of the answers of people what they wrote, and whose the answers are; returns how many."""
    theirs = ReceivedMessage.about.in_(public_ids)
    return _run(sa.update(ReceivedMessage).where(theirs).values(about="", **emptied_reply()))


def is_last_mail() -> sa.ColumnElement[bool]:
    """Return the condition on a mail that is all that is left of an erased registration."""
    return OutboxMessage.dedup_key.startswith(LAST_MAIL)


def _empty_mails(public_ids: Sequence[str]) -> sa.Update:
    mine = sa.and_(OutboxMessage.about.in_(public_ids), ~is_last_mail())
    return sa.update(OutboxMessage).where(mine).values(emptied_mail())


def _empty_log(public_ids: Sequence[str]) -> sa.Update:
    """Leave in the trail who did what and when, no longer with what."""
    about_them = sa.and_(
        AuditEntry.record_kind == "registration",
        AuditEntry.record_id.in_(public_ids),
        sa.cast(AuditEntry.details, sa.Text) != "{}",
    )
    return sa.update(AuditEntry).where(about_them).values(details={})


def _recount_seats(event_id: int) -> sa.Update:
    held = sa.select(sa.func.count()).where(SeatHold.pool_id == SeatPool.id).scalar_subquery()
    return sa.update(SeatPool).where(SeatPool.event_id == event_id).values(taken=held)


def _delete_entries(people: Sequence[Any]) -> sa.Delete:
    """Delete their calendar entries, also those of before they cancelled and came back."""
    used = sa.or_(
        sa.exists().where(Registration.calendar_entry_id == CalendarEntry.id),
        sa.exists().where(Invitee.calendar_entry_id == CalendarEntry.id),
    )
    addresses = {person.email for person in people} - {""}
    entry_ids = [person.calendar_entry_id for person in people if person.calendar_entry_id is not None]
    # Whose address was corrected has left an entry without one.
    theirs = sa.or_(CalendarEntry.id.in_(entry_ids), CalendarEntry.address.in_({*addresses, ""}))
    return sa.delete(CalendarEntry).where(theirs, ~used)


def _run(statement: sa.Update | sa.Delete) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
