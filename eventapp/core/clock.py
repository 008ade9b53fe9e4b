"""The only place that reads the clock; everything else asks `now()`."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_offset = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """Return the current instant, aware and in UTC."""
    if _frozen is not None:
        return _frozen
    return datetime.now(UTC) + _offset


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant inside the block (tests, demo data)."""
    global _frozen
    if at.tzinfo is None:
        raise ValueError("a clock needs an aware instant")
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def start_from(instant: str, kept_in: Path) -> None:
    """Let the clock run from an ISO instant, counted from the first process that asked for it.

    The real time of that first start is kept in the file `kept_in`, so that every process, also one
    started later, tells the same time. Another instant starts anew.
    """
    global _offset
    wanted = datetime.fromisoformat(instant)
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=UTC)
    started = _first_start(instant, kept_in)
    _offset = wanted.astimezone(UTC) - datetime.fromtimestamp(started, UTC)


def run_normally() -> None:
    """Undo `start_from`: the clock tells the real time again."""
    global _offset
    _offset = timedelta(0)


def _first_start(instant: str, kept_in: Path) -> float:
    try:
        kept = json.loads(kept_in.read_text())
        if kept["instant"] == instant:
            return float(kept["started"])
    except (OSError, ValueError, KeyError):
        pass
    started = time.time()
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept_in.with_name(f"{kept_in.name}.{os.getpid()}")
    fresh.write_text(json.dumps({"instant": instant, "started": started}))
    fresh.replace(kept_in)
    return started
