"""Putting due reminders into the outbox: rendered first, queued in a short transaction, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from eventapp.core import clock
from eventapp.core.caches import Cache
from eventapp.events.kinds import EventStatus
from eventapp.events.queries import lock_event
from eventapp.messages.mail import Mail
from eventapp.messages.services import enqueue
from eventapp.registrations.models import Registration
from eventapp.reminders.mail import join_link, reminder
from eventapp.reminders.queries import DueReminder, list_due, list_people, list_still_due

logger = logging.getLogger(__name__)

_said = Cache("said")


@dataclass(frozen=True)
class PreparedReminder:
    """A reminder's mail, ready to be queued."""

    due: DueReminder
    registration_id: int
    public_id: str
    mail: Mail
    not_after: datetime


def prepare_due_reminders(batch: int = 200) -> list[PreparedReminder]:
    """Render at most so many due reminders; only reads, so that nothing slow happens while others wait to write.

    A person whose mail cannot be rendered is logged and passed over, now and in every later batch.
    """
    prepared: list[PreparedReminder] = []
    for due in list_due():
        for registration in _people(due, batch):
            one = _prepare(due, registration)
            if one is not None:
                prepared.append(one)
            if len(prepared) == batch:
                return prepared
    return prepared


def enqueue_prepared(prepared: Sequence[PreparedReminder]) -> int:
    """Queue the prepared reminders that are still due, each event locked; returns how many."""
    queued = 0
    for due, group in groupby(prepared, key=lambda one: one.due):
        ready = {one.registration_id: one for one in group}
        event = lock_event(due.event_id)
        is_as_before = event.status is EventStatus.PUBLISHED and event.starts_at == due.starts_at
        if not is_as_before or due.starts_at <= clock.now():
            continue
        still_due = list_still_due(due, ready)
        queued += sum(_enqueue(one) for id_, one in ready.items() if id_ in still_due)
    return queued


def enqueue_due_reminders(batch: int = 200) -> int:
    """Queue at most so many due reminders in the running transaction; returns how many."""
    return enqueue_prepared(prepare_due_reminders(batch))


def _people(due: DueReminder, batch: int) -> Iterable[Registration]:
    last_id = 0
    while people := list_people(due, limit=batch, after_id=last_id):
        yield from people
        last_id = people[-1].id


def _prepare(due: DueReminder, registration: Registration) -> PreparedReminder | None:
    build = join_link if due.is_online_only else reminder
    try:
        mail = build(registration)
    except Exception as error:  # noqa: BLE001 (one person's mail must never stop the others')
        _say_once(due.dedup_key(registration.public_id), type(error).__name__)
        return None
    return PreparedReminder(due, registration.id, registration.public_id, mail, due.not_after(registration))


def _say_once(key: str, error: str) -> None:
    """Log what cannot be rendered, without a name, and not again every ten seconds until the event."""
    if key not in _said:
        _said.put(key, True)
        logger.error("%s cannot be rendered: %s", key, error)


def _enqueue(one: PreparedReminder) -> bool:
    message = enqueue(
        one.mail,
        dedup_key=one.due.dedup_key(one.public_id),
        about=one.public_id,
        not_after=one.not_after,
    )
    return message is not None
