"""The one way to write: `with write():`, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import Flask, has_app_context
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import scoped_session

from eventapp.core.extensions import db
from eventapp.core.writer_queue import LONG_PATIENCE, PATIENCE, FileQueue, Places, WriterBusy

PRAGMAS = (
    "journal_mode=WAL",
    # FULL: what was answered is kept, also through a power cut.
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={PATIENCE * 1000:.0f}",
)
#: Seconds in which a PostgreSQL server takes a connection, or is away.
CONNECT_SECONDS = 5
#: Seconds that PostgreSQL always gives a statement of a write: it counts its work with the waiting.
SHORTEST_STATEMENT = 0.5


def configure_engine(app: Flask) -> None:
    """Register how connections begin; needs an application context and no connection made yet."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine)
    else:
        _configure_postgresql(engine)


def _configure_sqlite(engine: sa.Engine) -> None:
    is_file = engine.url.database not in {None, "", ":memory:"}
    if is_file:
        _file_queues[engine] = FileQueue(Path(f"{engine.url.database}.queue"))

    @event.listens_for(engine, "do_connect")
    def _look(*_: Any) -> None:
        # SQLite would make an empty database of what is not there, a volume that is not mounted for instance.
        if is_file and not Path(str(engine.url.database)).exists():
            raise sqlite3.OperationalError(f"there is no file {engine.url.database}")

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # the driver sends no BEGIN of its own
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        with _busy_timeout(connection, options.get("write_wait", PATIENCE)):
            connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', 'DEFERRED')}")


@contextmanager
def _busy_timeout(connection: sa.Connection, seconds: float) -> Iterator[None]:
    """Let SQLite wait for so long, where that differs from what the connection was made with."""
    if abs(seconds - PATIENCE) < 0.5:
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={max(0.0, seconds) * 1000:.0f}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")


def _configure_postgresql(engine: sa.Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def _limit_connecting(_dialect: Any, _record: Any, _args: Any, settings: dict[str, Any]) -> None:
        settings.setdefault("connect_timeout", CONNECT_SECONDS)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.autocommit = True  # what is set in a transaction goes with it when that is rolled back
        dbapi.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
        dbapi.autocommit = False

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A row that many wait for is two locks, one after the other: the limit on a lock alone would let wait twice.
        seconds = connection.get_execution_options().get("write_wait")
        if seconds is not None:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"SET LOCAL statement_timeout = {max(SHORTEST_STATEMENT, seconds) * 1000:.0f}")


#: The database is away, full, busy for too long or may only be read: nothing was written, later it may work.
CANNOT_WRITE = (OperationalError, InternalError, InterfaceError, PoolTimeoutError, WriterBusy)

_file_queues: WeakKeyDictionary[sa.Engine, FileQueue] = WeakKeyDictionary()
_places = Places()


@contextmanager
def write(patience: float = PATIENCE) -> Iterator[scoped_session[Session]]:
    """Run the block as one write transaction: commit at its end, roll back on any error.

    The read transaction that loaded the page ends first, so objects loaded before are read again
    inside. On SQLite writers queue in front of `BEGIN IMMEDIATE`; on PostgreSQL the isolation is
    READ COMMITTED and services lock the rows they count on. Blocks do not nest.

    Raises one of `CANNOT_WRITE`: WriterBusy where the turn has not come within `patience` seconds.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("write() does not nest")
    session.rollback()
    with _turn(db.engine, patience) as deadline:
        left = deadline - time.monotonic()
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE", "write_wait": left})
        session.info["writing"] = True
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writing", None)


def is_writing() -> bool:
    """Tell whether a `write()` is open here, while which others who write wait."""
    return has_app_context() and bool(db.session.info.get("writing"))


WriteSmall = Callable[[], AbstractContextManager[sa.Connection]]


@contextmanager
def writer() -> Iterator[WriteSmall]:
    """Give a `write()` for many small statements in a row: a connection of its own, no session, a third of the cost.

    `with writer() as write_small: … with write_small() as connection: connection.execute(…)`
    It waits for `LONG_PATIENCE`: what is noted so has happened already.
    """
    options = {"sqlite_begin": "IMMEDIATE", "write_wait": LONG_PATIENCE}
    with db.engine.connect().execution_options(**options) as connection:

        @contextmanager
        def write_small() -> Iterator[sa.Connection]:
            with _turn(db.engine, LONG_PATIENCE), connection.begin():
                yield connection

        yield write_small


@contextmanager
def between_writes() -> Iterator[Any]:
    """Give the driver's connection, in no transaction, while others who write wait (VACUUM)."""
    db.session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _turn(db.engine, LONG_PATIENCE), db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if not is_sqlite:
            driver.rollback()
            driver.autocommit = True
        try:
            yield driver
        finally:
            # Its settings are not those of the others in the pool.
            connection.invalidate()


@contextmanager
def _turn(engine: sa.Engine, patience: float) -> Iterator[float]:
    """Wait for a place among this process's writers, and on SQLite for one's turn; give the time until which to wait.

    Without the queue everything is still right, only less fair.
    """
    deadline = time.monotonic() + patience
    queue = _file_queues.get(engine)
    with ExitStack() as held:
        held.enter_context(_places.place(deadline))
        if queue is not None:
            held.enter_context(queue.turn(deadline))
        yield deadline
