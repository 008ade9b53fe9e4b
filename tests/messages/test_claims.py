"""Several workers: no mail is sent by two, and a worker that was too slow spoils nothing."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages import claims, delivery
from eventapp.messages.models import MessageStatus
from eventapp.messages.services import withdraw
from tests.messages.outbox import Outbox, wait_until
from tests.support.mail_server import MailServer

START = datetime(2026, 11, 8, 9, tzinfo=UTC)


class Meanwhile(MailServer):
    """A mail server that lets something else happen while the first client waits for an answer."""

    step: Callable[[], None] | None = None
    at_data: Callable[[], None] | None = None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Answer after the step has been taken."""
        step, self.step = self.step, None
        if step:
            await asyncio.to_thread(step)
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, then take the step, then answer."""
        answer = await super().handle_DATA(server, session, envelope)
        step, self.at_data = self.at_data, None
        if step:
            await asyncio.to_thread(step)
        return answer


@pytest.fixture
def smtp_server():
    """A mail server during whose answers another worker can run."""
    server = Meanwhile()
    server.come_up()
    yield server
    server.go_down()


def copies(server: MailServer) -> list[int]:
    return sorted(Counter(mail.message["Message-ID"] for mail in server.messages).values())


@pytest.mark.both_databases
def test_what_one_worker_has_claimed_another_leaves_alone(outbox: Outbox, smtp_server: Meanwhile):
    outbox.queue(10)
    smtp_server.step = outbox.deliver_elsewhere
    assert outbox.deliver(batch=5) == 5
    assert outbox.deliver() == 0
    assert copies(smtp_server) == [1] * 10


@pytest.mark.both_databases
def test_without_the_claim_both_would_send(
    outbox: Outbox, smtp_server: Meanwhile, monkeypatch: pytest.MonkeyPatch
):
    def only_look(batch: int, lease: timedelta) -> list[claims.Claim]:
        found = claims.claim_due(batch, lease)
        db.session.rollback()
        return found

    monkeypatch.setattr(delivery, "claim_due", only_look)
    outbox.queue(3)
    smtp_server.step = outbox.deliver_elsewhere
    outbox.deliver()
    assert copies(smtp_server) == [2, 2, 2]


@pytest.mark.both_databases
def test_a_worker_whose_lease_ran_out_sends_nothing_more(
    outbox: Outbox, smtp_server: Meanwhile, at: Callable[[datetime], None]
):
    def take_over() -> None:
        at(START + timedelta(minutes=5))
        outbox.deliver_elsewhere()

    at(START)
    outbox.queue(3)
    smtp_server.step = take_over
    assert outbox.deliver() == 0
    assert outbox.states() == [MessageStatus.SENT] * 3
    assert copies(smtp_server) == [1, 1, 1]


@pytest.mark.both_databases
def test_a_worker_whose_lease_ran_out_while_sending_does_not_overwrite(
    outbox: Outbox, smtp_server: Meanwhile, at: Callable[[datetime], None]
):
    def take_over() -> None:
        at(START + timedelta(minutes=5))
        smtp_server.answer_data("550 5.7.1 No", times=1)
        outbox.deliver_elsewhere()

    at(START)
    outbox.queue()
    smtp_server.at_data = take_over
    outbox.deliver()
    assert outbox.only().status is MessageStatus.FAILED


@pytest.mark.both_databases
def test_many_workers_send_each_mail_once_and_in_order(
    outbox: Outbox, smtp_server: Meanwhile, start_process: Callable[..., Any]
):
    for number in range(20):
        outbox.queue(about=f"thing{number % 7}", subject=f"{number:02}", recipient=f"p{number % 7}@x.example")
    workers = [start_process("worker") for _ in range(2)]
    wait_until(lambda: set(outbox.states()) == {MessageStatus.SENT}, 40)
    # One may still have been starting when the other had sent everything; then the signal ends it as it is.
    assert {worker.stop() for worker in workers} <= {0, -signal.SIGTERM}, [one.printed for one in workers]
    assert copies(smtp_server) == [1] * 20
    for number in range(7):
        subjects = [mail.message["Subject"] for mail in smtp_server.to(f"p{number}@x.example")]
        assert subjects == sorted(subjects)


def test_what_a_dead_worker_had_claimed_can_be_taken_back(
    outbox: Outbox, smtp_server: Meanwhile, at: Callable[[datetime], None]
):
    at(START)
    outbox.queue(about="a", kind="reminder_day")
    with write():
        assert claims.claim_due(5, timedelta(seconds=30))
    with write():
        assert withdraw("a", ["reminder_day"]) == 0
    at(START + timedelta(seconds=31))
    with write():
        assert withdraw("a", ["reminder_day"]) == 1
    assert outbox.deliver() == 0
    assert outbox.only().status is MessageStatus.WITHDRAWN
