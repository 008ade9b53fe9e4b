"""A mail server that refuses, hangs, drips or breaks off: nothing is lost, nobody waits long afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.messages.delivery import deliver_due
from eventapp.messages.line import CONNECTION, find_breaker
from eventapp.messages.models import MessageStatus
from tests.messages.odd_server import odd_server
from tests.messages.outbox import PERSON, Outbox
from tests.support.mail_server import MailServer

START = datetime(2026, 11, 8, 9, tzinfo=UTC)


def waits_until() -> datetime | None:
    db.session.rollback()
    breaker = find_breaker(CONNECTION)
    return breaker.waits_until if breaker else None


def test_while_it_is_down_all_mail_waits_with_growing_pauses_and_no_try_is_counted(
    outbox: Outbox, smtp_server: MailServer, at: Callable[[datetime], None]
):
    smtp_server.go_down()
    at(START)
    outbox.queue(3)
    pauses = []
    for _ in range(10):
        assert outbox.deliver() == 0
        until = waits_until()
        assert until is not None
        pauses.append((until - clock.now()).total_seconds())
        at(until)
    assert pauses == [5, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    smtp_server.come_up()
    assert outbox.deliver() == 3
    assert waits_until() is None


def test_between_tries_nobody_connects(outbox: Outbox, smtp_server: MailServer, at):
    smtp_server.go_down()
    at(START)
    outbox.queue()
    outbox.deliver()
    smtp_server.come_up()
    outbox.queue()
    assert outbox.deliver() == 0
    assert smtp_server.greetings == 0
    at(START + timedelta(seconds=5))
    assert outbox.deliver() == 2


def test_a_silent_server_is_left_and_the_mails_wait(outbox: Outbox, smtp_server: MailServer):
    outbox.app.config["MAIL_TIMEOUT"] = 0.2
    smtp_server.hang(at="EHLO")
    outbox.queue(3)
    began = time.monotonic()
    assert outbox.deliver() == 0
    assert time.monotonic() - began < 5
    assert outbox.states() == [MessageStatus.QUEUED] * 3


def test_no_answer_to_the_content_is_unknown_and_the_rest_is_untouched(
    outbox: Outbox, smtp_server: MailServer
):
    outbox.app.config["MAIL_TIMEOUT"] = 0.2
    smtp_server.hang(at="DATA")
    outbox.queue(3)
    assert outbox.deliver() == 0
    assert outbox.states().count(MessageStatus.UNKNOWN) >= 1
    assert MessageStatus.SENDING not in outbox.states()


def test_a_connection_that_breaks_after_the_content_gives_the_same_mail_again(
    outbox: Outbox, smtp_server: MailServer, at
):
    at(START)
    smtp_server.drop_after_data()
    outbox.queue()
    outbox.deliver()
    assert outbox.only().status is MessageStatus.UNKNOWN
    at(START + timedelta(seconds=30))
    assert outbox.deliver() == 1
    first, second = smtp_server.to(PERSON)
    assert first.raw == second.raw
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_one_broken_connection_does_not_hold_up_the_others(outbox: Outbox, smtp_server: MailServer):
    smtp_server.drop_after_data()
    outbox.queue(5)
    assert outbox.deliver() == 4
    assert sorted(outbox.states()) == [*[MessageStatus.SENT] * 4, MessageStatus.UNKNOWN]


def test_a_server_that_closes_after_each_mail_gets_them_all(outbox: Outbox):
    with odd_server(closes_after=1) as port:
        outbox.app.config["MAIL_PORT"] = port
        outbox.queue(4)
        assert outbox.deliver() == 4


def test_a_dripping_server_is_cut_off(outbox: Outbox):
    outbox.app.config["MAIL_TIMEOUT"] = 0.3
    with odd_server(drips=True) as port:
        outbox.app.config["MAIL_PORT"] = port
        outbox.queue()
        began = time.monotonic()
        assert outbox.deliver() == 0
        assert time.monotonic() - began < 5
    assert outbox.only().status is MessageStatus.QUEUED


def test_wrong_credentials_fail_no_mail(outbox: Outbox, smtp_server: MailServer):
    outbox.app.config.update(MAIL_USERNAME="a", MAIL_PASSWORD="b")
    outbox.queue()
    assert outbox.deliver() == 0
    assert outbox.only().status is MessageStatus.QUEUED


def test_encryption_that_was_asked_for_is_never_left_out(outbox: Outbox, smtp_server: MailServer):
    outbox.app.config.update(MAIL_USE_TLS=True)
    outbox.queue()
    assert outbox.deliver() == 0
    assert smtp_server.messages == []
    assert outbox.only().status is MessageStatus.QUEUED


def test_a_request_to_stop_ends_a_hanging_delivery(outbox: Outbox, smtp_server: MailServer):
    outbox.app.config["MAIL_TIMEOUT"] = 30
    smtp_server.hang(at="DATA")
    outbox.queue(2)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    assert deliver_due(stop=stop) == 0
    assert time.monotonic() - began < 8
    assert outbox.states() == [MessageStatus.UNKNOWN, MessageStatus.QUEUED]
