"""The commands: what they do, and a clear sentence with a non-zero exit on bad input."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa

from eventapp.federations.models import Organiser
from eventapp.messages.installation import installation
from tests.support.builders import make_event, make_federation
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
