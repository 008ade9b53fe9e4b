"""Calling an event off, or deleting a draft that nobody has seen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.audit.services import Actor, record_action
from eventapp.changes.plans import Plan
from eventapp.changes.refusals import EventCalledOff
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.headcount import has_people
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.registration_window import is_past
from eventapp.invitations.event_changes import count_invitees_to_tell, tell_invitees_of_cancellation
from eventapp.registrations import event_changes
from eventapp.registrations.queries import count_active


class EventIsOver(DomainError):
    """What has taken place cannot be called off."""

    sentence = _l("Evenemanget har redan varit och kan inte ställas in.")


class NotDeletable(DomainError):
    """Only a draft that was never published and has nobody on it is deleted."""

    sentence = _l(
        "Evenemanget kan inte tas bort, för det har varit publicerat eller har någon på listan. Låt det vara ett"
        " utkast."
    )


def plan_cancelling(event: Event) -> Plan:
    """Return whom calling the event off would reach, writing nothing; two queries."""
    with_address, without = count_active(event.id)
    return Plan(updates=with_address, calls=without, invitees=count_invitees_to_tell(event.id))


def cancel_event(event: Event, reason: str, actor: Actor) -> Plan:
    """Call a claimed event off and tell everybody on it and everybody invited; returns whom it reached.

    Raises `EventCalledOff` the second time and `EventIsOver`.
    """
    if event.status is EventStatus.CANCELLED:
        raise EventCalledOff
    if is_past(event):
        raise EventIsOver
    with_address, without = count_active(event.id)
    event_changes.cancel_event(event.id, reason, actor)
    return Plan(updates=with_address, calls=without, invitees=tell_invitees_of_cancellation(event))


def is_deletable(event: Event) -> bool:
    """Tell whether an event is a draft that was never published and has nobody on it. One query."""
    is_unseen = event.status is EventStatus.DRAFT and event.published_at is None
    return is_unseen and not has_people(event.id)


def delete_draft(event: Event, actor: Actor) -> None:
    """Delete a claimed draft with all its parts; raises `NotDeletable`."""
    if not is_deletable(event):
        raise NotDeletable
    record_action(actor, "delete_draft", record=("event", event.public_id))
    db.session.delete(event)
    db.session.flush()
