"""Which reminders are due, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus, Mode
from eventapp.events.models import CoHost, Event
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.reminders.models import ReminderRule
from eventapp.reminders.schedule import LONGEST_SHIFT, moment_of


@dataclass(frozen=True)
class DueReminder:
    """One rule whose moment has come for one event at one time."""

    event_id: int
    rule_key: str
    is_online_only: bool
    starts_at: datetime
    moment: datetime

    def dedup_key(self, public_id: str) -> str:
        """Return what makes a person's reminder the same reminder: registration, rule and start."""
        return f"reminder:{public_id}:{self._suffix}"

    @property
    def _suffix(self) -> str:
        return f"{self.rule_key}:{self.starts_at.astimezone(UTC).isoformat()}"

    def dedup_key_column(self) -> sa.ColumnElement[str]:
        """Return the same key as SQL, for a whole event's registrations at once."""
        return sa.literal("reminder:") + Registration.public_id + sa.literal(f":{self._suffix}")


def list_rules_for(registration: Registration) -> list[ReminderRule]:
    """Return the rules that can concern a person's registration, the earliest reminder first."""
    rules = _rules_by_event()
    mine = rules.get(registration.event_id) or rules.get(None, [])
    fitting = [rule for rule in mine if not rule.is_online_only or registration.mode is Mode.ONLINE]
    return sorted(fitting, key=lambda rule: -rule.minutes_before)


def list_due() -> list[DueReminder]:
    """Return every rule whose moment has come, of events that are to take place and have not begun. Two queries."""
    now = clock.now()
    rules = _rules_by_event()
    longest = max((rule.minutes_before for group in rules.values() for rule in group), default=0)
    events = db.session.execute(
        sa.select(Event.id, Event.starts_at, Event.timezone)
        .where(
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now,
            Event.starts_at <= now + timedelta(minutes=longest) + LONGEST_SHIFT,
        )
        .order_by(Event.starts_at, Event.id)
    )
    due = [
        DueReminder(event_id, rule.key, rule.is_online_only, starts_at, moment_of(rule, starts_at, timezone))
        for event_id, starts_at, timezone in events
        if starts_at is not None
        for rule in rules.get(event_id) or rules.get(None, [])
    ]
    return [one for one in due if one.moment <= now]


def list_people(due: DueReminder, *, limit: int, after_id: int = 0) -> Sequence[Registration]:
    """Return some of those who should get a reminder and have none yet, in order of id, with their event."""
    query = (
        sa.select(Registration)
        .where(
            _should_get(due),
            Registration.id > after_id,
            ~sa.exists().where(OutboxMessage.dedup_key == due.dedup_key_column()),
        )
        .order_by(Registration.id)
        .limit(limit)
        .options(
            selectinload(Registration.event).selectinload(Event.hosts).selectinload(CoHost.federation),
            selectinload(Registration.choices),
        )
    )
    return db.session.scalars(query).all()


def list_still_due(due: DueReminder, registration_ids: Collection[int]) -> set[int]:
    """Return those of the registrations that should get the reminder as things stand now."""
    query = sa.select(Registration.id).where(_should_get(due), Registration.id.in_(registration_ids))
    return set(db.session.scalars(query))


def _should_get(due: DueReminder) -> sa.ColumnElement[bool]:
    conditions = [
        Registration.event_id == due.event_id,
        Registration.status == RegistrationStatus.CONFIRMED,
        # Whoever signed up later has just had the confirmation, with the same facts.
        Registration.confirmed_at <= due.moment,
        # Without an address nobody is reminded; the host gave them the time by phone.
        Registration.email != "",
        sa.cast(Registration.muted_reminders, sa.Text).not_like(f'%"{due.rule_key}"%'),
    ]
    if due.is_online_only:
        conditions.append(Registration.mode == Mode.ONLINE)
    return sa.and_(*conditions)


def _rules_by_event() -> dict[int | None, list[ReminderRule]]:
    """Return the rules of each event that has its own, and under None those of all others."""
    rules: dict[int | None, list[ReminderRule]] = {}
    for rule in db.session.scalars(sa.select(ReminderRule).order_by(ReminderRule.minutes_before.desc())):
        rules.setdefault(rule.event_id, []).append(rule)
    return rules
