"""What reaches registrants when their event changes: another time, place or way of attending, or called off."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.messages.mail import CalendarPart
from eventapp.messages.services import withdraw_all
from eventapp.registrations import event_mail, mail
from eventapp.registrations.event_news import EventChange
from eventapp.registrations.mode_seats import exchange_mode_seats
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.queries import list_active


def mark_changed(event: Event) -> None:
    """Let the public calendar file show a change of a locked event (SEQUENCE, RFC 5546 2.1.4)."""
    event.changed_at = clock.now()
    event.revision += 1
    db.session.flush()


def tell_of_change(
    change: EventChange,
    people: Collection[Registration],
    *,
    old_modes: Mapping[int, Mode] | None = None,
    withdrawals: Mapping[int, CalendarPart | None] | None = None,
) -> list[Registration]:
    """Tell those of a locked event's people whom a change reaches; queued reminders are withdrawn.

    The event is as it now is, and marked as changed. `old_modes` says how people attended, by id, where that is
    another way now; `withdrawals` holds what takes their entries out, made while there was a date.
    Returns whom it reached, also those without an address, who are to be called. However many there are, the
    database is asked the same number of questions.
    """
    modes, parts = old_modes or {}, withdrawals or {}
    reached = [one for one in people if change.reaches(modes.get(one.id, one.mode))]
    withdraw_all([one.public_id for one in reached], mail.REMINDER_KINDS)
    for one in reached:
        old_mode = modes.get(one.id, one.mode)
        event_mail.event_moved(one, change, old_mode=old_mode, withdrawal=parts.get(one.id))
    return reached


def withdraw_entries(people: Collection[Registration]) -> dict[int, CalendarPart | None]:
    """Return what takes each seat's entry out of the calendar; call before the event loses its date."""
    seated = [one for one in people if one.status is RegistrationStatus.CONFIRMED]
    return {one.id: event_mail.entry_withdrawal(one) for one in seated}


def move_to_only_mode(event_id: int, only: Mode, people: Collection[Registration]) -> dict[int, Mode]:
    """Move everybody on a locked event to the only way of attending that is left, with their seats.

    Returns how those of the people attended who have moved, by id. Raises `TooFewSeatsForMode`.
    """
    old_modes = {one.id: one.mode for one in people if one.mode is not only}
    other = Mode.ONLINE if only is Mode.ON_SITE else Mode.ON_SITE
    exchange_mode_seats(event_id, other, only)
    everybody = sa.update(Registration).where(Registration.event_id == event_id, Registration.mode == other)
    db.session.execute(everybody.values(mode=only), execution_options={"synchronize_session": "evaluate"})
    return old_modes


def cancel_event(event_id: int, reason: str, actor: Actor) -> int:
    """Call an event off: everybody is told, seats' entries leave the calendars, reminders are withdrawn.

    Returns how many people it concerns (who has no address is to be called); none the second time.
    """
    event = lock_event(event_id)
    if event.status is EventStatus.CANCELLED:
        return 0
    event.status, event.cancellation_reason = EventStatus.CANCELLED, reason
    event.cancelled_at = clock.now()
    mark_changed(event)
    people = list_active(event_id)
    withdraw_all([one.public_id for one in people], mail.REMINDER_KINDS)
    for registration in people:
        had_seat = registration.status is RegistrationStatus.CONFIRMED
        event_mail.event_cancelled(registration, had_seat=had_seat)
    record_action(actor, "cancel", record=("event", event.public_id), event_id=event.id)
    return len(people)
