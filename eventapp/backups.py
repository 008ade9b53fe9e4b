"""Copies of the database: made while it is in use, put back while nobody uses it and with all mail held."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.errors import CannotDo
from eventapp.core.extensions import db
from eventapp.core.private_files import belong_beside, make_file, make_folder
from eventapp.core.revisions import (
    check_can_write,
    check_exists,
    current_revision,
    describe_revision,
    sqlite_file,
)

HOLD_MAIL = "UPDATE installation SET is_mail_held = true"
#: The backup's script has set the search path to nothing.
HOLD_MAIL_PG = "UPDATE public.installation SET is_mail_held = true"
#: Everything of ours; the schema itself may belong to somebody else.
EMPTY_SCHEMA = """SET client_min_messages = warning; DO $$ DECLARE name text; BEGIN
FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
LOOP EXECUTE format('DROP TABLE public.%I CASCADE', name); END LOOP;
FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
LOOP EXECUTE format('DROP SEQUENCE IF EXISTS public.%I CASCADE', name); END LOOP; END $$"""
OTHER_CONNECTIONS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
#: Seconds that connections may take to end.
LONGEST_END = 5.0


def back_up(target: Path) -> None:
    """Write a copy of the database as it was at one moment, for its owner alone.

    Raises CannotDo when the target exists or cannot be made, and when there is nothing to keep.
    """
    check_exists()
    if not current_revision():
        raise CannotDo(describe_revision(""))
    if target.exists():
        raise CannotDo(f"{target} exists already; choose another name.")
    if not target.parent.is_dir():
        raise CannotDo(f"The folder {target.parent} does not exist.")
    if not os.access(target.parent, os.W_OK):
        raise CannotDo(f"Nothing can be written to the folder {target.parent}.")
    if sqlite_file() is not None:
        copy_sqlite(target)
    else:
        unfinished = _unfinished(target)
        make_file(unfinished)
        _run_program("pg_dump", ["--format=custom", "--no-owner", f"--file={unfinished}"])
        unfinished.replace(target)


def restore(source: Path) -> Path | None:
    """Put a backup in the place of the database, with all mail held; returns where the former SQLite file is kept.

    Raises CannotDo when the file is no backup of eventapp or the database is in use.
    """
    if not source.is_file():
        raise CannotDo(f"There is no file {source}.")
    if not os.access(source, os.R_OK):
        raise CannotDo(f"{source} may not be read by this user.")
    database = sqlite_file()
    if database is not None:
        return _restore_sqlite(source, database)
    _restore_postgresql(source)
    return None


def is_empty() -> bool:
    """Tell whether the database holds no table, or is not there."""
    database = sqlite_file()
    if database is not None and not database.exists():
        return True
    return not sa.inspect(db.engine).get_table_names()


def copy_sqlite(target: Path) -> None:
    """Write a copy of the SQLite database without stopping those who write; never a half file under that name."""
    unfinished = _unfinished(target)
    make_file(
        unfinished
    )  # VACUUM INTO writes into an empty file, too, and would make one that others may read
    try:
        with closing(sqlite3.connect(str(sqlite_file()), timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
    except sqlite3.Error as error:
        unfinished.unlink(missing_ok=True)
        raise CannotDo(f"The copy {target} cannot be made: {error}.") from error
    _sync(unfinished)
    unfinished.replace(target)


def _restore_sqlite(source: Path, database: Path) -> Path | None:
    _check_sqlite(source)
    db.session.remove()
    db.engine.dispose()
    make_folder(database.parent)
    check_can_write()
    fresh = _unfinished(database)
    make_file(fresh)
    shutil.copyfile(source, fresh)
    if database.exists():
        belong_beside(fresh, database)
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
    _check_archive(source)
    _wait_until_unused()
    db.session.remove()
    db.engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _run_program(
            "pg_restore", ["--no-owner", "--schema=public", f"--file={script}", str(source)], is_offline=True
        )
        # What the backup knows nothing of, a newer version's tables, would be in the way of the next `upgrade`.
        one_transaction = [
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ]
        _run_program(
            "psql",
            [*one_transaction, f"--command={EMPTY_SCHEMA}", f"--file={script}", f"--command={HOLD_MAIL_PG}"],
        )


def _check_archive(source: Path) -> None:
    """Raise CannotDo unless the file is pg_dump's copy of our tables: what is there is emptied for it."""
    try:
        listed = _run_program("pg_restore", ["--list", str(source)], is_offline=True)
    except CannotDo as error:
        raise CannotDo(f"{source} is not a backup of eventapp from PostgreSQL ({error})") from error
    if not all(f" TABLE DATA public {table} " in listed for table in ("alembic_version", "installation")):
        raise CannotDo(f"{source} is not a backup of eventapp.")


def _wait_until_unused() -> None:
    """Wait for connections that are ending: the server lists them for some moments after `serve` has stopped."""
    deadline = time.monotonic() + LONGEST_END
    while True:
        others = db.session.scalar(sa.text(OTHER_CONNECTIONS))
        db.session.rollback()  # within one transaction the list stays the same
        if not others:
            return
        if time.monotonic() > deadline:
            raise CannotDo("The database is in use. Stop `serve` and the worker first.")
        time.sleep(0.1)


def _run_program(name: str, arguments: Sequence[str], *, is_offline: bool = False) -> str:
    """Run one of PostgreSQL's programs on our database, or on a file alone, and return what it printed.

    The password travels in the environment, not in `ps`.
    """
    program = shutil.which(name)
    if program is None:
        raise CannotDo(f"{name} is not installed here. It comes with PostgreSQL's client programs.")
    url = db.engine.url
    target = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    result = subprocess.run(
        [program, *([] if is_offline else [f"--dbname={target}"]), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CannotDo(f"{name} failed: {' '.join(result.stderr.split())[-500:]}")
    return result.stdout


def _unfinished(target: Path) -> Path:
    path = target.with_name(f"{target.name}.unfinished")
    path.unlink(missing_ok=True)
    return path


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
