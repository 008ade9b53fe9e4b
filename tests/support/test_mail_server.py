"""The mail server of the suite fails the way real ones do."""

from __future__ import annotations

import smtplib

import pytest

from tests.support.mail_server import MailServer

MAIL = b"Subject: Hej\r\n\r\nEn rad.\r\n"
LOST = (smtplib.SMTPServerDisconnected, ConnectionResetError)


def send(server: MailServer, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(server.host, server.port, timeout=0.3) as connection:
        return connection.sendmail("from@example.org", list(recipients) or ["to@example.org"], MAIL)


def test_keeps_the_bytes_it_was_given(smtp_server: MailServer) -> None:
    send(smtp_server)

    assert smtp_server.to("to@example.org")[0].raw == MAIL
    assert smtp_server.messages[0].message["Subject"] == "Hej"


def test_refuses_one_recipient_and_takes_the_other(smtp_server: MailServer) -> None:
    smtp_server.refuse_recipient("gone@example.org")

    refused = send(smtp_server, "gone@example.org", "to@example.org")

    assert refused["gone@example.org"][0] == 550
    assert smtp_server.messages[0].recipients == ("to@example.org",)


def test_answers_data_as_told_so_many_times(smtp_server: MailServer) -> None:
    smtp_server.answer_data("451 4.3.0 Later", times=1)

    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(smtp_server)
    send(smtp_server)

    assert len(smtp_server.messages) == 1


def test_breaks_the_connection_after_it_took_the_mail(smtp_server: MailServer) -> None:
    smtp_server.drop_after_data()

    with pytest.raises(LOST):
        send(smtp_server)

    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize("step", ["EHLO", "DATA"])
def test_hangs_until_it_recovers(smtp_server: MailServer, step: str) -> None:
    smtp_server.hang(at=step)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp_server)

    smtp_server.recover()
    send(smtp_server, "after@example.org")

    assert len(smtp_server.to("after@example.org")) == 1


def test_comes_back_on_the_same_port(smtp_server: MailServer) -> None:
    smtp_server.go_down()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_server)

    smtp_server.come_up()
    send(smtp_server)

    assert len(smtp_server.messages) == 1


def test_refuses_a_sender_and_any_recipient_on_request(smtp_server: MailServer) -> None:
    smtp_server.refuse_sender("from@example.org", "553 5.7.1 Not yours")
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(smtp_server)
    smtp_server.recover()
    smtp_server.refuse_recipients("554 5.7.1 <{address}>: Access denied")
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"<to@example\.org>: Access denied"):
        send(smtp_server)
