"""The application with its guards against overselling taken away, served by the control of the race test.

`UNGUARDED` names what is off: `lock` (the event's row, SQLite's write lock and its queue), `guard` (`taken < capacity`
in the UPDATE), `counter` (seats are counted by the program, which then writes the number that it had read plus one).
`READERS` people have seen the free seats before the first of them writes, so the outcome is the same every time.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from eventapp import app as product
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.registrations import public_routes, seats, services
from eventapp.registrations.seats import SeatPlan, Wanted, plan_seats

LONGEST_WAIT = 20.0
_readers = multiprocessing.get_context("fork").Value("i", 0)


def create_app() -> Flask:
    """Return the product's application, unguarded; called before the web server forks."""
    off = set(os.environ["UNGUARDED"].split(","))
    if "lock" in off:
        public_routes.write = _write_without_lock
        services.lock_event = _read_event
        services.plan_seats = _plan_together
    if "guard" in off:
        seats._take_one = _take_without_looking
    if "counter" in off:
        seats._take_one = _write_what_was_counted
    return product.create_app()


@contextmanager
def _write_without_lock() -> Iterator[None]:
    """Begin as any reader does and take the write lock with the first write."""
    db.session.rollback()
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()


def _read_event(event_id: int) -> Event:
    return db.session.get_one(Event, event_id)


def _plan_together(pools: Iterable[SeatPool], wanted: Wanted, held: Collection[int] = ()) -> SeatPlan:
    """Plan as always, then go on only when all the others have planned too."""
    read = list(pools)
    plan = plan_seats(read, wanted, held)
    db.session.info["counted"] = {pool.id: pool.taken for pool in read}
    _wait_for_the_others()
    if db.engine.dialect.name == "sqlite":
        # SQLite refuses to write on what has changed since it was read; many programs read and write apart.
        db.session.commit()
        db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    return plan


def _wait_for_the_others() -> None:
    with _readers.get_lock():
        _readers.value += 1
    deadline = time.monotonic() + LONGEST_WAIT
    while _readers.value < int(os.environ["READERS"]) and time.monotonic() < deadline:
        time.sleep(0.005)


def _take_without_looking(pool_id: int) -> None:
    db.session.execute(sa.update(SeatPool).where(SeatPool.id == pool_id).values(taken=SeatPool.taken + 1))


def _write_what_was_counted(pool_id: int) -> None:
    counted = db.session.info["counted"][pool_id]
    db.session.execute(sa.update(SeatPool).where(SeatPool.id == pool_id).values(taken=counted + 1))
