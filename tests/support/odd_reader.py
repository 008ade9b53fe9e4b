"""A reader that does what its file says: what a library that has met a hostile file might do."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from eventapp.core import reader_process
from eventapp.core.reader_process import Answer, Refused, answer_once

reader_process.CPU_SECONDS = 1


def read(content: bytes) -> Answer:
    """Do what the file says, and tell what came of it."""
    deed, *arguments = content.decode().split()
    return Answer({"said": DEEDS[deed](*arguments)}, b"octets\n\0")


def spin() -> None:
    """Use CPU without end."""
    while True:
        pass


def grow(megabytes: str) -> int:
    """Use memory."""
    return len(bytearray(int(megabytes) * 1_000_000))


def refuse() -> None:
    """Say what is wrong with the file."""
    raise Refused("too_odd", most=7)


def die(number: str) -> None:
    """End by a signal, as a decoder that writes where it must not."""
    os.kill(os.getpid(), int(number))


def flood(line: str) -> None:
    """Write to the parent without end."""
    while True:
        os.write(sink(), line.encode() * 10_000)


def say(text: str) -> None:
    """Give an answer of one's own and end."""
    os.write(sink(), text.encode() + b"\n")
    os._exit(0)


def sink() -> int:
    """Return the pipe to the parent, which compromised code would find."""
    return next(number for number in range(3, 32) if _is_pipe(number))


def _is_pipe(number: int) -> bool:
    try:
        return Path(f"/dev/fd/{number}").is_fifo()
    except OSError:
        return False


def write_file(path: str) -> str:
    """Leave something on disk."""
    try:
        Path(path).write_text("x", encoding="ascii")
    except OSError as error:
        return type(error).__name__
    return "written"


DEEDS = {
    "spin": spin,
    "grow": grow,
    "refuse": refuse,
    "die": die,
    "flood": flood,
    "say": say,
    "file": write_file,
    "sleep": lambda: time.sleep(60),
    "exit": lambda: os._exit(3),
    "raise": lambda: json.loads("{"),
    "print": lambda: print("noise", flush=True),
    "environment": lambda: sorted(os.environ),
    "segment": lambda: die(str(int(signal.SIGSEGV))),
    "size": lambda *words: len(words),
}

if __name__ == "__main__":
    if "--unlimited" in sys.argv:
        reader_process.limit_process = lambda: None
    answer_once(read)
