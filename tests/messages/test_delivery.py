"""What becomes of a mail: order, answers, tries and pauses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.installation import hold_mail, release_mail
from eventapp.messages.models import MessageStatus, OutboxMessage
from tests.messages.outbox import PERSON, Outbox
from tests.support.mail_server import MailServer

START = datetime(2026, 11, 8, 9, tzinfo=UTC)


@pytest.mark.both_databases
def test_a_mail_is_handed_over_once_as_it_was_stored(outbox: Outbox, smtp_server: MailServer):
    outbox.queue(recipient="åsa@förbund.example"[1:])
    stored = outbox.only().payload
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    (received,) = smtp_server.messages
    assert received.raw == stored
    assert received.recipients == ("sa@xn--frbund-wxa.example",)
    message = outbox.only()
    assert (message.status, message.server_answer) == (MessageStatus.SENT, "250 OK")
    assert message.finished_at is not None


def test_dots_at_line_starts_arrive(outbox: Outbox, smtp_server: MailServer):
    outbox.queue(text=".\n..x\n.y\n")
    outbox.deliver()
    text = smtp_server.messages[0].message.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n") == ".\n..x\n.y\n"


def test_a_batch_goes_over_one_connection(outbox: Outbox, smtp_server: MailServer):
    outbox.queue(20)
    assert outbox.deliver() == 20
    assert smtp_server.greetings == 1


@pytest.mark.both_databases
def test_mails_about_the_same_leave_in_order_one_at_a_time(outbox: Outbox, smtp_server: MailServer):
    for subject in ("ett", "två", "tre"):
        outbox.queue(about="same", subject=subject)
    assert [outbox.deliver() for _ in range(4)] == [1, 1, 1, 0]
    assert [mail.message["Subject"] for mail in smtp_server.messages] == ["ett", "två", "tre"]


def test_a_mail_that_waits_holds_back_the_later_ones_about_the_same_and_no_others(
    outbox: Outbox, smtp_server: MailServer
):
    smtp_server.refuse_recipient(PERSON, "451 4.7.1 Greylisted")
    outbox.queue(about="same")
    outbox.queue(about="same", recipient="other@mottagare.example")
    outbox.queue(recipient="third@mottagare.example")
    outbox.deliver()
    outbox.deliver()
    assert outbox.states() == [MessageStatus.QUEUED, MessageStatus.QUEUED, MessageStatus.SENT]


def test_a_refused_recipient_is_final_and_harms_nobody_else(outbox: Outbox, smtp_server: MailServer):
    smtp_server.refuse_recipient(PERSON)
    outbox.queue()
    outbox.queue(recipient="other@mottagare.example")
    assert outbox.deliver() == 1
    assert outbox.states() == [MessageStatus.FAILED, MessageStatus.SENT]
    refused = db.session.get(OutboxMessage, 1)
    assert refused is not None
    assert refused.server_answer == "550 5.1.1 No such mailbox"


@pytest.mark.parametrize("address", ["åsa@x.example", "two words@x.example", "a@b@x.example", "x", "a@", ""])
def test_an_address_that_cannot_be_written_to_fails_alone(
    address: str, outbox: Outbox, smtp_server: MailServer
):
    outbox.queue(recipient=address)
    outbox.queue()
    assert outbox.deliver() == 1
    assert outbox.states() == [MessageStatus.FAILED, MessageStatus.SENT]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 4.3.0 Later", MessageStatus.QUEUED), ("554 5.7.1 Looks like spam", MessageStatus.FAILED)],
)
def test_the_answer_to_the_content_decides(
    answer: str, state: MessageStatus, outbox: Outbox, smtp_server: MailServer
):
    smtp_server.answer_data(answer)
    outbox.queue()
    outbox.deliver()
    assert outbox.only().status is state
    assert outbox.only().server_answer == answer


def test_pauses_grow_to_a_quarter_and_it_ends_after_two_days(outbox: Outbox, smtp_server: MailServer, at):
    smtp_server.answer_data("451 4.3.0 Later")
    at(START)
    outbox.queue()
    pauses = []
    for _ in range(7):
        before = clock.now()
        outbox.deliver()
        pauses.append((outbox.only().next_try_at - before).total_seconds())
        at(outbox.only().next_try_at)
    assert pauses == [30, 60, 120, 240, 480, 900, 900]
    at(START + timedelta(hours=48))
    outbox.deliver()
    assert outbox.only().status is MessageStatus.QUEUED
    at(outbox.only().next_try_at)
    outbox.deliver()
    assert outbox.only().status is MessageStatus.FAILED


def test_an_old_mail_is_tried_although_it_waited_for_days(outbox: Outbox, smtp_server: MailServer, at):
    at(START)
    outbox.queue()
    at(START + timedelta(days=4))
    smtp_server.answer_data("451 4.3.0 Later", times=1)
    outbox.deliver()
    assert outbox.only().status is MessageStatus.QUEUED
    at(START + timedelta(days=4, minutes=1))
    assert outbox.deliver() == 1


def test_a_mail_that_came_too_late_is_dropped_and_says_so(outbox: Outbox, smtp_server: MailServer, at):
    at(START)
    outbox.queue(not_after=START + timedelta(hours=1))
    at(START + timedelta(hours=1, seconds=1))
    smtp_server.go_down()
    assert outbox.deliver() == 0
    assert outbox.only().status is MessageStatus.EXPIRED


def test_held_mail_waits_until_it_is_released(outbox: Outbox, smtp_server: MailServer):
    outbox.queue()
    with write():
        hold_mail()
    assert outbox.deliver() == 0
    with write():
        release_mail()
    assert outbox.deliver() == 1


def test_an_unexpected_fault_in_one_mail_stops_no_other(outbox: Outbox, smtp_server: MailServer):
    outbox.queue()
    with write():
        db.session.execute(sa.update(OutboxMessage).values(sender="å@x.example"))
    outbox.queue(recipient="other@mottagare.example")
    assert outbox.deliver() == 1
    assert outbox.states() == [MessageStatus.QUEUED, MessageStatus.SENT]
