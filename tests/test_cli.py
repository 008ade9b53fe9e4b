"""The commands: what they do, and a clear sentence with a non-zero exit on bad input."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys

import flask_migrate
import pytest
import sqlalchemy as sa

from eventapp.app import create_app
from eventapp.core.extensions import db
from eventapp.federations.models import Organiser
from eventapp.messages.installation import installation
from tests.support.builders import make_event, make_federation
from tests.support.commands import PRODUCTION
from tests.support.mail_server import free_port
from tests.support.processes import ROOT


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (["doctor"], {"EVENTAPP_CONFIG": "no-such"}, "EVENTAPP_CONFIG must be one of"),
        (["doctor"], {"EVENTAPP_CONFIG": ""}, "EVENTAPP_SECRET_KEY"),
        (["doctor"], {"EVENTAPP_MAIL_PORT": "many"}, "EVENTAPP_MAIL_PORT must be a whole number, not 'many'"),
        (["doctor"], {"EVENTAPP_DATABASE_URL": "nonsense"}, "EVENTAPP_DATABASE_URL"),
        (["serve", "--port", "99999"], {}, "--port"),
        (["serve"], {"EVENTAPP_DATABASE_URL": "sqlite:////tmp/no/such.db"}, "upgrade"),
        (["create-organiser", "a@example.se"], {}, "--federation"),
        (["create-organiser", "a@example.se", "--role", "owner"], {}, "--federation"),
        (["create-organiser", "a@example.se", "--federation", "x", "--role", "boss"], {}, "--role"),
        (["create-organiser", "a@example.se", "--federation", "x", "--role", "owner"], {}, "'x'"),
        (["create-organiser", "no-address", "--administrator"], {}, "'no-address'"),
        (["backup", "/no/such/folder/a.db"], {}, "does not exist"),
        (["restore", "/no/such/a.db", "--yes"], {}, "There is no file"),
        (["restore", "/etc/passwd"], {}, "--yes"),
        (["restore", "/etc/passwd", "--yes"], {}, "not a backup"),
        (["dev"], {"EVENTAPP_CONFIG": "production"}, "not for production"),
        (["mail", "pause"], {}, "pause"),
    ],
)
def test_bad_input_ends_in_a_sentence(run, arguments, settings, sentence):
    result = run(*arguments, **settings)

    assert result.returncode != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_an_organiser_is_let_in_with_a_one_time_link(run, session):
    make_federation(slug="exempel")
    session.commit()
    result = run("create-organiser", "Kim@Example.se", "--federation", "exempel", "--role", "editor")

    assert "/arrangor/lank/" in result.stdout
    assert session.scalars(sa.select(Organiser.email)).all() == ["kim@example.se"]


def test_an_administrator_needs_no_federation(run, session):
    result = run("create-organiser", "drift@example.se", "--administrator")

    assert (result.returncode, "/arrangor/lank/" in result.stdout) == (0, True)
    assert session.scalars(sa.select(Organiser.is_administrator)).one()


def test_an_organiser_may_get_a_password_at_once(run, session):
    make_federation(slug="exempel")
    session.commit()
    arguments = ("create-organiser", "kim@example.se", "--federation", "exempel", "--role", "owner")
    result = run(*arguments, "--password-stdin", stdin="en lång fras att minnas\n")

    assert (result.returncode, "lank" in result.stdout) == (0, False)
    assert session.scalars(sa.select(Organiser.password_hash)).one().startswith("$argon2id$")


def test_mail_is_held_and_released(run, session):
    states = []
    for command in ("hold", "release"):
        assert run("mail", command).returncode == 0
        session.rollback()
        states.append(installation().is_mail_held)

    assert states == [True, False]


@pytest.mark.both_databases
def test_the_whole_life_of_a_database_by_commands(run):
    assert "up to date" in run("upgrade").stdout
    assert "Added 6 federations" in run("demo-data").stdout
    assert "Added 0 federations, 0 events and 0 sign-ups" in run("demo-data").stdout
    assert run("worker", "--once").returncode == 0
    examined = run("doctor")
    assert (examined.returncode, "Nothing is wrong." in examined.stdout) == (0, True), examined.stdout
    assert "Would take away" in run("purge", "--dry-run").stdout
    assert "Took away" in run("purge").stdout


def test_doctor_fails_when_something_is_wrong(run, session):
    make_event(seats=5, taken=1)
    session.commit()
    result = run("doctor")

    assert result.returncode == 1
    assert "1 of 5 seats are counted as taken, 0 are held" in result.stdout


def test_it_is_a_program_of_its_own(process_settings):
    command = [sys.executable, "-m", "eventapp", "doctor"]
    settings = {**process_settings, "EVENTAPP_CONFIG": "no-such"}
    result = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: EVENTAPP_CONFIG must be one of")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("backup", "/proc/self/copy"), "/proc/self"),
        (("backup", "/etc/passwd/copy"), "does not exist"),
        (("restore", "/proc/self/mem", "--yes"), "/proc/self/mem"),
        (("restore", "/etc", "--yes"), "no file"),
        (("serve", "--port", "abc"), "--port"),
        (("serve", "--port", "0"), "--port"),
        (("serve", "--host", "no.such.host.invalid"), "Cannot listen"),
        (("upgrade", "--create"), "cannot be made|Not a directory|No such file"),
    ],
)
def test_paths_and_ports_that_cannot_be_are_said_in_a_sentence(run, arguments, words):
    settings = {"EVENTAPP_DATABASE_URL": "sqlite:////proc/no/such/a.db"} if arguments[0] == "upgrade" else {}
    result = run(*arguments, **settings)

    assert result.returncode != 0
    assert re.search(words, result.stderr), result.stderr
    assert "Traceback" not in result.stderr


def test_ctrl_c_leaves_no_traceback(start_process):
    for pause in (0.05, 0.5, 1.5):
        running = start_process("serve", "--port", str(free_port()))
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.process.wait(pause)
        os.killpg(running.process.pid, signal.SIGINT)
        running.process.wait(60)
        assert "Traceback" not in running.printed, running.printed


def test_a_database_is_made_in_production_only_when_that_is_asked_for(run, tmp_path):
    url = {"EVENTAPP_DATABASE_URL": f"sqlite:///{tmp_path}/new/a.db"}
    assert run("upgrade", **PRODUCTION, **url).returncode == 1
    assert not (tmp_path / "new").exists()
    assert "from nothing" in run("upgrade", "--create", **PRODUCTION, **url).stdout
    assert "up to date" in run("upgrade", **PRODUCTION, **url).stdout
    assert "up to date" in run("upgrade", "--create", **PRODUCTION, **url).stdout


@pytest.mark.postgresql
def test_on_postgresql_an_upgrade_tells_to_keep_a_backup_and_asks_before_it_fills_a_database(
    run, own_database
):
    url = {"EVENTAPP_DATABASE_URL": own_database}
    engine = sa.create_engine(own_database, poolclass=sa.NullPool)
    assert "On PostgreSQL" not in run("upgrade", **url).stdout
    with create_app({"SQLALCHEMY_DATABASE_URI": own_database}).app_context():
        flask_migrate.downgrade(revision="0002")
        db.engine.dispose()
    assert "python -m eventapp backup PATH" in run("upgrade", **PRODUCTION, **url).stdout
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    assert "is empty" in run("upgrade", **PRODUCTION, **url).stderr
    assert "is empty" in run("serve", **PRODUCTION, **url).stderr
    assert "from nothing" in run("upgrade", "--create", **PRODUCTION, **url).stdout
