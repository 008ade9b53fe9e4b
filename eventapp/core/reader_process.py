"""Child side of reading a foreign file: a short-lived process with limits, one file in, one answer out.

A reader is a module with `read(content) -> Answer` that ends in `if __name__ == "__main__": answer_once(read)`; the
parent (`reading_apart`) starts it by its name. What it imports is paid for by every file, so neither this module nor a
reader imports the web framework or the database.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

#: Seconds of CPU; SIGXCPU ends a process that needs more.
CPU_SECONDS = 10
#: Seconds by the clock. The parent kills then; the alarm is for a child whose parent has gone.
WALL_SECONDS = 30
#: Octets of address space, so that the resident set stays below.
MEMORY = 300_000_000
#: Less of the CPU than the processes that answer visitors get, but enough to end in time where all of it is in use.
NICENESS = 4
#: Octets kept back until memory has run out, so that this can still be said.
RESERVE = 1_000_000


@dataclass(frozen=True)
class Answer:
    """What a reader found: plain values that JSON can hold, and octets where it makes some."""

    values: dict[str, Any]
    octets: bytes = b""


class Refused(Exception):
    """The file is not taken; `problem` is a key for which the slice has a sentence, `values` what it needs."""

    def __init__(self, problem: str, **values: int | str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values


Reader = Callable[[bytes], Answer]


def answer_once(read: Reader) -> None:
    """Limit this process, read one file from stdin and answer on stdout."""
    sink = _take_stdout()
    limit_process()
    content = sys.stdin.buffer.read()
    with os.fdopen(sink, "wb") as stdout:
        stdout.write(answer_to(read, content))


def answer_to(read: Reader, content: bytes) -> bytes:
    """Return the answer as it travels: one line of JSON, then the octets. Never pickle: it has met foreign data."""
    reserve: bytes | None = bytes(RESERVE)
    octets = b""
    try:
        answer = read(content)
    except Refused as refused:
        head: dict[str, Any] = {"refused": refused.problem, "values": refused.values}
    except MemoryError:
        reserve = None
        head = {"stopped": "memory"}
    else:
        octets = answer.octets
        head = {"values": answer.values, "octets": len(octets)}
    del reserve
    return json.dumps(head).encode() + b"\n" + octets


def limit_process() -> None:
    """Lower what this process may use; hard limits, so nothing later can raise them. macOS knows some of them only."""
    signal.alarm(WALL_SECONDS + 5)
    os.nice(NICENESS)
    for name, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_NOFILE", 32),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def _take_stdout() -> int:
    """Return the way to the parent, and let whatever a library prints go where errors go."""
    sink = os.dup(1)
    os.dup2(2, 1)
    return sink
