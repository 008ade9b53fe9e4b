"""Waiting for the worker."""

from __future__ import annotations

import time

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.messages.models import UNFINISHED, OutboxMessage


def wait_until_sent() -> None:
    """Return when the worker has sent all there is."""
    waiting = sa.select(sa.func.count()).where(OutboxMessage.status.in_(UNFINISHED))
    deadline = time.monotonic() + 120
    while db.session.scalar(waiting):
        db.session.rollback()
        assert time.monotonic() < deadline, "mails are still waiting"
        time.sleep(0.1)
    db.session.rollback()
