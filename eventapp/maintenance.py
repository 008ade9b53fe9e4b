"""Looking after the database: upgrading, copying and putting back."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.settings import ROOT

KEPT_COPIES = 3


class CannotDo(Exception):
    """What was asked for is not possible; the message says why and what to do."""


def newest_revision() -> str:
    """Return the revision that this version of the program is written for."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""


def current_revision() -> str:
    """Return the database's revision, empty when it has not been set up."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def check_is_current() -> None:
    """Raise CannotDo unless the database is set up and migrated for this version."""
    if current_revision() != newest_revision():
        raise CannotDo("The database is not set up for this version. Run `python -m eventapp upgrade` first.")


def upgrade_database() -> str:
    """Bring the database to this version and return a sentence; on SQLite a copy is kept of what was."""
    before, newest = current_revision(), newest_revision()
    if before == newest:
        return f"The database is up to date ({newest})."
    copy = _keep_copy(before) if before else None
    flask_migrate.upgrade()
    kept = f" A copy of the former one is in {copy}." if copy else ""
    return f"The database is upgraded from {before or 'nothing'} to {newest}.{kept}"


def sqlite_file() -> Path | None:
    """Return the database's file, or None on PostgreSQL and in memory."""
    url = db.engine.url
    if db.engine.dialect.name != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def copy_sqlite(target: Path) -> None:
    """Write a copy that was true at one moment, without stopping writers; raises CannotDo when the target exists."""
    if target.exists():
        raise CannotDo(f"{target} exists already; choose another name.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101 (a connection has one)
        raw.execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(target)


def _keep_copy(revision: str) -> Path | None:
    """Copy the SQLite file beside itself before a migration and keep only the newest copies."""
    database = sqlite_file()
    if database is None:
        return None
    stamp = f"{clock.now():%Y%m%dT%H%M%S}"
    copy = database.with_name(f"{database.name}.before-upgrade-{stamp}-{revision}")
    if not copy.exists():
        copy_sqlite(copy)
    for old in sorted(database.parent.glob(f"{database.name}.before-upgrade-*"))[:-KEPT_COPIES]:
        old.unlink()
    return copy


def is_empty() -> bool:
    """Tell whether the database holds no table."""
    return not sa.inspect(db.engine).get_table_names()
