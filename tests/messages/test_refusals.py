"""A refusal about ourselves: mails wait, none fails, somebody is told, and all goes out when it is mended."""

from __future__ import annotations

import contextvars
import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations.models import Role
from eventapp.messages import refusals
from eventapp.messages.line import find_breaker, note_answer, note_failure
from eventapp.messages.models import MailBreaker, MessageStatus, OutboxMessage, WorkerBeat
from eventapp.messages.queue_health import Cause, find_standstill
from eventapp.messages.smtp import OutboxMail
from tests.messages.outbox import Outbox
from tests.support.builders import make_federation
from tests.support.mail_server import MailServer
from tests.support.organisers import OrganiserBrowser, make_organiser

START = datetime(2026, 11, 8, 9, tzinfo=UTC)
SENDER = "svar@anmalan.example"
OTHER = "svar@haninge.example"
NOT_OWNED = f"553 5.7.1 <{SENDER}>: Sender address rejected: not owned by user anmalan"
DENIED = "554 5.7.1 <{address}>: Recipient address rejected: Access denied"
QUEUED, SENT, FAILED = MessageStatus.QUEUED, MessageStatus.SENT, MessageStatus.FAILED

#: What a server may say of us, by the method of the test's server.
ABOUT_US = [
    ("refuse_sender", NOT_OWNED),
    ("refuse_sender", "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail"),
    ("refuse_sender", "451 4.7.1 Temporary lookup failure"),
    ("refuse_recipients", NOT_OWNED),
    ("refuse_recipients", DENIED),
    ("refuse_recipients", "454 4.7.1 <{address}>: Relay access denied"),
    ("refuse_recipients", "550 5.4.5 Daily user sending limit exceeded"),
    ("refuse_recipients", "550 5.7.708 Service unavailable. Access denied"),
    ("refuse_recipients", "421 4.7.0 Try again later, closing connection."),
    ("answer_data", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
]


@pytest.fixture
def outbox(outbox: Outbox, at) -> Outbox:
    at(START)
    return outbox


def refuse(server: MailServer, method: str, answer: str) -> None:
    getattr(server, method)(*([SENDER] if method == "refuse_sender" else []), answer)


def pass_time(at, **span: float) -> None:
    """Move the clock on, with a worker that is alive."""
    at(clock.now() + timedelta(**span))
    with write():
        db.session.merge(WorkerBeat(id=1, at=clock.now()))


def queue_to(outbox: Outbox, *recipients: str, sender: str = SENDER) -> None:
    """Queue mails as rows of an earlier version may have them: with any envelope sender."""
    for recipient in recipients:
        outbox.queue(recipient=recipient)
        added = OutboxMessage.recipient == recipient
        with write():
            db.session.execute(sa.update(OutboxMessage).where(added).values(sender=sender))


@pytest.mark.both_databases
@pytest.mark.parametrize(("method", "answer"), ABOUT_US)
def test_nothing_fails_however_long_it_takes_and_all_goes_out_when_it_is_mended(
    method, answer, outbox: Outbox, smtp_server: MailServer, at
):
    refuse(smtp_server, method, answer)
    queue_to(outbox, "en@ett.example", "tva@ett.example", "tre@ett.example")
    for _ in range(12):
        outbox.deliver()
        pass_time(at, hours=9)
    assert outbox.states() == [QUEUED] * 3
    smtp_server.recover()
    while outbox.deliver():
        pass
    assert outbox.states() == [SENT] * 3
    assert find_standstill() is None


def test_without_the_table_every_mail_fails(outbox: Outbox, smtp_server: MailServer, monkeypatch):
    """The control: the fault that the table guards against."""
    monkeypatch.setattr("eventapp.messages.replies.RULES", ())
    monkeypatch.setattr(refusals, "ALIKE", 99)
    smtp_server.refuse_sender(SENDER, NOT_OWNED)
    queue_to(outbox, "en@ett.example", "tva@ett.example")
    outbox.deliver()
    assert outbox.states() == [FAILED] * 2


def test_pauses_grow_to_a_quarter(outbox: Outbox, smtp_server: MailServer, at):
    smtp_server.refuse_sender(SENDER, NOT_OWNED)
    queue_to(outbox, *(f"{number}@ett.example" for number in range(20)))
    pauses = []
    for _ in range(10):
        outbox.deliver()
        breaker = find_breaker(SENDER)
        assert breaker is not None
        pauses.append((breaker.waits_until - clock.now()).total_seconds())
        outbox.deliver()
        at(breaker.waits_until)
    assert pauses == [5, 15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_a_sender_that_is_refused_holds_back_no_other(outbox: Outbox, smtp_server: MailServer, at):
    smtp_server.refuse_sender(OTHER)
    queue_to(outbox, "en@ett.example", "tva@ett.example", sender=OTHER)
    queue_to(outbox, "tre@ett.example", "fyra@ett.example")
    assert outbox.deliver() == 2
    assert outbox.states() == [QUEUED, QUEUED, SENT, SENT]
    pass_time(at, minutes=1)
    outbox.deliver()
    found = find_standstill()
    assert found is not None
    assert (found.cause, found.sender) == (Cause.REFUSED, OTHER)


def test_one_recipient_to_whom_access_is_denied_fails_alone_once_others_are_taken(
    outbox: Outbox, smtp_server: MailServer, at
):
    smtp_server.refuse_recipient("sparrad@ett.example", DENIED.format(address="sparrad@ett.example"))
    queue_to(outbox, "sparrad@ett.example")
    outbox.deliver()
    assert outbox.states() == [QUEUED]
    for number in range(3):
        queue_to(outbox, f"{number}@ett.example")
    pass_time(at, seconds=5)
    assert outbox.deliver() == 3
    pass_time(at, minutes=2)
    outbox.deliver()
    assert outbox.states() == [FAILED, SENT, SENT, SENT]
    assert find_standstill() is None


@pytest.mark.both_databases
def test_unclear_words_to_recipients_at_three_domains_in_a_row_are_about_us(
    outbox: Outbox, smtp_server: MailServer, at
):
    smtp_server.refuse_recipients("550 5.7.1 Policy says no to {address}")
    queue_to(outbox, "en@ett.example", "tva@ett.example", "tre@tva.example")
    outbox.deliver()
    assert outbox.states() == [FAILED] * 3
    queue_to(outbox, "fyra@tre.example", "fem@fyra.example")
    outbox.deliver()
    assert outbox.states() == [QUEUED] * 5
    for _ in range(8):
        pass_time(at, hours=8)
        outbox.deliver()
    assert outbox.states() == [QUEUED] * 5
    assert find_standstill().cause is Cause.REFUSED
    smtp_server.recover()
    pass_time(at, minutes=20)
    while outbox.deliver():
        pass
    assert outbox.states() == [SENT] * 5


def test_the_same_words_from_one_domain_are_that_domains(outbox: Outbox, smtp_server: MailServer):
    smtp_server.answer_data("554 5.7.1 Looks like spam")
    queue_to(outbox, *(f"{number}@ett.example" for number in range(5)))
    outbox.deliver()
    assert outbox.states() == [FAILED] * 5


def test_addresses_that_do_not_exist_are_never_about_us(outbox: Outbox, smtp_server: MailServer):
    smtp_server.refuse_recipients("550 5.1.1 <{address}>: User unknown")
    queue_to(outbox, *(f"en@{number}.example" for number in "abcdef"))
    outbox.deliver()
    assert outbox.states() == [FAILED] * 6


def test_a_row_is_broken_by_a_mail_that_was_taken(outbox: Outbox, smtp_server: MailServer, at):
    for number, domain in enumerate(("a", "b", "c", "d")):
        smtp_server.refuse_recipients("550 5.7.1 Policy")
        queue_to(outbox, f"en@{domain}.example")
        outbox.deliver()
        smtp_server.recover()
        pass_time(at, seconds=10)
        queue_to(outbox, f"tva@{domain}.example")
        assert outbox.deliver() == 1, number
        pass_time(at, seconds=10)
    assert outbox.states() == [FAILED, SENT] * 4


def test_what_went_back_and_is_refused_after_others_were_taken_fails(
    outbox: Outbox, smtp_server: MailServer, at
):
    refused = [f"en@{domain}.example" for domain in "abc"]
    for address in refused:
        smtp_server.refuse_recipient(address, "550 5.7.1 Policy")
    queue_to(outbox, *refused)
    outbox.deliver()
    assert outbox.states() == [QUEUED] * 3
    queue_to(outbox, "fyra@d.example")
    pass_time(at, seconds=5)
    assert outbox.deliver() == 1
    pass_time(at, minutes=1)
    outbox.deliver()
    assert outbox.states() == [FAILED, FAILED, FAILED, SENT]


def test_it_is_said_on_the_first_page_and_to_the_monitor(
    app, client, outbox: Outbox, smtp_server: MailServer, at
):
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    smtp_server.refuse_recipients(DENIED)
    queue_to(outbox, "en@ett.example", "tva@tva.example")
    pass_time(at, seconds=0)
    outbox.deliver()
    assert client.get("/halsa").json["mail"] == "ok"
    pass_time(at, seconds=5)
    outbox.deliver()
    told = client.get("/halsa")
    assert (told.status_code, told.json["mail"]) == (503, "refused")
    assert "5.7.1" not in told.text
    page = browser.get("/arrangor/").text
    assert "Mejlservern nekar oss att skicka" in page
    assert "554 5.7.1 &lt;…&gt;: Recipient address rejected: Access denied" in page
    assert "ett.example" not in page
    smtp_server.recover()
    pass_time(at, minutes=1)
    assert outbox.deliver() == 2
    assert (client.get("/halsa").status_code, client.get("/halsa").json["mail"]) == (200, "ok")
    assert "går inte ut" not in browser.get("/arrangor/").text


def test_a_refused_sign_in_is_said_at_once_and_a_server_that_is_away_after_five_minutes(
    client, outbox: Outbox, monkeypatch, at
):
    def refuse(_mail):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Error: authentication failed")

    def stay_away(_mail):
        raise TimeoutError("timed out")

    queue_to(outbox, "en@ett.example")
    for connect, words in ((stay_away, ["ok", "ok", "waiting"]), (refuse, ["waiting", "refused"])):
        monkeypatch.setattr(OutboxMail, "connect", connect)
        for word in words:
            outbox.deliver()
            assert client.get("/halsa").json["mail"] == word
            pass_time(at, minutes=3)
        with write():
            db.session.execute(sa.delete(MailBreaker))
    assert outbox.states() == [QUEUED]


@pytest.mark.both_databases
def test_two_workers_open_and_close_one_breaker(app, outbox: Outbox, smtp_server: MailServer):
    def in_turns(number: int) -> None:
        with app.app_context():
            for _ in range(5):
                with write():
                    note_failure("550 5.4.5 Limit", SENDER)
                note_answer(SENDER)
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(contextvars.Context().run, in_turns, number) for number in range(4)]:
            done.result()
    assert find_breaker(SENDER) is None
