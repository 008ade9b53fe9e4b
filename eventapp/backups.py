"""Copies of the database: made while it is in use, put back while nobody uses it and with all mail held."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db

HOLD_MAIL = "UPDATE installation SET is_mail_held = true"


class CannotDo(Exception):
    """What was asked for is not possible; the message says why and what to do."""


def back_up(target: Path) -> None:
    """Write a copy of the database as it was at one moment; raises CannotDo when the target exists."""
    if target.exists():
        raise CannotDo(f"{target} exists already; choose another name.")
    if not target.parent.is_dir():
        raise CannotDo(f"The folder {target.parent} does not exist.")
    if sqlite_file() is not None:
        copy_sqlite(target)
    else:
        unfinished = _unfinished(target)
        _run_program("pg_dump", ["--format=custom", "--no-owner", f"--file={unfinished}"])
        unfinished.replace(target)


def restore(source: Path) -> Path | None:
    """Put a backup in the place of the database, with all mail held; returns where the former SQLite file is kept.

    Raises CannotDo when the file is no backup of eventapp or the database is in use.
    """
    if not source.is_file():
        raise CannotDo(f"There is no file {source}.")
    database = sqlite_file()
    if database is not None:
        return _restore_sqlite(source, database)
    _restore_postgresql(source)
    return None


def is_empty() -> bool:
    """Tell whether the database holds no table."""
    return not sa.inspect(db.engine).get_table_names()


def sqlite_file() -> Path | None:
    """Return the database's file, or None on PostgreSQL."""
    url = db.engine.url
    return Path(url.database) if db.engine.dialect.name == "sqlite" and url.database else None


def copy_sqlite(target: Path) -> None:
    """Write a copy of the SQLite database without stopping those who write; never a half file under that name."""
    unfinished = _unfinished(target)
    with closing(sqlite3.connect(str(sqlite_file()), timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
    _sync(unfinished)
    unfinished.replace(target)


def _restore_sqlite(source: Path, database: Path) -> Path | None:
    _check_sqlite(source)
    db.session.remove()
    db.engine.dispose()
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = _unfinished(database)
    shutil.copyfile(source, fresh)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute(HOLD_MAIL)
        connection.commit()
    _sync(fresh)
    former = _set_aside(database) if database.exists() else None
    fresh.replace(database)
    return former


def _check_sqlite(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.execute("SELECT version_num FROM alembic_version, installation").fetchall()
    except sqlite3.DatabaseError as error:
        raise CannotDo(f"{source} is not a backup of eventapp ({error}).") from error
    if not is_whole:
        raise CannotDo(f"{source} is damaged; take another backup.")


def _set_aside(database: Path) -> Path:
    """Close the write-ahead log, which nobody can while others use the database, and rename the file."""
    with closing(sqlite3.connect(database, timeout=0.2)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise CannotDo("The database is in use. Stop `serve` and the worker first.") from error
    former = database.with_name(f"{database.name}.before-restore-{clock.now():%Y%m%dT%H%M%S}")
    database.replace(former)
    return former


def _restore_postgresql(source: Path) -> None:
    others = db.session.scalar(
        sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
    )
    db.session.remove()
    if others:
        raise CannotDo("The database is in use. Stop `serve` and the worker first.")
    db.engine.dispose()
    _run_program("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)])
    with db.engine.begin() as connection:
        connection.execute(sa.text(HOLD_MAIL))


def _run_program(name: str, arguments: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs on our database; the password travels in the environment, not in `ps`."""
    program = shutil.which(name)
    if program is None:
        raise CannotDo(f"{name} is not installed here. It comes with PostgreSQL's client programs.")
    url = db.engine.url
    target = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    result = subprocess.run(
        [program, f"--dbname={target}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CannotDo(f"{name} failed: {result.stderr.strip()}")


def _unfinished(target: Path) -> Path:
    path = target.with_name(f"{target.name}.unfinished")
    path.unlink(missing_ok=True)
    return path


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
