"""Putting mails into the outbox and taking them back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.installation import set_up_installation
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.services import enqueue, withdraw
from tests.messages.outbox import Outbox, make_calendar, make_mail


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) or 0


@pytest.mark.both_databases
def test_the_same_mail_is_made_once(session):
    with write():
        first = enqueue(make_mail(), dedup_key="one", about="a")
        assert enqueue(make_mail(subject="Annat"), dedup_key="one", about="a") is None
    with write():
        assert enqueue(make_mail(), dedup_key="one", about="a") is None
    assert count() == 1
    assert first is not None
    assert first.message_id == f"{first.public_id}@localhost"
    assert f"Message-ID: <{first.message_id}>".encode() in (first.payload or b"")


def test_no_mail_without_the_change_it_tells_about(session):
    with suppress(RuntimeError), write():
        enqueue(make_mail(), dedup_key="one", about="a")
        raise RuntimeError
    assert count() == 0


def test_the_message_id_keeps_the_first_domain(app, session):
    with write():
        set_up_installation()
    app.config["UID_DOMAIN"] = "other.example"
    with write():
        message = enqueue(make_mail(), dedup_key="one", about="a")
    assert message is not None
    assert message.message_id.endswith("@localhost")


def test_only_waiting_mails_of_that_kind_are_taken_back(outbox: Outbox):
    outbox.queue(about="a", kind="reminder_day")
    outbox.deliver()
    outbox.queue(about="a", kind="reminder_hour")
    outbox.queue(about="a", kind="registration_changed")
    outbox.queue(about="b", kind="reminder_hour")
    with write():
        assert withdraw("a", ["reminder_day", "reminder_hour"]) == 1
    assert outbox.states() == [
        MessageStatus.SENT,
        MessageStatus.WITHDRAWN,
        MessageStatus.QUEUED,
        MessageStatus.QUEUED,
    ]


def test_octets_are_not_loaded_with_a_list(session, outbox: Outbox):
    outbox.queue(3)
    messages = session.scalars(sa.select(OutboxMessage)).all()
    assert all("payload" in sa.inspect(message).unloaded for message in messages)


@pytest.mark.parametrize(
    ("reply_address", "organizer", "envelope"),
    [
        ("svar@anmalan.example", "", "svar@anmalan.example"),
        ("svar@anmalan.example", "svar@haninge.example", "svar@haninge.example"),
        ("", "", "anmalan@anmalan.example"),
    ],
)
def test_bounces_come_to_the_mailbox_that_is_read(app, session, reply_address, organizer, envelope):
    app.config["REPLY_ADDRESS"] = reply_address
    part = replace(make_calendar(), organizer=organizer) if organizer else None
    with write():
        message = enqueue(
            make_mail(sender_address=organizer or "anmalan@anmalan.example", calendar=part),
            dedup_key="one",
            about="a",
        )
    assert message is not None
    assert message.sender == envelope
    assert f"<{organizer or 'anmalan@anmalan.example'}>".encode() in (message.payload or b"")
