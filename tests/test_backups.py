"""Backups: a moment that was true, put back with all mail held."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import stat
import threading

import flask_migrate
import pytest
import sqlalchemy as sa

from eventapp import backups, maintenance
from eventapp.app import create_app
from eventapp.core.errors import CannotDo
from eventapp.core.extensions import db
from eventapp.core.revisions import current_revision
from eventapp.core.transactions import write
from eventapp.events.models import Event
from eventapp.messages.delivery import deliver_due
from eventapp.messages.installation import installation, set_up_installation
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration
from tests.support import databases, postgres
from tests.support.builders import make_event, sign_up

needs_programs = pytest.mark.skipif(
    not (shutil.which("pg_dump") and shutil.which("pg_restore")),
    reason="pg_dump and pg_restore are not on PATH",
)


@pytest.fixture
def own_app(own_database):
    """An application on a database whose schema the test may change."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": own_database})
    with app.app_context():
        yield app
        leave_database()


@pytest.fixture
def empty_postgresql_database(run_folder):
    """The URL of a PostgreSQL database without tables."""
    with databases.postgresql_database(run_folder) as url:
        if not url:
            pytest.skip(postgres.ADVICE)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        yield url


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
        with app.app_context(), pytest.raises(CannotDo, match="in use"):
            backups.restore(tmp_path / "copy")
        db.session.remove()
        db.engine.dispose()

    assert addresses() == []


def test_nothing_is_overwritten_by_a_backup(app, session, tmp_path):
    (tmp_path / "copy").write_text("kept")
    with pytest.raises(CannotDo, match="exists already"):
        backups.back_up(tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "kept"


def test_a_damaged_file_is_not_restored(app, session, tmp_path):
    backups.back_up(tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: len(whole) // 2])
    leave_database()

    with pytest.raises(CannotDo):
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


def revise_back(revision: str) -> None:
    """Bring the database to an older revision, as an older version of the program had it."""
    flask_migrate.downgrade(revision=revision)
    db.session.remove()


@needs_programs
@pytest.mark.both_databases
def test_a_backup_of_an_older_version_is_restored_over_a_newer_schema_and_upgraded(own_app, tmp_path):
    with write():
        set_up_installation()
        sign_up(make_event(), "before@example.se")
    newest = current_revision()
    revise_back("0002")
    backups.back_up(tmp_path / "copy")
    maintenance.upgrade_database()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_a_newer_version (id integer)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    leave_database()
    backups.restore(tmp_path / "copy")

    assert current_revision() == "0002"
    assert "of_a_newer_version" not in sa.inspect(db.engine).get_table_names()
    assert "from 0002" in maintenance.upgrade_database()
    assert current_revision() == newest
    assert addresses() == ["before@example.se"]
    assert installation().is_mail_held


@needs_programs
@pytest.mark.both_databases
def test_a_restore_that_fails_in_the_middle_loses_nothing(own_app, tmp_path, monkeypatch):
    with write():
        set_up_installation()
        sign_up(make_event(), "kept@example.se")
    backups.back_up(tmp_path / "copy")
    leave_database()
    monkeypatch.setattr(backups, "HOLD_MAIL", "UPDATE no_such_table SET x = 1")
    monkeypatch.setattr(backups, "HOLD_MAIL_PG", "UPDATE no_such_table SET x = 1")
    with pytest.raises((CannotDo, sqlite3.Error)):
        backups.restore(tmp_path / "copy")

    assert addresses() == ["kept@example.se"]


@needs_programs
@pytest.mark.postgresql
@pytest.mark.parametrize("content", [b"", b"no archive", b"PGDMP\x01\x0e"])
def test_what_is_no_archive_is_refused_before_anything_is_emptied(app, session, tmp_path, content):
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(CannotDo, match="not a backup"):
        backups.restore(tmp_path / "copy")

    assert addresses() == []


@needs_programs
@pytest.mark.postgresql
def test_connections_that_are_ending_are_waited_for_and_those_that_stay_are_not(
    app, session, database, tmp_path, monkeypatch
):
    with write():
        set_up_installation()
    backups.back_up(tmp_path / "copy")
    monkeypatch.setattr(backups, "LONGEST_END", 1.0)
    other = sa.create_engine(database, poolclass=sa.NullPool).connect()
    ending = threading.Timer(0.3, other.close)
    ending.start()
    leave_database()
    backups.restore(tmp_path / "copy")
    ending.join()
    with sa.create_engine(database, poolclass=sa.NullPool).connect(), pytest.raises(CannotDo, match="in use"):
        backups.restore(tmp_path / "copy")


@pytest.mark.both_databases
def test_there_is_no_backup_of_nothing(database_kind, tmp_path, request):
    url = f"sqlite:///{tmp_path}/none.db"
    if database_kind == "postgresql":
        url = request.getfixturevalue("empty_postgresql_database")
    with create_app({"SQLALCHEMY_DATABASE_URI": url}).app_context():
        for words in ("There is no database|is empty", "is empty"):
            with pytest.raises(CannotDo, match=words):
                backups.back_up(tmp_path / "copy")
            if database_kind == "sqlite":
                (tmp_path / "none.db").touch()
        leave_database()

    assert not list(tmp_path.glob("copy*"))


def test_all_files_are_their_owners_alone(run, session, tmp_path):
    before = os.umask(0o022)
    try:
        (tmp_path / "data").mkdir()
        url = {
            "EVENTAPP_DATABASE_URL": f"sqlite:///{tmp_path}/data/new/a.db",
            "EVENTAPP_NOW": "2027-11-07T09:00",
        }
        for command in (
            ("upgrade",),
            ("demo-data",),
            ("worker", "--once"),
            ("backup", str(tmp_path / "data/copy")),
        ):
            assert run(*command, **url).returncode == 0
        with create_app({"SQLALCHEMY_DATABASE_URI": url["EVENTAPP_DATABASE_URL"]}).app_context():
            os.umask(0o022)  # also where no command has set it
            backups.back_up(tmp_path / "data/second")
            leave_database()
            backups.restore(tmp_path / "data/copy")
            with write(), db.engine.connect():
                made = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
                modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made}
            leave_database()
    finally:
        os.umask(before)

    assert {name.partition("restore")[0] for name in modes} >= {
        "a.db",
        "a.db-wal",
        "a.db.queue",
        "a.db.before-",
        "copy",
        "second",
    }
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE((tmp_path / "data/new").stat().st_mode) == 0o700


def test_without_the_care_a_copy_could_be_read_by_all(app, session, tmp_path, monkeypatch):
    before = os.umask(0o022)
    monkeypatch.setattr(backups, "make_file", lambda _path: None)
    try:
        backups.back_up(tmp_path / "copy")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("has_former", [True, False])
def test_what_root_makes_belongs_to_the_services_user(app, session, database, tmp_path, has_former):
    backups.back_up(tmp_path / "copy")
    leave_database()
    nobody = pwd.getpwnam("nobody")
    file = tmp_path / "eventapp.db"
    for path in (tmp_path, *tmp_path.glob("eventapp.db*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    if not has_former:
        file.unlink()
    backups.restore(tmp_path / "copy")
    with write():
        set_up_installation()

    beside = list(tmp_path.glob("eventapp.db*"))
    assert {path.name for path in beside} >= {"eventapp.db", "eventapp.db-wal", "eventapp.db.queue"}
    assert {(path.stat().st_uid, path.stat().st_gid) for path in beside} == {(nobody.pw_uid, nobody.pw_gid)}
