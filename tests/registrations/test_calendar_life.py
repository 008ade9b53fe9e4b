"""A calendar that gets our messages in any order, some twice, ends where the registration is."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Mode
from eventapp.messages.models import OutboxMessage
from eventapp.registrations import mail
from eventapp.registrations.links import join_url
from eventapp.registrations.models import RegistrationStatus
from tests.registrations.test_mail import event_moved, make_day, register
from tests.support.builders import swedish
from tests.support.calendar_client import CalendarClient

pytestmark = pytest.mark.usefixtures("session")


def octets(queued: OutboxMessage | None) -> bytes:
    assert queued is not None
    assert queued.payload is not None
    return queued.payload


def test_after_a_whole_life_one_entry_stands_with_the_right_time_and_link(at: Any) -> None:
    at("2027-10-01 12:00")
    event = make_day()
    registration = register(event)
    assert event.starts_at
    assert event.ends_at
    messages = [octets(mail.registration_confirmed(registration))]
    old = event.starts_at, event.ends_at
    event.starts_at, event.ends_at = swedish("2027-11-15 13:00"), swedish("2027-11-15 16:00")
    messages.append(octets(event_moved(registration, *old)))
    registration.mode = Mode.ONLINE
    messages.append(octets(mail.registration_changed(registration, is_calendar_change=True)))
    registration.status = RegistrationStatus.CANCELLED
    messages.append(octets(mail.registration_cancelled(registration, had_seat=True)))
    after_cancelling = list(messages)
    registration.status = RegistrationStatus.CONFIRMED
    registration.join_version += 1
    db.session.flush()
    messages.append(octets(mail.registration_confirmed(registration)))

    dice = random.Random(1921)
    for _turn in range(50):
        cancelled, whole = CalendarClient(registration.email), CalendarClient(registration.email)
        for calendar, sent in ((cancelled, after_cancelling), (whole, messages)):
            for mailed in dice.sample(sent * 2, len(sent) * 2):
                calendar.take(mailed, in_order=False)
        assert cancelled.entries == []
        (entry,) = whole.entries
        assert entry.starts_at == swedish("2027-11-15 13:00")
        assert entry.ends_at - entry.starts_at == timedelta(hours=3)
        assert join_url(registration) in entry.text("DESCRIPTION")
