"""What /halsa says, and when it asks somebody to look."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

import eventapp
from eventapp.app import create_app
from eventapp.core.extensions import db
from eventapp.maintenance import newest_revision
from eventapp.messages.models import WorkerBeat
from tests.messages.outbox import PERSON, Outbox
from tests.support.mail_server import MailServer

START = datetime(2026, 11, 8, 9, tzinfo=UTC)


@pytest.fixture
def _worker(session, at) -> None:
    at(START)
    session.add(WorkerBeat(id=1, at=START))
    session.commit()


def beat(at: datetime) -> None:
    db.session.execute(sa.update(WorkerBeat).values(at=at))
    db.session.commit()


@pytest.mark.both_databases
@pytest.mark.usefixtures("_worker")
def test_all_is_well(client):
    answer = client.get("/halsa")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["status"] == answer.json["database"] == "ok"
    assert (answer.json["oldest_due_mail_seconds"], answer.json["worker_silent_seconds"]) == (0, 0)


@pytest.mark.usefixtures("_worker")
@pytest.mark.parametrize("path", ["/halsa", "/halsa/webb"])
def test_versions_are_told_to_nobody_who_asks(client, path):
    answer = client.get(path)
    told = answer.text + str(answer.headers)
    versions = (platform.python_version(), eventapp.__version__, newest_revision())
    assert [version for version in versions if version in told] == []
    assert "Server" not in answer.headers


@pytest.mark.usefixtures("_worker")
def test_a_silent_worker_is_seen_and_the_web_is_still_well(client, at):
    at(START + timedelta(seconds=300))
    assert client.get("/halsa").status_code == 200
    at(START + timedelta(seconds=301))
    assert client.get("/halsa").status_code == 503
    assert client.get("/halsa/webb").status_code == 200


def test_a_worker_that_has_never_run_is_seen(client):
    answer = client.get("/halsa")
    assert (answer.status_code, answer.json["worker_silent_seconds"]) == (503, None)


@pytest.mark.usefixtures("_worker")
def test_mail_that_could_have_gone_is_seen(client, outbox: Outbox, at):
    outbox.queue()
    at(START + timedelta(seconds=301))
    beat(START + timedelta(seconds=301))
    answer = client.get("/halsa")
    assert (answer.status_code, answer.json["oldest_due_mail_seconds"]) == (503, 301)


@pytest.mark.usefixtures("_worker")
def test_one_full_mailbox_is_no_fault_of_ours(client, outbox: Outbox, smtp_server: MailServer, at):
    smtp_server.refuse_recipient(PERSON, "452 4.2.2 Mailbox full")
    outbox.queue(2, about="same")
    for _ in range(8):
        outbox.deliver()
        at(outbox.next_try())
    beat(outbox.next_try())
    assert client.get("/halsa").json["oldest_due_mail_seconds"] == 0


def test_a_database_that_is_gone_is_said_and_not_thrown(tmp_path):
    client = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}"}).test_client()
    for path in ("/halsa", "/halsa/webb"):
        answer = client.get(path)
        assert (answer.status_code, answer.json) == (503, {"status": "error", "database": "error"})
