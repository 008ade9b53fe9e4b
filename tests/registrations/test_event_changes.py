"""A moved or called-off event reaches everybody: mail, calendar, reminders."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.event_changes import cancel_event
from eventapp.reminders.services import enqueue_due_reminders
from tests.registrations.reading import read
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.moving import move_event

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

START, DAY = swedish("2027-11-08 09:00"), timedelta(days=1)
LENGTH = timedelta(hours=2)


@pytest.fixture
def event(at):
    """An event with one seat taken and one person waiting."""
    at("2027-10-01 12:00")
    event = make_event(seats=1, starts_at=START)
    sign_up(event)
    sign_up(event, "waits@example.se")
    return event


def mails(kind, address="kim@example.se"):
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.recipient == address)
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def test_a_moved_event_moves_every_calendar_entry_and_tells_the_queue(event):
    uid = registration_of(event).calendar_entry.uid

    assert move_event(event, START + DAY, START + DAY + LENGTH).updates == 2

    (told,) = mails("event_moved")
    mail = read(told)
    assert mail.method == "REQUEST"
    assert (mail.entry.uid.value, mail.entry.sequence.value) == (uid, "1")
    assert mail.entry.dtstart.value == START + DAY
    assert read(mails("event_moved", "waits@example.se")[0]).method is None


def test_moving_to_the_same_time_tells_nobody(event):
    move_event(event, event.starts_at, event.ends_at)

    assert mails("event_moved") == mails("event_moved", "waits@example.se") == []


def test_a_called_off_event_leaves_the_calendars_and_tells_everybody_once(event):
    assert cancel_event(event.id, "För få anmälda", SYSTEM) == 2
    assert cancel_event(event.id, "För få anmälda", SYSTEM) == 0

    mail = read(mails("event_cancelled")[0])
    assert mail.method == "CANCEL"
    assert mail.entry.summary.value.startswith("INSTÄLLT: ")
    assert "För få anmälda" in mail.text
    assert registration_of(event).event.status is EventStatus.CANCELLED


def test_a_queued_reminder_is_withdrawn_and_comes_again_when_the_event_moves_back(event, at):
    at("2027-11-07 10:00")
    remind()
    move_event(event, START + 3 * DAY, START + 3 * DAY + LENGTH)
    # The week's moment of both times has passed; the day's, which came last, was queued.
    assert [one.status for one in mails("reminder")] == [MessageStatus.WITHDRAWN]
    move_event(event, START, START + LENGTH)
    remind()

    waiting = [one for one in mails("reminder") if one.status is MessageStatus.QUEUED]
    assert len(waiting) == 1
    assert len({one.dedup_key for one in mails("reminder")}) == 2


def remind():
    db.session.commit()
    with write():
        enqueue_due_reminders()
