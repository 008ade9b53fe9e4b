"""Somebody declines in the calendar of a full event: real workers, a real mailbox, and each of them breaking."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.models import Event
from eventapp.messages.delivery import deliver_due
from eventapp.messages.models import Installation, OutboxMessage, ReceivedMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import RegistrationStatus
from tests.messages.outbox import wait_until
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.calendar_answers import answer
from tests.support.imap_proxy import wire_to
from tests.support.imap_server import ImapServer
from tests.support.mail_server import MailServer
from tests.support.processes import RunningProcess

KIM = "kim@kommun.example"
QUEUE = [f"ko-{number}@kommun.example" for number in range(1, 6)]
Start = Callable[..., RunningProcess]


@pytest.fixture
def full(app: Flask, session, smtp_server: MailServer) -> Event:
    """A full event with a queue of five, everybody told."""
    app.config.update(MAIL_SERVER=smtp_server.host, MAIL_PORT=smtp_server.port)
    event = make_event(seats=1)
    for address in (KIM, *QUEUE):
        sign_up(event, address)
    db.session.commit()
    assert deliver_due() == 6
    smtp_server.messages.clear()
    return event


def decline(event: Event, imap_server: ImapServer) -> None:
    entry = registration_of(event, KIM).calendar_entry
    assert entry is not None
    imap_server.put(answer(entry))


def sign_up_now(address: str) -> None:
    """Sign somebody up for another event while workers write."""
    with write():
        sign_up(make_event(), address)


def states(event: Event) -> list[RegistrationStatus]:
    db.session.rollback()
    db.session.expire_all()
    return [registration_of(event, address).status for address in (KIM, *QUEUE)]


def fault() -> str:
    db.session.rollback()
    return db.session.scalar(sa.select(Installation.mailbox_fault)) or ""


def assert_first_in_line_came(event: Event, smtp_server: MailServer, imap_server: ImapServer) -> None:
    """The seat went on once, with one mail each, and the answer is out of the way."""
    waiting = RegistrationStatus.WAITLISTED
    assert states(event) == [RegistrationStatus.CANCELLED, RegistrationStatus.CONFIRMED, *[waiting] * 4]
    assert Counter(mail.recipients[0] for mail in smtp_server.messages) == {KIM: 1, QUEUE[0]: 1}
    (promoted,) = smtp_server.to(QUEUE[0])
    (invitation,) = (part for part in promoted.message.walk() if part.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    assert find_seat_problems() == []
    assert len(db.session.scalars(sa.select(ReceivedMessage.id)).all()) == 1
    assert imap_server.count() == 0
    assert imap_server.count("Klart") >= 1


@pytest.mark.both_databases
def test_within_one_round_the_first_in_line_has_seat_mail_and_invitation(
    full: Event, start_process: Start, imap_server: ImapServer, smtp_server: MailServer
):
    decline(full, imap_server)
    for _round in range(2):
        running = start_process("worker", "--once", **imap_server.settings())
        assert running.process.wait(60) == 0, running.printed
        if _round == 0:
            assert states(full)[:2] == [RegistrationStatus.CANCELLED, RegistrationStatus.CONFIRMED]
    assert_first_in_line_came(full, smtp_server, imap_server)


@pytest.mark.both_databases
@pytest.mark.parametrize("moment", ["LOGIN", "SEARCH", "BODY.PEEK", "MOVE", "LOGOUT"])
def test_a_worker_killed_between_two_steps_changes_nothing_of_that(
    app: Flask,
    full: Event,
    start_process: Start,
    imap_server: ImapServer,
    smtp_server: MailServer,
    moment: str,
):
    decline(full, imap_server)
    with wire_to(imap_server.host, imap_server.port) as wire:
        settings = imap_server.settings() | {"EVENTAPP_REPLY_IMAP_PORT": str(wire.server_address[1])}
        ready, dead = threading.Event(), threading.Event()

        def kill() -> None:
            ready.wait(20)
            if moment == "BODY.PEEK":
                # The answer is passed on, and while the database is held nothing comes of it.
                hold_database(app, dead)
                threading.Timer(0.5, end).start()
            else:
                end()

        def end() -> None:
            victim.kill()
            dead.set()

        wire.moment, wire.happens, wire.passes_on = moment, kill, moment == "BODY.PEEK"
        victim = start_process("worker", **settings)
        ready.set()
        wait_until(lambda: victim.process.poll() is not None, 60)
        dead.wait(20)
    before = states(full)
    assert (before[0] is RegistrationStatus.CANCELLED) is (moment in {"MOVE", "LOGOUT"})
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        deliver_due()
    heir = start_process("worker", "--once", **imap_server.settings())
    assert heir.process.wait(60) == 0, heir.printed
    db.session.rollback()
    deliver_due()
    assert_first_in_line_came(full, smtp_server, imap_server)


def hold_database(app: Flask, until: threading.Event) -> None:
    """Keep everybody from writing until then, from a thread of its own; returns when it holds."""
    held = threading.Event()

    def hold() -> None:
        with app.app_context(), db.engine.connect() as connection:
            connection.execution_options(sqlite_begin="IMMEDIATE")
            with connection.begin():
                connection.execute(sa.select(Event.id).with_for_update())
                held.set()
                until.wait(20)

    threading.Thread(target=hold, daemon=True).start()
    held.wait(20)


@pytest.mark.parametrize("trouble", ["hangs", "gone", "password"])
def test_mails_go_out_while_the_mailbox_fails_and_answers_come_when_it_is_back(
    full: Event, start_process: Start, imap_server: ImapServer, smtp_server: MailServer, trouble: str
):
    settings = imap_server.settings()
    if trouble == "hangs":
        imap_server.hang()
    elif trouble == "gone":
        imap_server.go_down()
    else:
        settings["EVENTAPP_REPLY_IMAP_PASSWORD"] = "gammalt"
    running = start_process("worker", **settings)
    wait_until(lambda: "Traceback" in running.printed or trouble == "hangs" or fault(), 30)
    registered_at = time.monotonic()
    sign_up_now("ny@kommun.example")
    wait_until(lambda: smtp_server.to("ny@kommun.example"))
    assert time.monotonic() - registered_at < 8
    wait_until(fault, 30)
    assert imap_server.password not in running.printed
    if trouble == "password":
        running.stop()
        settings = imap_server.settings()
        running = start_process("worker", **settings)
    elif trouble == "gone":
        imap_server.come_up()
    else:
        imap_server.go_on()
    decline(full, imap_server)
    wait_until(lambda: states(full)[1] is RegistrationStatus.CONFIRMED and not fault(), 60)
    assert running.stop() == 0


def test_worker_ends_in_time_although_the_mailbox_hangs(
    full: Event, start_process: Start, imap_server: ImapServer, smtp_server: MailServer
):
    imap_server.hang()
    running = start_process("worker", **imap_server.settings())
    sign_up_now("ny@kommun.example")
    wait_until(lambda: smtp_server.to("ny@kommun.example"), 30)
    begun = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - begun < 6


def test_other_work_keeps_its_pace_while_hundreds_of_answers_are_read(
    full: Event, start_process: Start, imap_server: ImapServer, smtp_server: MailServer
):
    entry = registration_of(full, KIM).calendar_entry
    assert entry is not None
    imap_server.put(*(answer(entry, "TENTATIVE") for _ in range(300)))
    running = start_process("worker", **imap_server.settings())
    wait_until(lambda: imap_server.count("Klart") > 0, 60)
    waited = []
    for number in range(5):
        address = f"mitt-i-{number}@kommun.example"
        begun = time.monotonic()
        sign_up_now(address)
        wait_until(lambda address=address: smtp_server.to(address), 30)
        waited.append(time.monotonic() - begun)
    assert max(waited) < 8
    wait_until(lambda: imap_server.count() == 0, 120)
    assert running.stop() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 11
