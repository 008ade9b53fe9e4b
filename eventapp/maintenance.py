"""Bringing the database to this version, and taking away what has been kept long enough."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventapp.backups import CannotDo, copy_sqlite, sqlite_file
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.settings import ROOT
from eventapp.core.transactions import write
from eventapp.events.topics import set_up_topics
from eventapp.messages.installation import set_up_installation

KEPT_COPIES = 3


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
        _set_up()
        return f"The database is up to date ({newest})."
    copy = _keep_copy(before) if before else None
    flask_migrate.upgrade()
    _set_up()
    kept = f" A copy of the former one is in {copy}." if copy else ""
    return f"The database is upgraded from {before or 'nothing'} to {newest}.{kept}"


def _set_up() -> None:
    with write():
        set_up_installation()
        set_up_topics()


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
