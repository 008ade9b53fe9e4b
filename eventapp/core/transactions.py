"""The one way to write: `with write():`, on SQLite and on PostgreSQL."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm import scoped_session

from eventapp.core.extensions import db

PRAGMAS = (
    "journal_mode=WAL",
    # FULL: what was answered is kept, also through a power cut.
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
)


def configure_engine(app: Flask) -> None:
    """Register how connections begin; needs an application context and no connection made yet."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        return
    if engine.url.database and engine.url.database != ":memory:":
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # the driver sends no BEGIN of its own
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


#: The database is away, full, busy for too long or may only be read: nothing was written, later it may work.
CANNOT_WRITE = (OperationalError, InternalError)


@contextmanager
def write() -> Iterator[scoped_session[Session]]:
    """Run the block as one write transaction: commit at its end, roll back on any error.

    The read transaction that loaded the page ends first, so objects loaded before are read again
    inside. On SQLite writers queue in front of `BEGIN IMMEDIATE`; on PostgreSQL the isolation is
    READ COMMITTED and services lock the rows they count on. Blocks do not nest.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("write() does not nest")
    session.rollback()
    with _turn(db.engine):
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        session.info["writing"] = True
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writing", None)


WriteSmall = Callable[[], AbstractContextManager[sa.Connection]]


@contextmanager
def writer() -> Iterator[WriteSmall]:
    """Give a `write()` for many small statements in a row: a connection of its own, no session, a third of the cost.

    `with writer() as write_small: … with write_small() as connection: connection.execute(…)`
    """
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:

        @contextmanager
        def write_small() -> Iterator[sa.Connection]:
            with _turn(db.engine), connection.begin():
                yield connection

        yield write_small


@contextmanager
def between_writes() -> Iterator[Any]:
    """Give the driver's connection, in no transaction, while others who write wait (VACUUM)."""
    db.session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _turn(db.engine), db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if not is_sqlite:
            driver.rollback()
            driver.autocommit = True
        try:
            yield driver
        finally:
            # Its settings are not those of the others in the pool.
            connection.invalidate()


def _turn(engine: sa.Engine) -> Any:
    """Return the queue in front of SQLite's only write lock.

    SQLite's own waiting is sleep and retry, which lets one process starve another; a file lock wakes
    who waits. Without it everything is still right, only less fair.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return nullcontext()
    return _file_lock(Path(f"{path}.queue"))


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
