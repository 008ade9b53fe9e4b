"""What the doctor says of settings, mail and migrations; seats are tested with the registrations."""

from __future__ import annotations

import platform
from datetime import timedelta

import pytest
import sqlalchemy as sa

import eventapp
from eventapp.core import clock
from eventapp.core.transactions import write
from eventapp.doctor import examine
from eventapp.maintenance import upgrade_database
from eventapp.messages.installation import hold_mail
from eventapp.messages.line import note_failure
from tests.support.builders import make_event, make_federation, sign_up
from tests.support.calendar_answers import receive_mail
from tests.support.mail_server import MailServer


@pytest.fixture(autouse=True)
def _mail_server(app, smtp_server: MailServer):
    """A mail server that takes everything."""
    app.config.update(MAIL_SERVER=smtp_server.host, MAIL_PORT=smtp_server.port)


def sentences(*, problems: bool) -> str:
    return " ".join(finding.sentence for finding in examine() if finding.is_problem is problems)


def test_nothing_is_wrong_with_a_new_installation(session):
    assert sentences(problems=True) == ""


def test_versions_are_a_note(session):
    told = sentences(problems=False)
    assert f"eventapp {eventapp.__version__}, Python {platform.python_version()}, sqlite at revision" in told


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"CONFIG": "production", "BASE_URL": "http://anmalan.example.se"}, "https://"),
        ({"CONFIG": "production", "SECRET_KEY": "short"}, "EVENTAPP_SECRET_KEY"),
    ],
)
def test_unsafe_settings_are_problems(app, session, settings, word):
    app.config.update(settings)

    assert word in sentences(problems=True)


def test_missing_reply_settings_are_notes(app, session):
    assert "EVENTAPP_REPLY_AUTHSERV_ID" in sentences(problems=False)
    app.config["REPLY_ADDRESS"] = ""
    assert "EVENTAPP_REPLY_ADDRESS" in sentences(problems=False)


def test_a_reply_address_that_nobody_reads_is_a_note(app, session):
    assert "EVENTAPP_REPLY_IMAP_HOST is not set" in sentences(problems=False)


def test_the_mailbox_is_tried_and_what_to_do_is_said(app, session, imap_server):
    app.config.update(imap_server.settings(""), REPLY_IMAP_PORT=imap_server.port, REPLY_IMAP_USE_TLS=False)
    assert sentences(problems=True) == ""
    assert "IMAP" not in sentences(problems=False)
    app.config["REPLY_IMAP_PASSWORD"] = "gammalt-ord"
    told = sentences(problems=True)
    assert "wrong user name or password. Check EVENTAPP_REPLY_IMAP_USERNAME" in told
    assert "gammalt-ord" not in told
    app.config.update(REPLY_IMAP_PASSWORD=imap_server.password, REPLY_IMAP_FOLDER="Borta")
    assert "Check EVENTAPP_REPLY_IMAP_FOLDER, now 'Borta'" in sentences(problems=True)
    app.config.update(REPLY_IMAP_FOLDER="INBOX", CONFIG="production", BASE_URL="https://x.example")
    assert "unencrypted" in sentences(problems=True)


@pytest.mark.parametrize(
    ("said", "words", "is_problem"),
    [
        (["x"], "without an Authentication-Results header of mx.anmalan.example: 1 of 1.", True),
        (["x", "mx.anmalan.example; dmarc=none"], "of mx.anmalan.example: 1 of 2.", False),
        (["mx.anmalan.example; dmarc=none x-y"], "off the grammar (RFC 8601): 1 of 1.", True),
        (["mx.anmalan.example; dmarc=none"], "", False),
    ],
)
def test_mails_without_the_named_servers_word_are_counted(app, session, said, words, is_problem):
    app.config["REPLY_AUTHSERV_ID"] = "mx.anmalan.example"
    mails = [
        f"Authentication-Results: {one}\r\nFrom: kim@kommun.example\r\nSubject: {one}\r\n\r\nHej"
        for one in said
    ]
    with clock.frozen(clock.now() - timedelta(days=8)), write():
        receive_mail(b"From: kim@kommun.example\r\n\r\nHej")
    with write():
        receive_mail(b"Auto-Submitted: auto-replied\r\nFrom: kim@kommun.example\r\n\r\nLedig")
        for mail in mails:
            receive_mail(mail.encode())
    assert "RFC 8601" not in sentences(problems=True)
    app.config["REPLY_IMAP_HOST"] = "127.0.0.1"
    app.config["REPLY_IMAP_PORT"] = 1
    told = sentences(problems=is_problem)
    assert words in told
    assert ("Their answers are not believed" in told) is bool(words)


def test_mail_that_is_not_sent_is_a_problem_unless_it_is_held(session):
    with write():
        sign_up(make_event())
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert "due for more than 5 minutes: 1." in sentences(problems=True)
        with write():
            hold_mail()
        assert sentences(problems=True) == ""
        assert "Mail is held" in sentences(problems=False)


def test_while_the_mail_server_is_down_nobody_is_asked_about_the_worker(session):
    with write():
        sign_up(make_event())
        for _time in range(7):
            note_failure("it does not answer")
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        told = sentences(problems=True)
    assert "The mail server has failed 7 times in a row" in told
    assert "worker" not in told


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_files_that_others_may_read_are_problems_until_an_upgrade(session, tmp_path, mode):
    (tmp_path / "eventapp.db.before-upgrade-x").touch(0o600)
    (tmp_path / "eventapp.db.before-upgrade-x").chmod(mode)
    assert "can be read by others" in sentences(problems=True)
    upgrade_database()
    assert sentences(problems=True) == ""


def test_the_mail_server_is_tried_with_every_sender(app, session, smtp_server):
    make_federation(reply_address="svar@haninge.example")
    for sender in ("anmalan@anmalan.example", "svar@anmalan.example", "svar@haninge.example"):
        smtp_server.recover()
        smtp_server.refuse_sender(sender, "553 5.7.1 Not yours")
        assert f"refuses the sender {sender}: 553 5.7.1 Not yours" in sentences(problems=True)
    app.config["MAIL_SERVER"] = ""
    assert sentences(problems=True) == ""


def test_what_the_mail_server_refused_is_said_in_its_words(session):
    with write():
        sign_up(make_event())
        note_failure("550 5.4.5 Daily user sending limit exceeded", "svar@anmalan.example")
        note_failure("550 5.4.5 Daily user sending limit exceeded", "svar@anmalan.example")
    assert "refused mails from svar@anmalan.example since" in sentences(problems=True)
    assert "550 5.4.5 Daily user sending limit exceeded" in sentences(problems=True)


def test_who_answers_reports_about_the_site_is_looked_at(app, session):
    make_federation(slug="ett")
    assert "OPERATING_FEDERATION" not in sentences(problems=False)
    make_federation(slug="tva")
    assert "EVENTAPP_OPERATING_FEDERATION is not set" in sentences(problems=False)
    app.config["OPERATING_FEDERATION"] = "tre"
    assert "no federation's slug" in sentences(problems=True)
    app.config["OPERATING_FEDERATION"] = make_federation(slug="fyra", office_email="").slug
    assert "reach nobody" in sentences(problems=True)


def test_a_database_of_another_version_is_a_problem(session):
    with write():
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    assert "python -m eventapp upgrade" in sentences(problems=True)
    with write():
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "a newer version of eventapp has made" in sentences(problems=True)
