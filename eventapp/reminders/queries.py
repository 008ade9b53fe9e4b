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
class Later:
    """A reminder of the same event that comes after another, and takes its place from its moment on."""

    rule_key: str
    is_online_only: bool
    moment: datetime

    def concerns(self, registration: Registration) -> bool:
        """Tell whether a person gets it."""
        is_muted = self.rule_key in registration.muted_reminders
        return not is_muted and (not self.is_online_only or registration.mode is Mode.ONLINE)


@dataclass(frozen=True)
class DueReminder:
    """One rule whose moment has come for one event at one time."""

    event_id: int
    rule_key: str
    is_online_only: bool
    starts_at: datetime
    moment: datetime
    #: What follows before the start, in order.
    later: tuple[Later, ...] = ()

    def not_after(self, registration: Registration) -> datetime:
        """Return when it is overtaken: by the person's next reminder, or by the start."""
        return next((one.moment for one in self.later if one.concerns(registration)), self.starts_at)

    def dedup_key(self, public_id: str) -> str:
        """Return what makes a person's reminder the same reminder: registration, rule and start."""
        return f"reminder:{public_id}:{self._suffix(self.rule_key)}"

    def is_made(self, rule_key: str = "") -> sa.ColumnElement[bool]:
        """Return as SQL whether a person's reminder of this start, by this rule or another one, has been queued."""
        suffix = sa.literal(f":{self._suffix(rule_key or self.rule_key)}")
        key = sa.literal("reminder:") + Registration.public_id + suffix
        return sa.exists().where(OutboxMessage.dedup_key == key)

    def _suffix(self, rule_key: str) -> str:
        return f"{rule_key}:{self.starts_at.astimezone(UTC).isoformat()}"


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
        one
        for event_id, starts_at, timezone in events
        if starts_at is not None
        for one in _in_order(event_id, starts_at, timezone, rules.get(event_id) or rules.get(None, []))
    ]
    return [one for one in due if one.moment <= now]


def _in_order(
    event_id: int, starts_at: datetime, timezone: str, rules: Sequence[ReminderRule]
) -> list[DueReminder]:
    """Return an event's reminders as they follow on each other, each with those after it."""
    moments = sorted(
        ((moment_of(rule, starts_at, timezone), -rule.minutes_before, rule.key, rule) for rule in rules),
        key=lambda one: one[:3],
    )
    later = [Later(rule.key, rule.is_online_only, moment) for moment, *_, rule in moments]
    return [
        DueReminder(
            event_id, one.rule_key, one.is_online_only, starts_at, one.moment, tuple(later[position + 1 :])
        )
        for position, one in enumerate(later)
    ]


def list_people(due: DueReminder, *, limit: int, after_id: int = 0) -> Sequence[Registration]:
    """Return some of those who should get a reminder and have none yet, in order of id, with their event."""
    query = (
        sa.select(Registration)
        .where(
            _should_get(due),
            Registration.id > after_id,
            ~due.is_made(),
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
        _concerns(due),
    ]
    # When several are due at once, after the worker was away, the last one counts and the others have passed.
    now = clock.now()
    conditions += [
        sa.not_(_concerns(one) if one.moment <= now else due.is_made(one.rule_key)) for one in due.later
    ]
    return sa.and_(*conditions)


def _concerns(reminder: DueReminder | Later) -> sa.ColumnElement[bool]:
    """Return as SQL whether a person has not switched it off and takes part in the way it is for."""
    is_wanted = sa.cast(Registration.muted_reminders, sa.Text).not_like(f'%"{reminder.rule_key}"%')
    if not reminder.is_online_only:
        return is_wanted
    return sa.and_(is_wanted, sa.func.coalesce(Registration.mode == Mode.ONLINE, sa.false()))


def _rules_by_event() -> dict[int | None, list[ReminderRule]]:
    """Return the rules of each event that has its own, and under None those of all others."""
    rules: dict[int | None, list[ReminderRule]] = {}
    for rule in db.session.scalars(sa.select(ReminderRule).order_by(ReminderRule.minutes_before.desc())):
        rules.setdefault(rule.event_id, []).append(rule)
    return rules
