"""Reading a mailbox on a real IMAP server: what is moved where, what a server may do wrong, and what it is called."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from eventapp.core import clock
from eventapp.messages import imap, mailbox
from eventapp.messages.imap import MAILBOX_ERRORS, Account, describe
from eventapp.messages.mailbox import Tray, account, read_mailbox, tidy_mailbox
from eventapp.messages.parts import MAX_HEAD
from tests.messages.odd_server import odd_server
from tests.support.imap_server import USERNAME, ImapServer


def mail(number: int = 1, size: int = 0) -> bytes:
    return f"From: kim@kommun.example\r\nMessage-ID: <{number}@x>\r\n\r\n{'x' * size}\r\n".encode()


@pytest.fixture
def known(imap_server: ImapServer) -> Account:
    return Account(imap_server.host, imap_server.port, USERNAME, imap_server.password, False, "INBOX")


def fault(known: Account) -> str:
    with pytest.raises(MAILBOX_ERRORS) as caught:
        read_mailbox(known, lambda _octets, _whole: Tray.DONE)
    return describe(caught.value)


def test_each_mail_is_handed_over_once_and_moved_to_its_tray(imap_server, known):
    imap_server.put(mail(1), mail(2), mail(3))
    seen = []

    def handle(octets: bytes, _whole: bool) -> Tray:
        seen.append(octets)
        return Tray.REVIEW if b"<2@x>" in octets else Tray.DONE

    assert [read_mailbox(known, handle), read_mailbox(known, handle)] == [3, 0]
    assert seen == [mail(1), mail(2), mail(3)]
    assert [imap_server.count(name) for name in ("INBOX", "Klart", "Granskas")] == [0, 2, 1]
    assert imap_server.unread("Granskas") == 1


def test_mail_that_is_too_large_is_not_fetched(imap_server, known, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 1000)
    imap_server.put(mail(1, size=5000))
    seen = []
    read_mailbox(known, lambda octets, whole: seen.append((len(octets) < 200, whole)) or Tray.REVIEW)
    assert seen == [(True, False)]


def test_of_a_header_that_is_too_large_only_the_beginning_is_fetched(imap_server, known):
    head = "".join(f"X-{number}: {'x' * 70}\r\n" for number in range(20_000))
    imap_server.put(f"From: kim@kommun.example\r\n{head}\r\nHej\r\n".encode())
    seen = []
    read_mailbox(known, lambda octets, whole: seen.append((octets[:6], len(octets), whole)) or Tray.REVIEW)
    assert seen == [(b"From: ", MAX_HEAD, False)]


def test_mail_that_nobody_thought_of_goes_to_a_person_and_the_next_one_comes(imap_server, known, caplog):
    imap_server.put(mail(1), mail(2))

    def handle(octets: bytes, _whole: bool) -> Tray:
        if b"<1@x>" in octets:
            raise ValueError("kim@kommun.example")
        return Tray.DONE

    assert read_mailbox(known, handle) == 2
    assert [imap_server.count("Granskas"), imap_server.count("Klart")] == [1, 1]
    assert "kim" not in caplog.text


def test_nothing_is_moved_while_the_database_is_away(imap_server, known):
    imap_server.put(mail(1))

    def handle(_octets: bytes, _whole: bool) -> Tray:
        raise OperationalError("", {}, Exception())

    with pytest.raises(OperationalError):
        read_mailbox(known, handle)
    assert imap_server.count() == 1


def test_a_visit_is_a_batch_and_ends_when_asked(imap_server, known, monkeypatch):
    monkeypatch.setattr(mailbox, "BATCH", 2)
    imap_server.put(mail(1), mail(2), mail(3))
    assert read_mailbox(known, lambda _octets, _whole: Tray.DONE) == 2
    assert read_mailbox(known, lambda _octets, _whole: Tray.DONE, lambda: True) == 0
    assert imap_server.count() == 1


def test_handled_mails_go_after_thirty_days_and_unhandled_ones_stay(imap_server, known):
    old, fresh = clock.now() - timedelta(days=32), clock.now() - timedelta(days=29)
    read_mailbox(known, lambda _octets, _whole: Tray.DONE)
    for folder in ("Klart", "Granskas", "INBOX"):
        imap_server.put(mail(1), mail(2), came_at=old, folder=folder)
        imap_server.put(mail(3), came_at=fresh, folder=folder)
    assert tidy_mailbox(known) == 4
    assert [imap_server.count(name) for name in ("INBOX", "Klart", "Granskas")] == [3, 1, 1]


def test_each_fault_has_its_sentence_without_the_password(known):
    assert fault(replace(known, password="gammalt-ord")) == "wrong user name or password"
    assert fault(replace(known, password="gåmmalt")) == "wrong user name or password"
    assert fault(replace(known, folder="Borta")) == "the folder is not there"
    assert fault(replace(known, host="borta.invalid")) == "the server's name is not known"
    assert fault(replace(known, port=1)) == "nothing listens at the server's port"
    assert fault(replace(known, uses_tls=True)) == "the connection cannot be encrypted"


def test_server_that_hangs_is_left(imap_server, known, monkeypatch):
    monkeypatch.setattr(imap, "ANSWER_TIMEOUT", 0.3)
    imap_server.hang()
    assert fault(known) == "the server does not answer"


def test_server_that_drips_is_left_when_the_time_is_over(known, monkeypatch):
    monkeypatch.setattr(imap, "LONGEST", 0.5)
    with odd_server(drips=True) as port:
        begun = time.monotonic()
        assert fault(replace(known, port=port)) == "the server broke the connection off"
        assert time.monotonic() - begun < 3


def test_no_mailbox_without_both_settings(app, session):
    assert account() is None
    app.config["REPLY_IMAP_HOST"] = "imap.anmalan.example"
    found = account()
    assert found is not None
    assert (found.port, found.uses_tls, found.folder) == (993, True, "INBOX")
    app.config["REPLY_ADDRESS"] = ""
    assert account() is None
