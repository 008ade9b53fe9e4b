"""The worker: steps that do not stop each other, a sign of life, an end in time."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from eventapp import worker
from eventapp.core.errors import CannotDo
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.part_models import SeatPool
from eventapp.messages.models import MessageStatus, OutboxMessage, WorkerBeat
from eventapp.registrations.models import RegistrationStatus
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.mail_server import free_port


def wait_for(condition, running, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, running.printed
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch):
    """Let no failure of another test keep one of this from being logged."""
    monkeypatch.setattr(worker, "_said_at", {})


@pytest.mark.both_databases
def test_a_round_gives_seats_that_became_free_to_the_queue(session):
    event = make_event(seats=1)
    sign_up(event, "first@example.se")
    sign_up(event, "next@example.se")
    session.execute(sa.update(SeatPool).values(capacity=2))
    session.commit()

    worker.run_round()

    assert registration_of(event, "next@example.se").status is RegistrationStatus.CONFIRMED


def test_a_step_that_fails_stops_no_other_and_logs_no_name(session, caplog, monkeypatch):
    name = "Kim Åkesson <kim@example.se>"

    def fails():
        raise ValueError(name)

    monkeypatch.setattr(worker, "settle_queues", fails)
    worker.run_round()

    assert session.get(WorkerBeat, 1) is not None
    assert "queues" in caplog.text
    assert "kim" not in caplog.text.lower()


def test_a_step_that_goes_on_failing_is_not_logged_every_second(session, caplog, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(worker, "settle_queues", lambda: 1 // 0)
        for _ in range(3):
            worker.run_round()
    with caplog.at_level("INFO"):
        worker.run_round()

    assert caplog.text.count("queues failed") == 1
    assert caplog.text.count("queues works again") == 1


def test_the_sign_of_life_is_renewed_after_ten_seconds_and_when_the_clock_went_back(session, at):
    seen = []
    for moment in ("12:00:00", "12:00:09", "12:00:10", "11:00:00"):
        at(f"2027-11-08 {moment}")
        worker.beat()
        seen.append(db.session.get(WorkerBeat, 1).at)

    assert seen == [swedish(f"2027-11-08 {moment}") for moment in ("12:00", "12:00", "12:00:10", "11:00")]


def test_it_delivers_and_ends_within_ten_seconds(start_process, session, smtp_server):
    with write():
        sign_up(make_event())
    running = start_process("worker")
    wait_for(lambda: smtp_server.to("kim@example.se"), running)

    begun = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - begun < 10


def test_a_hanging_mail_server_does_not_delay_the_end(start_process, session, smtp_server):
    smtp_server.hang(at="DATA")
    with write():
        sign_up(make_event())
    running = start_process("worker", EVENTAPP_MAIL_TIMEOUT="60")
    wait_for(lambda: smtp_server.greetings, running)

    begun = time.monotonic()
    running.stop()
    assert time.monotonic() - begun < 10
    assert db.session.scalars(sa.select(OutboxMessage.status)).one() is not MessageStatus.SENT


def test_it_waits_for_a_server_that_does_not_answer(start_process):
    running = start_process("worker", EVENTAPP_DATABASE_URL=f"postgresql://a@127.0.0.1:{free_port()}/a")
    wait_for(lambda: "failed" in running.printed, running)

    assert running.process.poll() is None
    assert running.stop() == 0


@pytest.mark.parametrize("arguments", [("worker",), ("worker", "--once")])
def test_a_database_that_is_not_set_up_is_refused_in_a_sentence(run, tmp_path, arguments):
    url = f"sqlite:///{tmp_path}/empty.db"
    for words in ("There is no database", "is empty"):
        result = run(*arguments, EVENTAPP_DATABASE_URL=url)
        assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
        assert words in result.stderr
        (tmp_path / "empty.db").touch()


def set_revision(session, revision: str) -> None:
    session.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    session.commit()


@pytest.mark.both_databases
def test_it_ends_when_a_newer_version_has_moved_the_schema_on(start_process, session):
    running = start_process("worker")
    wait_for(lambda: session.scalar(sa.select(WorkerBeat.at)) or session.rollback(), running)
    set_revision(session, "9999")

    assert running.process.wait(15) == 1
    assert running.printed.startswith("Error: The database is at revision 9999, which a newer version")


def test_without_the_look_it_would_work_on_a_newer_schema(session, monkeypatch, at):
    set_revision(session, "9999")
    with pytest.raises(CannotDo):
        worker.run_until_stopped()
    monkeypatch.setattr(worker, "refuse_other_version", lambda: None)
    monkeypatch.setattr(worker.threading, "Event", Once)
    worker.run_until_stopped()

    assert session.get(WorkerBeat, 1) is not None


class Once(threading.Event):
    """An event that is set after the first wait."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def test_a_step_that_fails_makes_a_single_round_fail(run, monkeypatch):
    monkeypatch.setattr(worker, "settle_queues", lambda: 1 // 0)
    result = run("worker", "--once")

    assert (result.returncode, result.errors) == (1, ["Error: these steps failed, see above: queues."])


@pytest.mark.both_databases
def test_when_the_queue_ends_those_in_it_are_told_once_and_get_no_seat_any_more(session, at):
    at("2027-10-01 12:00")
    event = make_event(seats=1, starts_at=swedish("2027-11-08 09:00"), queue_ends_hours=24)
    sign_up(event, "first@example.se")
    sign_up(event, "next@example.se")
    session.execute(sa.update(SeatPool).values(capacity=2))
    session.commit()
    at("2027-11-07 09:00")
    for _ in range(2):
        worker.run_round()

    kinds = sa.select(OutboxMessage.kind).where(OutboxMessage.recipient == "next@example.se")
    assert session.scalars(kinds.order_by(OutboxMessage.id)).all() == ["waitlist_joined", "queue_closed"]


@pytest.mark.postgresql
def test_it_goes_on_when_the_database_has_thrown_it_out(start_process, session, smtp_server):
    running = start_process("worker")
    wait_for(lambda: session.scalar(sa.select(WorkerBeat.at)) or session.rollback(), running)
    session.execute(
        sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    )
    with write():
        sign_up(make_event())

    wait_for(lambda: smtp_server.to("kim@example.se"), running)
    assert running.stop() == 0
