"""The worker: deliver, walk queues, remind, take away what is outdated; one process of many."""

from __future__ import annotations

import logging
import signal
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import DBAPIError

from eventapp.answers import read_answers, start_reading
from eventapp.changes.share_release import list_events_with_due_shares, release_due_shares
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.garbage import collect_if_due
from eventapp.core.revisions import check_can_write, check_is_current
from eventapp.core.transactions import write
from eventapp.core.turns import take_short_turns
from eventapp.messages.delivery import deliver_due
from eventapp.messages.models import WorkerBeat
from eventapp.privacy.commands import list_steps, sweep_if_due
from eventapp.registrations.owed_mails import send_owed
from eventapp.registrations.queries import list_events_with_queue
from eventapp.registrations.waiting_list import settle_queue
from eventapp.reminders.services import enqueue_prepared, prepare_due_reminders

logger = logging.getLogger(__name__)

#: Seconds between rounds when there is no mail to send, and between looks at what is seldom due.
IDLE_PAUSE = 1.0
SELDOM_PAUSE = 10.0
#: Retention reads whole tables.
RETENTION_PAUSE = 3600.0
#: Seconds that the thread which reads the mailbox gets to put away the mail that it has in its hands.
READER_MAY_END = 3.0
BEAT_EVERY = timedelta(seconds=10)
REMINDER_BATCH = 100
#: Seconds between two log entries about a step that goes on failing, in an outage of the database for instance.
SAY_AGAIN = 60.0

#: When each failing step was last written about.
_said_at: dict[str, float] = {}


def run_round(stop: threading.Event | None = None) -> int:
    """Run every step once and return how much was done; a step that fails never stops the others."""
    return (
        run_often(stop) + _run_step("mailbox", partial(read_answers, stop)) + run_seldom() + run_retention()
    )


def run_often(stop: threading.Event | None = None) -> int:
    """Run the steps that people wait for."""
    return (
        _run_step("beat", beat)
        + _run_step("owed", send_owed)
        + _run_step("deliver", partial(deliver_due, stop=stop))
    )


def run_seldom() -> int:
    """Run the steps for which ten seconds do not matter."""
    return (
        _run_step("shares", release_shares)
        + _run_step("queues", settle_queues)
        + _run_step("reminders", remind)
    )


def run_retention() -> int:
    """Run the step for which an hour does not matter."""
    return _run_step("retention", apply_retention)


def run_until_stopped() -> None:
    """Run rounds until SIGTERM or SIGINT; waits and goes on when the database is away.

    Raises `CannotDo` when the database is of another version, also when it becomes one in the meantime: rows of a
    newer version would be written by rules that are no longer right.
    """
    refuse_other_version()
    check_can_write()
    take_short_turns()  # a mail is read in a thread of its own, beside those that write
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    reader = start_reading(stop)
    next_seldom = next_retention = 0.0
    while not stop.is_set():
        refuse_other_version()
        done = run_often(stop)
        now = time.monotonic()
        if now >= next_seldom and not stop.is_set():
            seldom = run_seldom()
            done += seldom
            next_seldom = 0.0 if seldom else now + SELDOM_PAUSE
        if now >= next_retention and not stop.is_set():
            run_retention()
            next_retention = now + RETENTION_PAUSE
        if not done:
            stop.wait(IDLE_PAUSE)
    if reader is not None:
        reader.join(READER_MAY_END)


def refuse_other_version() -> None:
    """Raise `CannotDo` unless the database is at our revision; one that is away may come back at it."""
    try:
        check_is_current()
    except DBAPIError as error:
        _say("look at the version", error)
    else:
        _is_well("look at the version")


def list_failing() -> list[str]:
    """Return the steps that failed when they last ran."""
    return sorted(_said_at)


def beat() -> int:
    """Leave a sign of life, at most every ten seconds; counts as no work."""
    now = clock.now()
    last = db.session.get(WorkerBeat, 1)
    if last is None or not now - BEAT_EVERY < last.at <= now:
        with write() as session:
            session.merge(WorkerBeat(id=1, at=now))
    return 0


def release_shares() -> int:
    """Make guaranteed seats common whose time has come, event by event."""
    events = list_events_with_due_shares()
    return sum(_run_step(f"shares of event {event_id}", partial(_release, event_id)) for event_id in events)


def _release(event_id: int) -> int:
    with write():
        return release_due_shares(event_id)


def settle_queues() -> int:
    """Give every seat that is idle to whoever waits for it, event by event."""
    events = list_events_with_queue()
    return sum(_run_step(f"queue of event {event_id}", partial(_settle, event_id)) for event_id in events)


def _settle(event_id: int) -> int:
    with write():
        return settle_queue(event_id)


def remind() -> int:
    """Queue one batch of due reminders: rendered before the write lock is taken."""
    prepared = prepare_due_reminders(REMINDER_BATCH)
    if not prepared:
        return 0
    with write():
        return enqueue_prepared(prepared)


def apply_retention() -> int:
    """Take away what is outdated, each class and event by itself; at night leave no byte of it behind."""
    done = sum(_run_step(name, step) for name, step in list_steps())
    return done + _run_step("sweep", sweep_if_due)


def _run_step(name: str, step: Callable[[], int]) -> int:
    try:
        done = step()
    except Exception as error:  # noqa: BLE001 (the next step and the next round must come)
        _say(name, error)
        return 0
    else:
        _is_well(name)
        return done
    finally:
        _let_go()
        collect_if_due()


def _is_well(name: str) -> None:
    if _said_at.pop(name, None) is not None:
        logger.info("worker step %s works again", name)


def _say(name: str, error: Exception) -> None:
    """Log where a step failed, not with what: the text of a database error holds names and addresses."""
    now = time.monotonic()
    if name in _said_at and now - _said_at[name] < SAY_AGAIN:
        return
    _said_at[name] = now
    trace = "".join(traceback.format_tb(error.__traceback__))
    logger.error("worker step %s failed: %s\n%s", name, type(error).__name__, trace)


def _let_go() -> None:
    """Give the connection back, also when the database is away."""
    try:
        db.session.rollback()
    except Exception:  # noqa: BLE001 (a broken connection cannot roll back; it is thrown away)
        logger.warning("the database connection was lost")
