"""Reads a foreign file in a process of its own: what a library does with it is limited, whatever the file holds.

`subprocess` starts the child by vfork and exec, which is safe in a process with threads; a bare fork is not.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.reader_process import WALL_SECONDS, Answer, Refused
from eventapp.core.settings import ROOT
from eventapp.core.transactions import is_writing

#: Files read at one time on this machine, and seconds to wait for a turn.
SLOTS, PATIENCE_SECONDS = 2, 10.0
#: Threads of one process that read or wait; the others are for those who upload nothing.
THREADS = 3
LARGEST_ANSWER = 32 * 1024 * 1024
#: What the child gets of the environment: no settings, so no secrets.
PASSED_ON = (
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
)
_threads = BoundedSemaphore(THREADS)
_log = logging.getLogger(__name__)


class ManyAreReading(DomainError):
    """As many files are being read as may be at one time."""

    sentence = _l("Många läser in filer just nu. Vänta en halv minut och försök igen.")


class TooMuchToRead(DomainError):
    """The reader needed more time or memory than a file that people make."""

    sentence = _l(
        "Det tog för mycket tid eller minne att läsa filen. Spara bara det som behövs i en ny, mindre fil och ladda"
        " upp den."
    )


class CannotRead(DomainError):
    """The reader ended without an answer."""

    sentence = _l(
        "Det gick inte att läsa filen. Spara den på nytt i programmet den kommer från och försök igen."
    )


def read_apart(reader: str, content: bytes) -> Answer:
    """Return what the reader, a module by its name, finds in the content. Blocks for `WALL_SECONDS` at most.

    Raises `Refused` for what the reader refuses, `ManyAreReading`, `TooMuchToRead` and `CannotRead`. The values are as
    the child sent them: check their types before use. Never inside `write()`: others would wait for the file.
    """
    if is_writing():
        raise RuntimeError("A file is read before write(), never inside")
    with _turn():
        status, said = _run(reader, content)
    if status != 0:
        raise _failure(reader, status)
    return _understood(reader, said)


def _run(reader: str, content: bytes) -> tuple[int, bytes]:
    """Return how the process ended and what it said; kills it when its time is over or it says too much."""
    process = subprocess.Popen(
        [sys.executable, "-m", reader],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        said = _exchange(process, content, time.monotonic() + WALL_SECONDS)
        if said is None:
            process.kill()
        return process.wait(), said or b""
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                _known(stream).close()


def _exchange(process: subprocess.Popen[bytes], content: bytes, deadline: float) -> bytes | None:
    """Send the content and return the answer; None when it does not end in time, or never ends."""
    stdin, stdout = _known(process.stdin), _known(process.stdout)
    os.set_blocking(stdin.fileno(), False)
    left, said = memoryview(content), bytearray()
    with selectors.DefaultSelector() as pipes:
        pipes.register(stdin, selectors.EVENT_WRITE)
        pipes.register(stdout, selectors.EVENT_READ)
        while len(said) <= LARGEST_ANSWER:
            ready = {key.fileobj for key, _event in pipes.select(max(0.0, deadline - time.monotonic()))}
            if not ready:
                return None
            if stdin in ready:
                left = left[_send(stdin, left) :]
                if not left:
                    pipes.unregister(stdin)
                    stdin.close()
            if stdout in ready:
                piece = os.read(stdout.fileno(), 256 * 1024)
                if not piece:
                    return bytes(said)
                said += piece
    return None


def _send(stdin: IO[bytes], left: memoryview) -> int:
    """Return how many octets went; a child that has ended takes all that is left."""
    try:
        return os.write(stdin.fileno(), left[: 256 * 1024])
    except BrokenPipeError:
        return len(left)


def _understood(reader: str, said: bytes) -> Answer:
    head, _line, octets = said.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
        if "refused" in answer:
            raise Refused(str(answer["refused"]), **answer["values"])
        if "stopped" in answer:
            raise TooMuchToRead
        if answer["octets"] == len(octets):
            return Answer(dict(answer["values"]), octets)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    _log.warning("%s gave an answer that cannot be understood", reader)
    raise CannotRead


def _failure(reader: str, status: int) -> DomainError:
    """Return the error for a process that was ended, or ended with an error; the log has which."""
    _log.warning("%s ended with %s", reader, status)
    is_stopped = -status in {signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM}
    return TooMuchToRead() if is_stopped else CannotRead()


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # Other locales map archives of hundreds of megabytes, which count as address space.
    return {**passed, "LC_ALL": "C.UTF-8"}


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of the machine's slots; raises `ManyAreReading` when it takes too long or many wait already."""
    if not _threads.acquire(blocking=False):
        raise ManyAreReading
    try:
        with _slot(time.monotonic() + PATIENCE_SECONDS):
            yield
    finally:
        _threads.release()


@contextmanager
def _slot(deadline: float) -> Iterator[None]:
    """Hold a file lock: the kernel frees it whatever becomes of this process, and all web processes share it."""
    with ExitStack() as held:
        while not any(_take(number, held) for number in range(SLOTS)):
            if time.monotonic() >= deadline:
                raise ManyAreReading
            time.sleep(0.05)
        yield


def _take(number: int, held: ExitStack) -> bool:
    """Try to lock a slot's file, which stays empty; where it cannot even be opened, read without."""
    path = Path(tempfile.gettempdir(), f"eventapp-{os.getuid()}-reading-{number}.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        _log.warning("%s cannot be locked (%s): more files may be read at one time", path, error.strerror)
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    held.callback(os.close, handle)
    return True


def _known(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("not a pipe")
    return stream
