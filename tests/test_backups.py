"""Backups: a moment that was true, put back with all mail held."""

from __future__ import annotations

import shutil
import threading

import pytest
import sqlalchemy as sa

from eventapp import backups, maintenance
from eventapp.app import create_app
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.models import Event
from eventapp.messages.delivery import deliver_due
from eventapp.messages.installation import installation, set_up_installation
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration
from tests.support.builders import make_event, sign_up

needs_programs = pytest.mark.skipif(
    not (shutil.which("pg_dump") and shutil.which("pg_restore")),
    reason="pg_dump and pg_restore are not on PATH",
)


def addresses() -> list[str]:
    found = list(db.session.scalars(sa.select(Registration.email).order_by(Registration.id)))
    db.session.rollback()
    return found


def leave_database() -> None:
    """End what a stopped `serve` would have ended."""
    db.session.remove()
    db.engine.dispose()


def test_what_is_restored_is_what_was_backed_up_and_sends_nothing(app, session, tmp_path):
    with write():
        set_up_installation()
        event_id = make_event().id
        sign_up(session.get_one(Event, event_id), "before@example.se")
    backups.back_up(tmp_path / "copy")
    with write():
        sign_up(session.get_one(Event, event_id), "after@example.se")
    leave_database()
    former = backups.restore(tmp_path / "copy")

    assert addresses() == ["before@example.se"]
    assert installation().is_mail_held
    assert deliver_due() == 0
    assert former is not None
    assert former.exists()


@needs_programs
@pytest.mark.postgresql
def test_a_backup_of_postgresql_is_restored_with_mail_held(app, session, tmp_path):
    with write():
        set_up_installation()
        sign_up(make_event(), "before@example.se")
    backups.back_up(tmp_path / "copy")
    with write():
        session.execute(sa.delete(OutboxMessage))
    leave_database()
    backups.restore(tmp_path / "copy")

    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1
    assert installation().is_mail_held


def test_a_database_in_use_is_not_replaced(app, session, database, tmp_path):
    backups.back_up(tmp_path / "copy")
    leave_database()
    other = create_app({"SQLALCHEMY_DATABASE_URI": database})
    with other.app_context():
        db.session.execute(sa.text("SELECT 1 FROM event")).all()
        with app.app_context(), pytest.raises(backups.CannotDo, match="in use"):
            backups.restore(tmp_path / "copy")
        db.session.remove()
        db.engine.dispose()

    assert addresses() == []


def test_nothing_is_overwritten_by_a_backup(app, session, tmp_path):
    (tmp_path / "copy").write_text("kept")
    with pytest.raises(backups.CannotDo, match="exists already"):
        backups.back_up(tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "kept"


def test_a_damaged_file_is_not_restored(app, session, tmp_path):
    backups.back_up(tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: len(whole) // 2])
    leave_database()

    with pytest.raises(backups.CannotDo):
        backups.restore(tmp_path / "copy")


def test_a_backup_during_sign_ups_holds_all_that_were_answered_before(app, session, tmp_path):
    with write():
        set_up_installation()
        event_id = make_event(seats=None).id
    session.rollback()
    answered, stop = [], threading.Event()

    def sign_people_up() -> None:
        with app.app_context():
            while not stop.is_set():
                with write():
                    sign_up(db.session.get_one(Event, event_id), f"p{len(answered)}@example.se")
                answered.append(f"p{len(answered)}@example.se")

    people = threading.Thread(target=sign_people_up)
    people.start()
    while len(answered) < 5:
        stop.wait(0.01)
    before = list(answered)
    backups.back_up(tmp_path / "copy")
    stop.set()
    people.join()
    leave_database()
    backups.restore(tmp_path / "copy")

    assert set(before) <= set(addresses())


def test_an_upgrade_of_what_is_current_changes_nothing(app, session, tmp_path):
    assert "up to date" in maintenance.upgrade_database()
    assert not list(tmp_path.glob("*.before-upgrade-*"))
