"""Makes a costly thing once in a run of the suite, however many test processes want it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path


def once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return what `make` gave the first process that asked; the others wait for it."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = folder / f"{name}.result"
        if not result.exists():
            result.write_text(make())
        return result.read_text()


def made(folder: Path, name: str) -> str:
    """Return what `once` kept under the name, empty when nobody asked for it."""
    result = folder / f"{name}.result"
    return result.read_text() if result.exists() else ""
