"""Who gets a reminder: everyone who should, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.services import cancel_registration, set_muted_reminders
from eventapp.reminders.models import ReminderRule
from eventapp.reminders.services import enqueue_due_reminders, enqueue_prepared, prepare_due_reminders
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

START = swedish("2027-11-08 09:00")
WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE = (
    swedish("2027-11-01 09:00"),
    swedish("2027-11-07 09:00"),
    swedish("2027-11-08 08:00"),
)


@pytest.fixture
def event(at):
    """An online event far enough away for all reminders, with one person registered."""
    at("2027-10-01 12:00")
    event = make_event(starts_at=START)
    sign_up(event)
    db.session.commit()
    return event


def remind() -> int:
    """Do what the worker does until nothing is due; return how many reminders were queued."""
    total = 0
    while True:
        with write():
            queued = enqueue_due_reminders(batch=3)
        if not queued:
            return total
        total += queued


def reminders(address="kim@example.se"):
    query = (
        sa.select(OutboxMessage.dedup_key)
        .where(OutboxMessage.recipient == address, OutboxMessage.kind.in_(("reminder", "join_link")))
        .order_by(OutboxMessage.id)
    )
    return [key.split(":", 3)[2] for key in db.session.scalars(query)]


def test_each_reminder_comes_once_at_its_moment(event, at):
    sent = []
    for moment in (WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE):
        at(moment - timedelta(seconds=1))
        sent.append(remind())
        at(moment)
        sent += [remind(), remind()]

    assert sent == [0, 1, 0] * 3
    assert reminders() == ["week", "day", "hour"]


@pytest.mark.parametrize(("back", "expected"), [(DAY_BEFORE, "day"), (HOUR_BEFORE, "hour")])
def test_a_worker_that_was_away_sends_the_last_that_is_due(event, at, back, expected):
    at(back + timedelta(minutes=20))

    assert (remind(), remind()) == (1, 0)
    assert reminders() == [expected]


def test_who_has_switched_the_last_off_gets_the_one_before(event, at):
    with write():
        set_muted_reminders(registration_of(event).id, ["hour"])
    at(HOUR_BEFORE + timedelta(minutes=20))
    remind()

    assert reminders() == ["day"]


def test_nothing_goes_out_after_the_start(event, at):
    at(START)

    assert remind() == 0


def test_a_reminder_is_overtaken_by_the_next_and_the_last_by_the_start(event, at):
    for moment in (WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE):
        at(moment)
        remind()

    ends = db.session.scalars(sa.select(OutboxMessage.not_after).order_by(OutboxMessage.id)).all()
    assert ends[-3:] == [DAY_BEFORE, HOUR_BEFORE, START]


def test_who_signed_up_after_the_moment_gets_none(event, at):
    at(WEEK_BEFORE + timedelta(minutes=1))
    sign_up(event, "late@example.se")
    remind()

    assert (reminders(), reminders("late@example.se")) == (["week"], [])


def test_cancelled_and_waiting_people_get_none(event, at):
    with write():
        sign_up(event, "gone@example.se")
        cancel_registration(registration_of(event, "gone@example.se").id)
    at(WEEK_BEFORE)
    remind()

    assert reminders("gone@example.se") == []


def test_a_reminder_that_is_switched_off_does_not_come(event, at):
    with write():
        set_muted_reminders(registration_of(event).id, ["week", "hour"])
    at(HOUR_BEFORE)
    remind()

    assert reminders() == ["day"]


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.DRAFT])
def test_an_event_that_does_not_take_place_reminds_nobody(event, at, status):
    event.status = status
    db.session.commit()
    at(DAY_BEFORE)

    assert remind() == 0


def test_only_people_online_get_the_way_in(at):
    at("2027-10-01 12:00")
    event = make_event(starts_at=START, attendance=Attendance.HYBRID)
    sign_up(event, "here@example.se", mode=Mode.ON_SITE)
    sign_up(event, "there@example.se", mode=Mode.ONLINE)
    db.session.commit()
    for moment in (WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE):
        at(moment)
        remind()

    assert reminders("here@example.se") == ["week", "day"]
    assert reminders("there@example.se") == ["week", "day", "hour"]


@pytest.mark.parametrize(("moved_at", "expected"), [("before", ["week"]), ("after", ["week", "week"])])
def test_a_moved_event_is_reminded_of_anew(event, at, moved_at, expected):
    at(WEEK_BEFORE)
    if moved_at == "after":
        remind()
    event.starts_at, event.ends_at = START + timedelta(days=14), START + timedelta(days=14, hours=2)
    db.session.commit()
    remind()
    at(WEEK_BEFORE + timedelta(days=14))
    remind()

    assert reminders() == expected


def test_an_event_with_rules_of_its_own_follows_those_alone(event, at):
    db.session.add(ReminderRule(event_id=event.id, key="morning", minutes_before=120))
    db.session.commit()
    at(HOUR_BEFORE)
    remind()

    assert reminders() == ["morning"]


def test_two_workers_with_the_same_people_in_hand_queue_each_once(event, at):
    at(WEEK_BEFORE)
    first, second = prepare_due_reminders(), prepare_due_reminders()
    with write():
        one = enqueue_prepared(first)
    with write():
        other = enqueue_prepared(second)

    assert (len(first), len(second), one, other) == (1, 1, 1, 0)


@pytest.mark.parametrize("change", ["cancelled", "moved", "muted"])
def test_what_changed_while_the_mail_was_rendered_counts(event, at, change):
    at(WEEK_BEFORE)
    prepared = prepare_due_reminders()
    with write():
        if change == "cancelled":
            cancel_registration(registration_of(event).id)
        elif change == "moved":
            event.starts_at, event.ends_at = START + timedelta(days=7), START + timedelta(days=8)
        else:
            set_muted_reminders(registration_of(event).id, ["week"])
    with write():
        assert enqueue_prepared(prepared) == 0


def test_one_mail_that_cannot_be_rendered_stops_nobody_elses(event, at, caplog):
    with write():
        for number in range(4):
            sign_up(event, f"person-{number}@example.se")
        registration_of(event, "person-1@example.se").language = "??"
    at(WEEK_BEFORE)

    assert remind() == 4
    assert reminders("person-1@example.se") == []
    assert "example.se" not in caplog.text


def test_the_queries_of_a_batch_do_not_grow_with_its_size(event, at):
    def queries_of_a_batch() -> int:
        db.session.rollback()
        db.session.expunge_all()
        with count_queries() as statements:
            prepare_due_reminders()
        return len(statements)

    event_id = event.id
    at(WEEK_BEFORE)
    few = queries_of_a_batch()
    at("2027-10-02 12:00")
    with write():
        for number in range(15):
            sign_up(db.session.get_one(Event, event_id), f"person-{number}@example.se")
    at(WEEK_BEFORE)

    assert queries_of_a_batch() == few


def test_a_clock_that_goes_back_repeats_nothing(event, at):
    at(DAY_BEFORE)
    first = remind()
    at(DAY_BEFORE - timedelta(hours=1))
    again = remind()
    at(DAY_BEFORE + timedelta(hours=1))

    assert (first, again, remind()) == (1, 0, 0)
    assert clock.now() > DAY_BEFORE
