"""What reaches registrants when their event changes: moved, or called off."""

from __future__ import annotations

from datetime import datetime

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.messages.services import withdraw
from eventapp.registrations import mail
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.queries import list_active


def move_event(event_id: int, starts_at: datetime, ends_at: datetime, actor: Actor) -> int:
    """Move an event in time: every calendar follows, queued reminders are withdrawn and due anew.

    Returns how many people it concerns; who has no address is to be called.
    Raises ValueError unless the event has a date and the end follows the start.
    """
    event = lock_event(event_id)
    old_start, old_end = event.starts_at, event.ends_at
    if old_start is None or old_end is None or ends_at <= starts_at:
        raise ValueError("an event with a date is moved to a time that ends after it starts")
    if (old_start, old_end) == (starts_at, ends_at):
        return 0
    event.starts_at, event.ends_at = starts_at, ends_at
    _mark_changed(event)
    people = list_active(event_id)
    for registration in people:
        withdraw(registration.public_id, mail.REMINDER_KINDS)
        mail.event_moved(registration, old_start, old_end)
    times = {"from": old_start.isoformat(), "to": starts_at.isoformat()}
    record_action(actor, "move", record=("event", event.public_id), event_id=event.id, details=times)
    return len(people)


def cancel_event(event_id: int, reason: str, actor: Actor) -> int:
    """Call an event off: everybody is told, seats' entries leave the calendars, reminders are withdrawn.

    Returns how many people it concerns (who has no address is to be called); none the second time.
    """
    event = lock_event(event_id)
    if event.status is EventStatus.CANCELLED:
        return 0
    event.status, event.cancellation_reason = EventStatus.CANCELLED, reason
    event.cancelled_at = clock.now()
    _mark_changed(event)
    people = list_active(event_id)
    for registration in people:
        withdraw(registration.public_id, mail.REMINDER_KINDS)
        mail.event_cancelled(registration, had_seat=registration.status is RegistrationStatus.CONFIRMED)
    record_action(actor, "cancel", record=("event", event.public_id), event_id=event.id)
    return len(people)


def _mark_changed(event: Event) -> None:
    """Let the public calendar file show the change (SEQUENCE, RFC 5546 2.1.4)."""
    event.changed_at = clock.now()
    event.revision += 1
    db.session.flush()
