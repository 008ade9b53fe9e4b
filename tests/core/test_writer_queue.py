"""The queue for the writer: bounded in time and in threads, and nobody holds it without knowing."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.core import writer_queue
from eventapp.core.extensions import db
from eventapp.core.transactions import CANNOT_WRITE, write
from eventapp.core.writer_queue import FileQueue, Places, WriterBusy
from eventapp.events.models import Event
from tests.support.builders import make_event

#: Seconds: long enough for what must happen, and never waited for.
LONG = 60.0
SHORT = 0.05


def after(seconds: float) -> float:
    return time.monotonic() + seconds


class Holder(threading.Thread):
    """Somebody who holds a place or a turn until told to let go."""

    def __init__(self, take: Callable[[float], object]) -> None:
        super().__init__(daemon=True)
        self._take, self._inside, self._let_go = take, threading.Event(), threading.Event()
        self.start()
        assert self._inside.wait(LONG)

    def run(self):
        with self._take(after(LONG)):
            self._inside.set()
            self._let_go.wait(LONG)

    def end(self):
        self._let_go.set()
        self.join(LONG)


def other_process(path: Path):
    """Lock the file as another process does: by an opening of its own."""
    handle = path.open("a")
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def is_free(path: Path) -> bool:
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def waiting_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "writer queue"]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = after(LONG)
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.002)


def take(queue: FileQueue, seconds: float) -> None:
    with queue.turn(after(seconds)):
        pass


def test_a_place_is_given_back_and_taken_again():
    places = Places(1)

    for _time in range(3):
        with places.place(after(SHORT)):
            pass


def test_a_full_queue_that_moves_is_waited_for():
    places = Places(1)
    holder = Holder(places.place)
    threading.Timer(SHORT, holder.end).start()

    with places.place(after(LONG)):
        pass


def test_a_full_queue_in_which_nobody_moves_takes_nobody_more_long_before_the_deadline(monkeypatch):
    monkeypatch.setattr(writer_queue, "STANDSTILL", SHORT)
    places = Places(1)
    holder = Holder(places.place)

    with pytest.raises(WriterBusy), places.place(after(LONG)):
        pass

    holder.end()
    with places.place(after(LONG)):
        pass


def test_nobody_waits_for_a_place_beyond_the_deadline():
    places = Places(1)
    holder = Holder(places.place)

    with pytest.raises(WriterBusy), places.place(after(SHORT)):
        pass

    holder.end()


def test_nobody_waits_for_another_process_beyond_the_deadline(tmp_path):
    path = tmp_path / "queue"
    other, queue = other_process(path), FileQueue(path)

    with pytest.raises(WriterBusy):
        take(queue, SHORT)

    other.close()
    take(queue, LONG)


def test_nobody_waits_for_another_thread_beyond_the_deadline(tmp_path):
    queue = FileQueue(tmp_path / "queue")
    holder = Holder(queue.turn)

    with pytest.raises(WriterBusy):
        take(queue, SHORT)

    holder.end()
    take(queue, LONG)


def test_whoever_waits_gets_the_turn_when_the_other_process_lets_go(tmp_path):
    path = tmp_path / "queue"
    other, queue = other_process(path), FileQueue(path)
    threading.Timer(SHORT, other.close).start()

    with queue.turn(after(LONG)):
        assert not is_free(path)

    assert is_free(path)


def test_a_hundred_who_gave_up_leave_one_thread_which_gives_back_what_nobody_wants(tmp_path):
    path = tmp_path / "queue"
    other, queue = other_process(path), FileQueue(path)

    for _time in range(100):
        with pytest.raises(WriterBusy):
            take(queue, 0)

    assert len(waiting_threads()) == 1
    other.close()
    wait_for(lambda: not waiting_threads())
    assert is_free(path)
    take(queue, LONG)


def test_threads_and_queues_never_hold_the_turn_together(tmp_path):
    queues = [FileQueue(tmp_path / "queue") for _process in range(2)]
    inside, most = 0, 0

    def work(queue: FileQueue) -> None:
        nonlocal inside, most
        for _time in range(50):
            with queue.turn(after(LONG)):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work, args=(queue,)) for queue in queues for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("patience", [0, 0.2])
def test_another_program_that_writes_to_sqlite_is_not_waited_for_beyond_the_patience(patience):
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
        other.execute(sa.select(1))

        with pytest.raises(CANNOT_WRITE), write(patience):
            pass

    with write(patience):
        pass
    assert db.session.scalar(sa.text("PRAGMA busy_timeout")) == 10_000


@pytest.mark.postgresql
@pytest.mark.usefixtures("session")
def test_a_row_that_another_program_holds_is_not_waited_for_beyond_the_patience():
    event = make_event()
    db.session.commit()
    with db.engine.connect() as other:
        other.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())

        with pytest.raises(CANNOT_WRITE):
            lock_event(event.id)

    assert db.session.scalars(sa.text("SHOW statement_timeout")).all() == ["0"]
    assert db.session.scalars(sa.text("SHOW lock_timeout")).all() == ["10s"]


def lock_event(event_id: int) -> None:
    with write(patience=0.2):
        db.session.execute(sa.select(Event.id).where(Event.id == event_id).with_for_update())
