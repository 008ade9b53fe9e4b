"""Bounded waiting for the database's writer: in time, and in the number of threads that wait.

Nobody waits without an end, and whoever only reads finds a thread although many wait to write.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from eventapp.core.private_files import open_private

#: Seconds that a request waits for the writer; then it is told to try again.
PATIENCE = 10.0
#: Seconds for noting what was done already, a mail that was handed over for instance: it would be done twice.
LONG_PATIENCE = 60.0
#: Threads of one process that may write or wait to write; `config/gunicorn.py` has some more.
PLACES = 20
#: Seconds after which a full queue in which nobody moves takes nobody more.
STANDSTILL = 1.0


class WriterBusy(Exception):
    """The writer was not free in time: nothing was written, later it may work."""


class Places:
    """Places for the threads of this process that write or wait to write."""

    def __init__(self, places: int = PLACES) -> None:
        self._free = places
        self._changed = threading.Condition()
        self._moved_at = 0.0

    @contextmanager
    def place(self, deadline: float) -> Iterator[None]:
        """Hold a place during the block; raises WriterBusy at the deadline, and sooner when the queue stands still."""
        self._change(-1, deadline)
        try:
            yield
        finally:
            self._change(1, deadline)

    def _change(self, by: int, deadline: float) -> None:
        with self._changed:
            while self._free + by < 0:
                seconds = min(deadline, self._moved_at + STANDSTILL) - time.monotonic()
                if seconds <= 0:
                    raise WriterBusy("too many wait to write")
                self._changed.wait(seconds)
            self._free += by
            self._moved_at = time.monotonic()
            self._changed.notify()


class FileQueue:
    """Queue of threads and processes in front of SQLite's only write lock.

    SQLite's own waiting is sleep and retry, which lets one process starve another; a file lock (`flock`) wakes who
    waits. It knows no time limit, so a thread of its own waits for it where it is not free. That thread cannot be
    called back: whoever comes next takes over its claim, so a process has one of them at most.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first = threading.Lock()
        self._left_behind: _Claim | None = None

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Hold the lock during the block; raises WriterBusy at the deadline."""
        if not self._first.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise WriterBusy("another thread writes")
        try:
            with self._lock(deadline):
                yield
        finally:
            self._first.release()

    def _lock(self, deadline: float) -> BinaryIO:
        """Return the locked file; closing it gives the lock back."""
        claim, self._left_behind = self._left_behind, None
        if claim is None or not claim.renew():
            claim = self._claim()
        if not claim.wait(deadline):
            self._left_behind = claim
            raise WriterBusy("another process writes")
        return claim.file

    def _claim(self) -> _Claim:
        """Return a new claim; where the file cannot be opened, on a full disk for instance, nobody can write."""
        try:
            return _Claim(self._path)
        except OSError as error:
            raise WriterBusy(f"the queue cannot be opened: {error.strerror}") from error


class _Claim:
    """Claim on the file's lock: held, waited for by a thread, or spent because nobody wanted it any more."""

    def __init__(self, path: Path) -> None:
        self.file = open_private(path)
        self._taken = threading.Event()
        self._settling = threading.Lock()
        self._is_wanted, self._is_spent = True, False
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._taken.set()
        except BlockingIOError:
            threading.Thread(target=self._take, name="writer queue", daemon=True).start()

    def renew(self) -> bool:
        """Want the lock again; False where it came meanwhile and was given back."""
        with self._settling:
            self._is_wanted = not self._is_spent
            return self._is_wanted

    def wait(self, deadline: float) -> bool:
        """Tell whether the lock came by the deadline; where it did not, it is given back as soon as it comes."""
        if self._taken.wait(max(0.0, deadline - time.monotonic())):
            return True
        with self._settling:
            self._is_wanted = self._taken.is_set()
            return self._is_wanted

    def _take(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with self._settling:
            if self._is_wanted:
                self._taken.set()
                return
            self._is_spent = True
            self.file.close()
