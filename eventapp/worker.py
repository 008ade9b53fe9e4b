"""The worker: deliver, remind, walk queues, apply retention; one process of many."""

from __future__ import annotations

import logging
import signal
import threading
import traceback
from collections.abc import Callable
from datetime import timedelta

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.models import WorkerBeat

logger = logging.getLogger(__name__)

#: Seconds between rounds when there was nothing to do.
IDLE_PAUSE = 1.0
BEAT_EVERY = timedelta(seconds=10)

#: Each step returns how much it did; a round that did something is followed by the next at once.
STEPS: tuple[Callable[[], int], ...] = ()


def run_round() -> int:
    """Run every step once and return how much was done; a step that fails never stops the others."""
    done = _run_step(beat)
    for step in STEPS:
        done += _run_step(step)
    return done


def run_until_stopped() -> None:
    """Run rounds until SIGTERM or SIGINT; waits and goes on when the database is away."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    while not stopping.is_set():
        if not run_round():
            stopping.wait(IDLE_PAUSE)


def beat() -> int:
    """Leave a sign of life, at most every ten seconds; counts as no work."""
    now = clock.now()
    last = db.session.get(WorkerBeat, 1)
    if last is None or not now - BEAT_EVERY < last.at <= now:
        with write() as session:
            session.merge(WorkerBeat(id=1, at=now))
    return 0


def _run_step(step: Callable[[], int]) -> int:
    try:
        return step()
    except Exception as error:  # noqa: BLE001 (the next step and the next round must come)
        # Where, not what: the text of a database error holds names and addresses.
        trace = "".join(traceback.format_tb(error.__traceback__))
        logger.error("step %s failed: %s\n%s", step.__name__, type(error).__name__, trace)  # noqa: TRY400
        return 0
    finally:
        db.session.remove()
