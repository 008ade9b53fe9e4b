"""Keeps what was read for as long as the database says that nothing has been written to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import sqlalchemy as sa

from eventapp.core.caches import READ_LIMIT, Cache
from eventapp.core.extensions import db

Found = TypeVar("Found")


def read_if_changed(key: Hashable, read: Callable[[sa.Connection], Found | None]) -> Found | None:
    """Return what `read` gave this connection before, or let it read when anything has been written since.

    SQLite counts what others commit and what a connection itself changes, so asking it costs a fraction of
    reading; both happen in one transaction, hence on one state of the data. Elsewhere it is always read. What
    is not found is not kept, so nobody can fill the memory with addresses that do not exist.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        return read(connection)
    return _kept(connection).keep(key, lambda: read(connection))


def _kept(connection: sa.Connection) -> Cache:
    """Return what this connection has read in the database's present state; empty in a new one."""
    changes_of_others = connection.exec_driver_sql("PRAGMA data_version").scalar()
    driver: Any = connection.connection.driver_connection
    state = (changes_of_others, driver.total_changes)
    read_at, known = connection.info.get("kept", (None, None))
    kept: Cache = Cache("reads of a connection", READ_LIMIT) if known is None else known
    if read_at != state:
        kept.clear()
        connection.info["kept"] = (state, kept)
    return kept
