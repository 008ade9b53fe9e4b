"""The talk with the mail server that `doctor` has: what is wrong, in the server's words, and nothing is sent."""

from __future__ import annotations

import socket

import pytest

from eventapp.messages import sending_check
from eventapp.messages.sending_check import find_sending_faults
from tests.support.mail_server import MailServer, free_port

SENDER, REPLY = "anmalan@anmalan.example", "svar@anmalan.example"


@pytest.fixture(autouse=True)
def _settings(app, session, smtp_server: MailServer, monkeypatch):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port)
    monkeypatch.setattr(sending_check, "TIMEOUT", 0.5)


def told() -> str:
    return " ".join(find_sending_faults([SENDER, REPLY]))


def test_nothing_is_wrong_and_nothing_is_sent(smtp_server: MailServer):
    assert told() == ""
    assert (smtp_server.greetings, smtp_server.messages) == (1, [])


@pytest.mark.parametrize("sender", [SENDER, REPLY])
def test_each_sender_is_named_at_mail_from(sender, smtp_server: MailServer, app):
    app.config.update(MAIL_USERNAME="anmalan", MAIL_PASSWORD="")
    smtp_server.refuse_sender(sender, "553 5.7.1 Sender address rejected: not owned by user anmalan")
    assert f"refuses the sender {sender}: 553 5.7.1 Sender address rejected: not owned" in told()
    assert "Let the login anmalan send as this address" in told()


def test_who_has_not_signed_in_is_told_at_the_recipient(smtp_server: MailServer):
    smtp_server.refuse_recipients("554 5.7.1 <{address}>: Recipient address rejected: Access denied")
    assert f"554 5.7.1 <{REPLY}>: Recipient address rejected: Access denied" in told()
    assert "No sign-in is set: set EVENTAPP_MAIL_USERNAME" in told()


def test_a_reply_address_that_does_not_exist_is_told(smtp_server: MailServer):
    smtp_server.refuse_recipient(REPLY)
    assert "550 5.1.1 No such mailbox. It was asked to take a mail to our own address" in told()


def test_a_recipient_that_is_refused_for_now_is_no_fault(smtp_server: MailServer):
    smtp_server.refuse_recipients("450 4.7.1 Greylisted")
    assert told() == ""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"MAIL_USE_TLS": True}, "It offers no STARTTLS"),
        ({"MAIL_USERNAME": "a", "MAIL_PASSWORD": "b"}, "Most servers offer sign-in over TLS only"),
        ({"MAIL_USE_SSL": True}, "TLS from the first octet is port 465"),
        ({"MAIL_PORT": free_port()}, "Nothing listens there: check EVENTAPP_MAIL_SERVER"),
    ],
)
def test_what_to_do_is_said(app, settings, sentence):
    app.config.update(settings)
    assert sentence in told()


def test_a_name_that_nobody_knows_is_told(monkeypatch):
    def unknown(*_arguments, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert "check EVENTAPP_MAIL_SERVER" in told()


def test_a_server_that_waits_for_tls_is_not_waited_for(app, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app.config.update(MAIL_PORT=silent.getsockname()[1])
        assert "needs EVENTAPP_MAIL_USE_SSL=true" in told()
        monkeypatch.setattr(sending_check, "IMPLICIT_TLS_PORT", app.config["MAIL_PORT"])
        assert "Port 465 wants TLS from the first octet" in told()


def test_a_server_that_breaks_off_is_told(smtp_server: MailServer):
    smtp_server.refuse_sender(SENDER, "421 4.7.0 Go away")
    assert "421 4.7.0 Go away" in told()
