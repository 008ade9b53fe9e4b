"""Whether mail goes out, in one answer for monitors and for organisers."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.core import clock
from eventapp.messages.installation import installation
from eventapp.messages.queries import oldest_due_mail_seconds, worker_silent_seconds

#: Seconds a due mail may wait, and the worker be silent.
PATIENCE = 300


class Cause(enum.StrEnum):
    """Why no mail goes out."""

    HELD = "held"
    NO_WORKER = "no_worker"
    STUCK = "stuck"


@dataclass(frozen=True)
class Standstill:
    """The queue of mails stands still."""

    cause: Cause
    #: None where nobody knows: mail is held, or no worker has ever run.
    since: datetime | None


def find_standstill() -> Standstill | None:
    """Return why and since when no mail goes out; None while it does. Three small queries."""
    if installation().is_mail_held:
        return Standstill(Cause.HELD, None)
    silent = worker_silent_seconds()
    if silent is None or silent > PATIENCE:
        return Standstill(Cause.NO_WORKER, None if silent is None else _ago(silent))
    waits = oldest_due_mail_seconds()
    return Standstill(Cause.STUCK, _ago(waits)) if waits > PATIENCE else None


def is_well(waits: int, silent: int | None) -> bool:
    """Tell whether these seconds of waiting and of silence are within what is normal."""
    return waits <= PATIENCE and silent is not None and silent <= PATIENCE


def _ago(seconds: int) -> datetime:
    return clock.now() - timedelta(seconds=seconds)
