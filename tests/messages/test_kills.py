"""A worker killed at the worst moments: every mail arrives, and at most one copy more than the kills explain."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.models import MessageStatus, OutboxMessage
from tests.messages.outbox import Outbox, wait_until
from tests.support.mail_server import MailServer
from tests.support.processes import RunningProcess

MAILS = 3


class Deadly(MailServer):
    """A mail server that kills its first client at a chosen moment."""

    moment = ""
    victim: RunningProcess | None = None
    app: Flask

    def strike(self, moment: str) -> None:
        """Kill, when this is the moment, once."""
        if self.moment == moment and self.victim is not None:
            self.moment = ""
            self.victim.kill()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Kill before any mail has been sent."""
        await asyncio.to_thread(self.strike, "connected")
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Kill when the mail has been kept but not answered, or when it has been answered but not marked."""
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.to_thread(self.strike, "kept")
        if self.moment == "answered":
            locked, dead = threading.Event(), threading.Event()
            threading.Thread(target=self._hold_database, args=(locked, dead)).start()
            await asyncio.to_thread(locked.wait)
            asyncio.get_running_loop().call_later(0.2, self._strike_answered, dead)
        return answer

    def _strike_answered(self, dead: threading.Event) -> None:
        self.strike("answered")
        dead.set()

    def _hold_database(self, locked: threading.Event, dead: threading.Event) -> None:
        """Keep the worker from writing the answer down until it is dead."""
        with self.app.app_context(), db.engine.connect() as connection:
            connection.execution_options(sqlite_begin="IMMEDIATE")
            with connection.begin():
                connection.execute(sa.select(OutboxMessage.id).with_for_update())
                locked.set()
                dead.wait(20)


@pytest.fixture
def smtp_server() -> Iterator[Deadly]:
    """A mail server that can kill the worker."""
    server = Deadly()
    server.come_up()
    yield server
    server.go_down()


@pytest.mark.both_databases
@pytest.mark.parametrize(("moment", "most_copies"), [("connected", 1), ("kept", 2), ("answered", 2)])
def test_a_killed_worker_loses_nothing(
    outbox: Outbox,
    smtp_server: Deadly,
    start_process: Callable[..., Any],
    moment: str,
    most_copies: int,
):
    outbox.queue(MAILS)
    smtp_server.app, smtp_server.moment = outbox.app, moment
    smtp_server.victim = start_process("worker")
    wait_until(lambda: smtp_server.victim.process.poll() is not None)
    assert MessageStatus.SENDING in outbox.states()
    assert outbox.deliver() == 0, "its lease still holds"
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        outbox.deliver()
    assert outbox.states() == [MessageStatus.SENT] * MAILS
    copies = Counter(mail.message["Message-ID"] for mail in smtp_server.messages)
    assert len(copies) == MAILS
    assert sorted(copies.values()) == [1] * (MAILS - 1) + [most_copies]
