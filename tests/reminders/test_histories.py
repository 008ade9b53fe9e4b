"""Random histories of sign-ups, cancellations, moved events and a wandering clock, beside a plain model."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.models import Event
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration
from eventapp.reminders.models import ReminderRule
from eventapp.reminders.schedule import moment_of
from eventapp.worker import remind
from tests.support.builders import make_event, registration_of, sign_up, swedish

pytestmark = pytest.mark.usefixtures("session")

# Both nights of the change of time lie inside the two histories.
BEGINNINGS = [swedish("2027-03-22 12:00"), swedish("2027-10-25 12:00")]


@dataclass
class History:
    """What has happened, and what should have been sent."""

    dice: random.Random
    now: datetime
    events: list[int] = field(default_factory=list)
    people: int = 0
    expected: set[str] = field(default_factory=set)

    def event(self) -> Event:
        return db.session.get_one(Event, self.dice.choice(self.events))

    def open_event(self) -> None:
        start = self.now + timedelta(minutes=self.dice.randint(60, 14 * 24 * 60))
        self.events.append(make_event(starts_at=start, seats=None).id)

    def register(self) -> None:
        event = self.event()
        if event.starts_at > self.now:
            self.people += 1
            sign_up(event, f"person-{self.people}@example.se")

    def cancel(self) -> None:
        event = self.event()
        person = db.session.scalars(
            sa.select(Registration).where(
                Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
            )
        ).first()
        if person and event.starts_at > self.now:
            cancel_registration(registration_of(event, person.email).id)

    def move(self) -> None:
        event = self.event()
        event.starts_at += timedelta(minutes=self.dice.randint(-3 * 24 * 60, 5 * 24 * 60))
        event.ends_at = event.starts_at + timedelta(hours=2)

    def should_be_sent(self) -> set[str]:
        """Say it as the design does, person by person: the last reminder that is due, none after a later one."""
        rules = db.session.scalars(sa.select(ReminderRule)).all()
        people = db.session.scalars(sa.select(Registration)).all()
        return {
            key
            for person in people
            if person.status is RegistrationStatus.CONFIRMED
            if (key := self.last_due(person, sorted(rules, key=lambda rule: -rule.minutes_before)))
        }

    def last_due(self, person: Registration, rules: list[ReminderRule]) -> str:
        start = person.event.starts_at
        last = ""
        for rule in rules:
            key = f"reminder:{person.public_id}:{rule.key}:{start.astimezone(UTC).isoformat()}"
            if person.confirmed_at <= moment_of(rule, start, "Europe/Stockholm") <= self.now < start:
                last = key
            elif key in self.expected:
                last = ""
        return last


def hand_over() -> None:
    """Let what is queued go, as the worker does: what is gone cannot be withdrawn."""
    with write() as session:
        session.execute(sa.update(OutboxMessage).values(status=MessageStatus.SENT))


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("seed", range(2))
def test_every_due_reminder_is_queued_exactly_once(at, beginning, seed):
    history = History(random.Random(seed), beginning)
    at(history.now)
    with write():
        history.open_event()
    acts = [history.open_event, history.cancel, history.move] + [history.register] * 4
    for _ in range(60):
        with write():
            history.dice.choice(acts)()
        history.now += timedelta(minutes=history.dice.choice([-60, 1, 30, 60, 300, 1440]))
        at(history.now)
        if history.dice.random() < 0.7:
            history.expected |= history.should_be_sent()
            while remind():
                hand_over()

    kinds = ("reminder", "join_link")
    keys = db.session.scalars(sa.select(OutboxMessage.dedup_key).where(OutboxMessage.kind.in_(kinds))).all()
    assert sorted(keys) == sorted(history.expected)
    assert len(keys) >= 5
