"""A calendar that gets our messages in any order, some twice, ends where the registration is."""

from __future__ import annotations

import random
from datetime import UTC, timedelta
from typing import Any

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Mode
from eventapp.registrations import mail
from eventapp.registrations.links import join_url
from eventapp.registrations.models import RegistrationStatus
from tests.registrations.reading import ReadMail, read
from tests.registrations.test_mail import event_moved, make_day, register
from tests.support.builders import swedish

pytestmark = pytest.mark.usefixtures("session")


class Calendar:
    """A mail program's calendar: newest revision by SEQUENCE, then DTSTAMP (RFC 5546 2.1.5)."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[tuple[int, Any], ReadMail]] = {}

    def take(self, seen: ReadMail) -> None:
        """Apply one message, unless something newer is known of its UID."""
        revision = (int(seen.entry.sequence.value), seen.entry.dtstamp.value)
        known = self._newest.get(seen.entry.uid.value)
        if known is None or known[0] < revision:
            self._newest[seen.entry.uid.value] = (revision, seen)

    @property
    def shown(self) -> list[ReadMail]:
        """The entries that stand in it."""
        return [seen for _revision, seen in self._newest.values() if seen.method != "CANCEL"]


def test_after_a_whole_life_one_entry_stands_with_the_right_time_and_link(at: Any) -> None:
    at("2027-10-01 12:00")
    event = make_day()
    registration = register(event)
    assert event.starts_at
    assert event.ends_at
    messages = [read(mail.registration_confirmed(registration))]
    old = event.starts_at, event.ends_at
    event.starts_at, event.ends_at = swedish("2027-11-15 13:00"), swedish("2027-11-15 16:00")
    messages.append(read(event_moved(registration, *old)))
    registration.mode = Mode.ONLINE
    messages.append(read(mail.registration_changed(registration, is_calendar_change=True)))
    registration.status = RegistrationStatus.CANCELLED
    messages.append(read(mail.registration_cancelled(registration, had_seat=True)))
    after_cancelling = list(messages)
    registration.status = RegistrationStatus.CONFIRMED
    registration.join_version += 1
    db.session.flush()
    messages.append(read(mail.registration_confirmed(registration)))

    dice = random.Random(1921)
    for _turn in range(50):
        cancelled, whole = Calendar(), Calendar()
        for calendar, sent in ((cancelled, after_cancelling), (whole, messages)):
            for seen in dice.sample(sent * 2, len(sent) * 2):
                calendar.take(seen)
        assert cancelled.shown == []
        (entry,) = whole.shown
        assert entry.entry.dtstart.value.astimezone(UTC) == swedish("2027-11-15 13:00")
        assert entry.entry.dtend.value - entry.entry.dtstart.value == timedelta(hours=3)
        assert join_url(registration) in entry.description
