"""Reading the mailbox beside the worker: what it writes down, how long it waits, and two workers at one mailbox."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp import answers
from eventapp.answers import read_answers, take_mail
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.imap import MAILBOX_ERRORS
from eventapp.messages.installation import hold_mail
from eventapp.messages.models import Installation, ReceivedMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import RegistrationStatus
from eventapp.worker import beat, run_round
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.calendar_answers import answer
from tests.support.imap_server import ImapServer
from tests.support.mail_server import free_port


@pytest.fixture
def event(session):
    event = make_event(seats=2)
    for name in ("en", "tva", "tre", "fyra", "fem"):
        sign_up(event, f"{name}@kommun.example")
    db.session.commit()
    return event


@pytest.fixture
def mailbox(app, session, imap_server: ImapServer) -> ImapServer:
    """The mailbox of the settings."""
    configure(app, imap_server)
    return imap_server


def configure(app, server: ImapServer) -> None:
    app.config.update(server.settings(""), REPLY_IMAP_PORT=server.port, REPLY_IMAP_USE_TLS=False)


def declined(event, *names: str) -> list[bytes]:
    entries = [registration_of(event, f"{name}@kommun.example").calendar_entry for name in names]
    return [answer(entry) for entry in entries if entry is not None]


def confirmed(event) -> set[str]:
    db.session.rollback()
    names = ("en", "tva", "tre", "fyra", "fem")
    found = {name: registration_of(event, f"{name}@kommun.example").status for name in names}
    return {name for name, status in found.items() if status is RegistrationStatus.CONFIRMED}


def state() -> Installation:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Installation, 1)
    assert found is not None
    return found


def failing() -> str:
    with pytest.raises(MAILBOX_ERRORS):
        read_answers()
    return state().mailbox_fault


def at_once(app, mails: list[bytes]) -> None:
    """Take the mails, each by a worker of its own, at the same moment."""
    start = threading.Barrier(len(mails))

    def work(mail: bytes) -> None:
        with app.app_context():
            start.wait(10)
            take_mail(mail)

    with ThreadPoolExecutor(len(mails)) as pool:
        list(pool.map(work, mails))


@pytest.mark.both_databases
def test_a_round_frees_the_seat_for_the_next_in_line(event, mailbox):
    mailbox.put(*declined(event, "en"), b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n")
    run_round()
    assert confirmed(event) == {"tva", "tre"}
    assert [mailbox.count(name) for name in ("INBOX", "Klart", "Granskas")] == [0, 1, 1]


@pytest.mark.both_databases
def test_two_who_decline_at_once_let_two_in(app, event):
    at_once(app, declined(event, "en", "tva"))
    assert confirmed(event) == {"tre", "fyra"}
    assert find_seat_problems() == []


@pytest.mark.both_databases
def test_one_answer_that_two_workers_read_lets_one_in(app, event):
    at_once(app, declined(event, "en") * 2)
    assert confirmed(event) == {"tva", "tre"}
    assert len(db.session.scalars(sa.select(ReceivedMessage)).all()) == 1


@pytest.mark.both_databases
def test_two_different_answers_of_one_person_at_once_let_one_in(app, event):
    at_once(app, declined(event, "en") + declined(event, "en"))
    assert confirmed(event) == {"tva", "tre"}
    assert {row.action for row in db.session.scalars(sa.select(ReceivedMessage))} == {"apply", "ignore"}


def test_what_keeps_it_from_reading_is_written_down_until_it_reads_again(app, mailbox):
    read_answers()
    read_at = state().mailbox_read_at
    app.config["REPLY_IMAP_PASSWORD"] = "gammalt"
    assert failing() == "wrong user name or password"
    mailbox.go_down()
    assert failing() == "nothing listens at the server's port"
    assert state().mailbox_read_at == read_at
    mailbox.come_up()
    configure(app, mailbox)
    read_answers()
    assert state().mailbox_fault == ""


def test_that_it_was_read_is_written_once_a_minute(mailbox, at):
    at("2027-10-01 12:00")
    read_answers()
    first = state().mailbox_read_at
    at("2027-10-01 12:00:59")
    read_answers()
    assert state().mailbox_read_at == first
    at("2027-10-01 12:01")
    read_answers()
    assert state().mailbox_read_at == clock.now()


def test_while_mail_is_held_the_mailbox_is_left_alone(event, mailbox):
    mailbox.put(*declined(event, "en"))
    with write():
        hold_mail()
    assert read_answers() == 0
    assert mailbox.count() == 1


def test_pauses_grow_to_five_minutes_and_are_short_again(app, mailbox):
    reader = answers._Reader(app, threading.Event())
    app.config["REPLY_IMAP_PORT"] = free_port()
    assert [reader.visit() for _ in range(7)] == [5, 15, 30, 60, 120, 300, 300]
    configure(app, mailbox)
    assert reader.visit() == 10
    mailbox.put(b"Subject: x\r\n\r\nx\r\n")
    assert reader.visit() == 0


def test_old_mails_are_deleted_once_a_day(app, mailbox, monkeypatch):
    seen = []
    monkeypatch.setattr(answers, "tidy_mailbox", seen.append)
    reader = answers._Reader(app, threading.Event())
    reader.visit()
    reader.visit()
    assert len(seen) == 1
    reader.next_tidy -= 24 * 3600
    reader.visit()
    assert len(seen) == 2


def test_hundreds_waiting_are_read_in_batches(app, session, mailbox):
    mailbox.put(*(f"Message-ID: <{number}@x>\r\n\r\nx\r\n".encode() for number in range(250)))
    counts = [read_answers() for _ in range(4)]
    assert sum(counts) == 250
    assert max(counts) == 100


@pytest.mark.parametrize(
    ("minutes", "fault", "word", "code"),
    [
        (0, "", "ok", 200),
        (59, "the server does not answer", "the server does not answer", 200),
        (61, "the server does not answer", "the server does not answer", 503),
        (61, "", "not read", 503),
        (None, "", "not read yet", 200),
        (None, "wrong user name or password", "wrong user name or password", 503),
    ],
)
def test_health_says_what_is_wrong_and_asks_for_somebody_after_an_hour(
    app, client, session, minutes, fault, word, code
):
    app.config["REPLY_IMAP_HOST"] = "imap.anmalan.example"
    beat()
    with write():
        read_at = None if minutes is None else clock.now() - timedelta(minutes=minutes)
        db.session.merge(Installation(id=1, uid_domain="x", mailbox_read_at=read_at, mailbox_fault=fault))
    told = client.get("/halsa")
    assert (told.json["mailbox"], told.status_code) == (word, code)
    assert (told.json["mailbox_read_seconds"] is None) == (minutes is None)


def test_health_says_that_a_mailbox_is_held_with_the_mail(app, client, session):
    app.config["REPLY_IMAP_HOST"] = "imap.anmalan.example"
    beat()
    with write():
        hold_mail()
    told = client.get("/halsa")
    assert (told.json["mailbox"], told.status_code) == ("held", 200)


def test_health_without_a_mailbox_says_off(client, session):
    beat()
    told = client.get("/halsa")
    assert (told.json["mailbox"], told.json["mailbox_read_seconds"], told.status_code) == ("off", None, 200)
