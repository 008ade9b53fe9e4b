"""Sending everybody an event's title and texts as they are now, which no edit of them does by itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.audit.services import Actor, record_action
from eventapp.changes.plans import Plan
from eventapp.core.errors import DomainError
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.registration_window import is_past
from eventapp.invitations.event_changes import count_invitees_to_tell, tell_invitees_of_change
from eventapp.registrations.event_changes import mark_changed, tell_of_change
from eventapp.registrations.event_news import EventChange
from eventapp.registrations.queries import count_active, list_active


class NothingToUpdate(DomainError):
    """Only what is published and has not been is in people's calendars."""

    sentence = _l("Uppdateringar skickas bara för evenemang som är publicerade och inte har varit.")


def plan_update(event: Event) -> Plan:
    """Return whom an update would reach, writing nothing; two queries."""
    with_address, without = count_active(event.id)
    return Plan(updates=with_address, calls=without, invitees=count_invitees_to_tell(event.id))


def may_send(event: Event) -> bool:
    """Tell whether there is anything to update."""
    return event.status is EventStatus.PUBLISHED and not is_past(event)


def send_update(event: Event, actor: Actor) -> Plan:
    """Send everybody on a claimed event, and everybody invited, its present texts; each entry's SEQUENCE rises.

    What was answered stands. Raises `NothingToUpdate`.
    """
    if not may_send(event):
        raise NothingToUpdate
    plan = plan_update(event)
    mark_changed(event)
    change = EventChange(old_start=event.starts_at, old_end=event.ends_at, is_new_text=True)
    tell_of_change(change, list_active(event.id))
    tell_invitees_of_change(event)
    record_action(actor, "send_update", record=("event", event.public_id), event_id=event.id)
    return plan
