"""Which revision the database is at, and whether this version of the program may use it."""

from __future__ import annotations

import getpass
import os
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventapp.core.errors import CannotDo
from eventapp.core.extensions import db
from eventapp.core.private_files import find_unwritable
from eventapp.core.settings import ROOT

ADVICE = (
    "Is EVENTAPP_DATABASE_URL right, and is the volume mounted? For a new installation: `python -m eventapp upgrade"
    " --create`."
)


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this version of the program knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions())


def newest_revision() -> str:
    """Return the revision that this version of the program is written for."""
    return known_revisions()[0]


def current_revision() -> str:
    """Return the database's revision, empty when it has not been set up."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def sqlite_file() -> Path | None:
    """Return the database's file, or None on PostgreSQL."""
    url = db.engine.url
    return Path(url.database) if db.engine.dialect.name == "sqlite" and url.database else None


def check_exists() -> None:
    """Raise `CannotDo` where the SQLite file is not there; nothing but `upgrade` and `restore` makes one."""
    database = sqlite_file()
    if database is not None and not database.exists():
        raise CannotDo(f"There is no database {database}. {ADVICE}")
    if database is not None and not os.access(database, os.R_OK):
        check_can_write()  # says whose it is


def check_can_write() -> None:
    """Raise `CannotDo` where the SQLite file, or one beside it, belongs to somebody else."""
    database = sqlite_file()
    unwritable = find_unwritable(database) if database is not None else None
    if unwritable is not None:
        raise CannotDo(
            f"{unwritable} cannot be written by the user {_user()}: it belongs to {_owner(unwritable)}. Run as that"
            " user, or let `chown` give it to the right one."
        )


def check_is_current() -> None:
    """Raise `CannotDo` unless the database is there, set up and migrated for this version; one small query."""
    check_exists()
    current = current_revision()
    if current != newest_revision():
        raise CannotDo(describe_revision(current))


def describe_revision(current: str) -> str:
    """Return what is wrong with a database at another revision than ours, and what to do."""
    if not current:
        return f"The database {shown_database()} is empty, not set up for eventapp. {ADVICE}"
    if current in known_revisions():
        newest = newest_revision()
        return f"The database is at revision {current}, not {newest}: run `python -m eventapp upgrade` first."
    return (
        f"The database is at revision {current}, which a newer version of eventapp has made; this one knows up to"
        f" {newest_revision()}. Run the newer version, or restore a backup from before its `upgrade`."
    )


def has_foreign_tables() -> bool:
    """Tell whether a database that was never set up holds tables of something else."""
    return bool(set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"})


def shown_database() -> str:
    """Return where the database is, without a password."""
    url = db.engine.url
    return str(url.database) if db.engine.dialect.name == "sqlite" else url.render_as_string()


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "of this process"
