"""Processes put before those of other tests, where the machine lets it: for what is measured by the clock."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from eventapp.core.extensions import db

FIRST = -15


def put_first(pid: int) -> None:
    """Let a process, what it starts from now on and its whole session come before others; root may, on Linux.

    Where sessions are scheduled as groups (`sched_autogroup_enabled`), the niceness of a process counts within its
    session alone, and the session has one of its own.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, FIRST)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(FIRST))


def put_database_first() -> None:
    """Do the same for the database's server, where it is one of this machine: each connection is a session there."""
    if db.engine.dialect.name == "postgresql":
        for pid in db.session.scalars(sa.text("SELECT pid FROM pg_stat_activity")).all():
            put_first(pid)
        db.session.rollback()
