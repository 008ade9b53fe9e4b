"""Every command on a database that is missing, empty, another's, of another version, locked or not ours to write."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3

import pytest

from eventapp.cli import commands
from eventapp.core import private_files, transactions
from tests.support.commands import PRODUCTION

#: How each command is called; a new one is added here.
CALLS = {
    "serve": ("serve",),
    "worker": ("worker", "--once"),
    "upgrade": ("upgrade",),
    "dev": ("dev",),
    "demo-data": ("demo-data",),
    "create-organiser": ("create-organiser", "kim@example.se", "--administrator"),
    "doctor": ("doctor",),
    "backup": ("backup", "{folder}/copy"),
    "restore": ("restore", "{folder}/no-such-copy", "--yes"),
    "mail hold": ("mail", "hold"),
    "mail release": ("mail", "release"),
    "purge": ("purge",),
}


def missing(_monkeypatch, file):
    file.unlink()


def folder_missing(_monkeypatch, file):
    file.rename(file.parent.with_name("elsewhere.db"))
    file.parent.rmdir()


def empty(_monkeypatch, file):
    file.write_bytes(b"")


def newer(_monkeypatch, file):
    set_version(file, "9999")


def older(_monkeypatch, file):
    set_version(file, "0001")


def foreign(_monkeypatch, file):
    file.write_bytes(b"")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE somebody_elses (id integer)")
    file.chmod(0o600)


def no_database(_monkeypatch, file):
    file.write_text("Dear diary, " * 1000)


def folder_instead(_monkeypatch, file):
    file.unlink()
    file.mkdir()


def unwritable(monkeypatch, _file):
    monkeypatch.setattr(private_files.os, "access", lambda _path, mode: mode != os.W_OK)


def locked(monkeypatch, file):
    monkeypatch.setattr(transactions, "PRAGMAS", ("journal_mode=WAL", "busy_timeout=50"))
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(file.__class__, "holder", connection, raising=False)


def set_version(file, revision):
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


#: What each state may be called; and the commands that go on in it all the same.
STATES = {
    missing: ("There is no database", set()),
    folder_missing: ("There is no database", set()),
    empty: ("is empty", set()),
    foreign: ("is empty|not eventapp's", set()),
    newer: ("newer version", {"backup"}),
    older: ("upgrade", {"backup", "upgrade"}),
    no_database: ("not a database", set()),
    folder_instead: ("unable to open|cannot be|directory", set()),
    unwritable: (
        "cannot be written|Nothing can be written",
        {"create-organiser", "mail hold", "mail release", "purge", "demo-data"},
    ),
    locked: ("locked", {"backup", "doctor", "purge", "serve", "worker"}),
}


def test_every_command_has_a_call():
    named = {
        f"{name} {below}" if below else name
        for name, command in commands.commands.items()
        for below in getattr(command, "commands", [""])
    }
    assert named == set(CALLS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", sorted(set(CALLS) - {"dev", "restore"}))
def test_a_database_in_no_state_to_use_is_said_in_one_sentence(
    run, database, monkeypatch, tmp_path, state, name
):
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "a.db"
    shutil.copy(database.removeprefix("sqlite:///"), file)
    words, goes_on = STATES[state]
    if name in goes_on:
        return
    state(monkeypatch, file)
    before = sorted(tmp_path.rglob("*"))
    arguments = [word.format(folder=tmp_path) for word in CALLS[name]]
    result = run(*arguments, **PRODUCTION, EVENTAPP_DATABASE_URL=f"sqlite:///{file}")

    assert result.returncode == 1
    told = [
        line
        for line in (result.stderr + result.stdout).splitlines()
        if line.startswith(("Error: ", "Problem: "))
    ]
    assert len(told) == 1 or name == "doctor", told
    assert re.search(words, told[-1]), told
    assert "Traceback" not in result.stdout + result.stderr
    if state not in {older, unwritable, locked}:
        assert sorted(tmp_path.rglob("*")) == before
