"""Putting people on the list, inviting and reminding them, and taking them off; each locks the event first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.events.registration_window import RegistrationState, registration_state
from eventapp.invitations import mail
from eventapp.invitations.intake import Candidate, Reason, Remark
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.invitations.queries import (
    federation_names,
    list_registered_keys,
    read_invitees,
)
from eventapp.invitations.standing import Standing, standing
from eventapp.messages.services import list_withdrawals, withdraw_all
from eventapp.registrations.errors import NotPublished
from eventapp.registrations.gates import require_open
from eventapp.registrations.models import ACTIVE, Registration

#: Nobody is reminded more often.
BETWEEN_REMINDERS = timedelta(days=2)
#: People invited in one transaction: others who write wait for it.
BATCH = 50


@dataclass(frozen=True)
class Added:
    """What became of a list: who is on it now for the first time, and what is to be said about rows."""

    number: int
    remarks: list[Remark]


def add_invitees(
    event_id: int, candidates: Sequence[Candidate], actor: Actor, shown_federations: Collection[int] | None
) -> Added:
    """Put people on the list; who is there already stays as they are. Four queries and the inserts.

    Who has signed up counts as having accepted; that is told only of those whom the host may see
    (`shown_federations`, None: all).
    """
    event = lock_event(event_id)
    known = set(db.session.scalars(sa.select(Invitee.email_key).where(Invitee.event_id == event_id)))
    registered = _registered(event_id, shown_federations)
    remarks = [Remark(row=one.row, reason=Reason.ON_LIST) for one in candidates if one.key in known]
    new = [one for one in candidates if one.key not in known]
    for one in new:
        registration_id = registered.get(one.key)
        db.session.add(_invitee(event, one, registration_id))
        if registration_id is not None:
            remarks.append(Remark(row=one.row, reason=Reason.REGISTERED))
    if new:
        _record(actor, "load_invitees", event, {"number": len(new)})
    db.session.flush()
    return Added(len(new), remarks)


def invite_people(event_id: int, ids: Collection[int], actor: Actor, batch: str) -> int:
    """Send those of these who have not been invited their invitation; returns how many.

    Constant number of queries but for the inserts. Raises `NotPublished` and `RegistrationNotOpen`.
    """
    event = lock_event(event_id)
    require_invitable(event)
    people = [invitee for invitee in read_invitees(ids) if invitee.invited_at is None]
    inviters = federation_names({invitee.federation_id for invitee in people})
    registered = list_registered_keys(event_id, [invitee.email_key for invitee in people])
    for invitee in people:
        inviter, is_registered = inviters[invitee.federation_id], invitee.email_key in registered
        mail.invitation(invitee, event, inviter, is_registered=is_registered, batch=batch)
        invitee.invited_at = clock.now()
    if people:
        _record(actor, "invite", event, {"number": len(people), "batch": batch})
    db.session.flush()
    return len(people)


def remind_people(event_id: int, ids: Collection[int], actor: Actor, batch: str) -> int:
    """Remind those of these who are silent and were not written to lately; returns how many.

    Constant number of queries but for the inserts. Raises `NotPublished` and `RegistrationNotOpen`.
    """
    event = lock_event(event_id)
    require_invitable(event)
    silent = set(
        db.session.scalars(
            sa.select(Invitee.id).where(Invitee.id.in_(ids), standing() == Standing.SILENT.value)
        )
    )
    people = [invitee for invitee in read_invitees(silent) if is_remindable(invitee)]
    inviters = federation_names({invitee.federation_id for invitee in people})
    for invitee in people:
        mail.invitation_reminder(invitee, event, inviters[invitee.federation_id], batch=batch)
        invitee.reminded_at = clock.now()
    if people:
        _record(actor, "remind_invitees", event, {"number": len(people), "batch": batch})
    db.session.flush()
    return len(people)


def is_invitable(event: Event) -> bool:
    """Tell whether people can be written to and sign up: the event is published and takes sign-ups."""
    is_published = event.status is EventStatus.PUBLISHED
    return is_published and registration_state(event) is RegistrationState.OPEN


def require_invitable(event: Event) -> None:
    """Raise `NotPublished` or `RegistrationNotOpen` unless people can be invited now."""
    if event.status is EventStatus.DRAFT:
        raise NotPublished
    require_open(event)


def is_remindable(invitee: Invitee) -> bool:
    """Tell whether somebody silent has been invited, and was not written to in the last two days."""
    latest = invitee.reminded_at or invitee.invited_at
    return latest is not None and latest <= clock.now() - BETWEEN_REMINDERS


def remove_invitees(event_id: int, ids: Collection[int], actor: Actor) -> int:
    """Take people off the list; an entry that waits in a calendar is withdrawn, with a mail. Returns how many.

    Registrations stay. Mails that were still to go are taken back. Constant number of queries but for the inserts.
    """
    event = lock_event(event_id)
    people = read_invitees(ids)
    abouts = [invitee.public_id for invitee in people]
    spare = list_withdrawals(abouts, ["invitation_changed"])
    withdraw_all(abouts, mail.INVITING_KINDS, spare=spare)
    for invitee in people:
        mail.invitation_withdrawn(invitee, event)
        record = ("invitee", invitee.public_id)
        record_action(actor, "remove_invitee", record=record, event_id=event_id)
    forget_invitees(people)
    return len(people)


def forget_invitees(people: Sequence[Invitee]) -> int:
    """Delete people and the calendar entries that nobody else goes on with; returns how many entries. Two queries."""
    db.session.flush()
    ids = [invitee.id for invitee in people]
    addresses = {invitee.email for invitee in people}
    _delete(sa.delete(Invitee).where(Invitee.id.in_(ids)))
    used = sa.or_(
        sa.exists().where(Registration.calendar_entry_id == CalendarEntry.id),
        sa.exists().where(Invitee.calendar_entry_id == CalendarEntry.id),
    )
    number = _delete(sa.delete(CalendarEntry).where(CalendarEntry.address.in_(addresses), ~used))
    db.session.expire_all()
    return number


def _registered(event_id: int, shown_federations: Collection[int] | None) -> dict[str, int]:
    """Return the active registrations whose owners a host may see, by address."""
    query = sa.select(Registration.email_key, Registration.id).where(
        Registration.event_id == event_id, Registration.status.in_(ACTIVE), Registration.email_key != ""
    )
    if shown_federations is not None:
        query = query.where(Registration.federation_id.in_(shown_federations))
    return {row.email_key: row.id for row in db.session.execute(query)}


def _invitee(event: Event, one: Candidate, registration_id: int | None) -> Invitee:
    is_registered = registration_id is not None
    return Invitee(
        public_id=new_public_id(),
        event_id=event.id,
        federation_id=one.federation_id,
        name=one.name,
        email=one.email,
        email_key=one.key,
        unit=one.unit,
        language=one.language,
        answer=InviteeAnswer.ACCEPTED if is_registered else InviteeAnswer.SILENT,
        answered_at=clock.now() if is_registered else None,
        created_at=clock.now(),
        registration_id=registration_id,
    )


def _record(actor: Actor, action: str, event: Event, details: dict[str, int | str]) -> None:
    record_action(actor, action, record=("event", event.public_id), event_id=event.id, details=details)


def _delete(statement: sa.Delete) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
