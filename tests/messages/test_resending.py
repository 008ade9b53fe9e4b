"""Sending a mail again: the same octets, never a second copy, and not what no longer holds."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.claims import claim_due
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.resending import BeingSent, ContentGone, OutOfDate, send_again, withdraw_unsent

pytestmark = pytest.mark.both_databases


def again():
    with write():
        public_id = db.session.scalar(sa.select(OutboxMessage.public_id).order_by(OutboxMessage.id))
        return send_again(public_id).status


def set_values(**values):
    with write():
        db.session.execute(sa.update(OutboxMessage).values(**values))


def test_a_sent_mail_goes_out_once_more_with_the_same_octets_and_message_id(outbox, smtp_server):
    outbox.queue()
    outbox.deliver()
    again()
    outbox.deliver()
    outbox.deliver()

    first, second = smtp_server.messages
    assert first.raw == second.raw
    assert outbox.states() == [MessageStatus.SENT]


def test_a_failed_mail_is_tried_from_the_beginning(outbox, smtp_server):
    outbox.queue()
    set_values(status="failed", attempts=12, finished_at=now(), created_at=now() - timedelta(days=3))
    assert again() is MessageStatus.QUEUED
    assert (outbox.only().attempts, outbox.only().finished_at) == (0, None)
    outbox.deliver()
    assert len(smtp_server.messages) == 1


def test_a_mail_that_waits_for_its_next_try_is_tried_now(outbox, smtp_server):
    outbox.queue()
    set_values(next_try_at=now() + timedelta(hours=1), attempts=3)
    outbox.deliver()
    assert smtp_server.messages == []
    again()
    outbox.deliver()
    assert len(smtp_server.messages) == 1


def test_what_may_have_arrived_stays_marked_as_that(outbox):
    outbox.queue()
    set_values(status="unknown", next_try_at=now() + timedelta(hours=1))
    assert again() is MessageStatus.UNKNOWN


def test_a_mail_that_a_worker_holds_is_left_to_it(outbox):
    outbox.queue()
    with write():
        claim_due(1, timedelta(minutes=1))
    with pytest.raises(BeingSent):
        again()


def test_a_mail_of_a_dead_worker_is_taken_over(outbox, smtp_server):
    outbox.queue()
    with write():
        claim_due(1, timedelta(seconds=-1))
    assert again() is MessageStatus.UNKNOWN
    outbox.deliver()
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"payload": None, "status": "sent"}, ContentGone),
        ({"status": "withdrawn"}, OutOfDate),
        ({"status": "expired", "not_after": "past"}, OutOfDate),
        ({"status": "sent", "not_after": "past"}, OutOfDate),
    ],
)
def test_what_is_gone_or_no_longer_holds_is_refused(outbox, values, error):
    outbox.queue()
    set_values(**{name: now() - timedelta(1) if value == "past" else value for name, value in values.items()})
    with pytest.raises(error):
        again()


def test_taking_back_leaves_what_has_left_and_others(outbox):
    outbox.queue(about="kim")
    set_values(status="sent")
    outbox.queue(about="kim")
    outbox.queue(about="robin")
    with write():
        assert withdraw_unsent("kim") == 1
    assert outbox.states() == [MessageStatus.SENT, MessageStatus.WITHDRAWN, MessageStatus.QUEUED]
