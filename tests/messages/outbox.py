"""Mails for tests: queue some, deliver them, look at what became of them."""

from __future__ import annotations

import contextvars
import itertools
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.delivery import deliver_due
from eventapp.messages.mail import CalendarPart, Mail
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.services import enqueue

_number = itertools.count(1)
PERSON = "person@mottagare.example"


def make_mail(**overrides: Any) -> Mail:
    """Make a mail with sensible words."""
    values: dict[str, Any] = {
        "kind": "registration_confirmed",
        "recipient": PERSON,
        "subject": "Du är anmäld: Demokratidagen",
        "text": "Hej Åsa!\n\nVälkommen.\n",
        "html": "<p>Hej Åsa!</p>",
        "sender_name": "Samordningsförbundet Provkommun",
        "sender_address": "svar@anmalan.example",
    }
    return Mail(**values | overrides)


def make_calendar(method: str = "REQUEST") -> CalendarPart:
    """Make a calendar part with text that is not ASCII."""
    return CalendarPart(
        method=method, content=f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nSUMMARY:Åäö –\r\n".encode()
    )


def wait_until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Wait for something another process does; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


class Outbox:
    """The outbox of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def queue(self, count: int = 1, *, about: str = "", not_after: Any = None, **mail: Any) -> list[int]:
        """Queue mails and return their ids; each is about something of its own unless said."""
        ids = []
        with write():
            for _ in range(count):
                number = next(_number)
                message = enqueue(
                    make_mail(**mail),
                    dedup_key=f"test:{number}",
                    about=about or f"thing{number}",
                    not_after=not_after,
                )
                assert message is not None
                ids.append(message.id)
        return ids

    def deliver(self, batch: int = 50) -> int:
        """Deliver what is due, in this thread."""
        return deliver_due(batch)

    def deliver_elsewhere(self) -> None:
        """Deliver what is due as another process would: on a session of its own."""

        def run() -> None:
            with self.app.app_context():
                deliver_due()
                db.session.remove()

        thread = threading.Thread(target=contextvars.Context().run, args=(run,))
        thread.start()
        thread.join()

    def states(self) -> list[MessageStatus]:
        """Return the states of all mails, in the order they were made."""
        db.session.rollback()
        return list(db.session.scalars(sa.select(OutboxMessage.status).order_by(OutboxMessage.id)))

    def only(self) -> OutboxMessage:
        """Return the only mail as it now is."""
        db.session.rollback()
        return db.session.scalars(sa.select(OutboxMessage)).one()

    def next_try(self) -> datetime:
        """Return when the first mail is tried again."""
        db.session.rollback()
        return db.session.scalars(sa.select(OutboxMessage.next_try_at).order_by(OutboxMessage.id)).all()[0]
