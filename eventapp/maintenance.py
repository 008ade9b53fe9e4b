"""Bringing the database to this version, and taking away what has been kept long enough."""

from __future__ import annotations

from pathlib import Path

import flask_migrate

from eventapp.backups import copy_sqlite
from eventapp.core import clock
from eventapp.core.errors import CannotDo
from eventapp.core.private_files import close_to_others, make_file, make_folder
from eventapp.core.revisions import (
    ADVICE,
    check_can_write,
    check_exists,
    current_revision,
    describe_revision,
    has_foreign_tables,
    known_revisions,
    newest_revision,
    shown_database,
    sqlite_file,
)
from eventapp.core.transactions import write
from eventapp.events.topics import set_up_topics
from eventapp.messages.installation import set_up_installation

KEPT_COPIES = 3


def upgrade_database(*, create: bool = True) -> str:
    """Bring the database to this version and return a sentence; on SQLite a copy is kept of what was.

    Raises `CannotDo` where there is nothing and it is not to be made, and where a newer version has been.
    """
    before, newest = _begin(create), newest_revision()
    if before == newest:
        _set_up()
        return f"The database is up to date ({newest})."
    copy = _keep_copy(before) if before else None
    flask_migrate.upgrade()
    _set_up()
    kept = f" A copy of the former one is in {copy}." if copy else ""
    return f"The database is upgraded from {before or 'nothing'} to {newest}.{kept}"


def warn_of_upgrade() -> str:
    """Return what to know before an upgrade, empty where there is nothing to lose."""
    if sqlite_file() is not None or current_revision() in {"", newest_revision()}:
        return ""
    return (
        f"On PostgreSQL no copy is kept of {shown_database()}; the way back is a backup taken before (`python -m"
        " eventapp backup PATH`). The upgrade is one transaction: when it fails, everything is as before."
    )


def _begin(create: bool) -> str:
    """Return the revision to begin at; makes the SQLite file where that is asked for, and closes it to others."""
    database = sqlite_file()
    if database is not None and create:
        make_folder(database.parent)
        make_file(database)
    check_exists()
    check_can_write()
    if database is not None:
        close_to_others(database)
    before = current_revision()
    if before:
        if before not in known_revisions():
            raise CannotDo(describe_revision(before))
    elif has_foreign_tables():
        raise CannotDo(
            f"The database {shown_database()} holds tables that are not eventapp's. Choose an empty one."
        )
    elif not create:
        raise CannotDo(f"The database {shown_database()} is empty. {ADVICE}")
    return before


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
