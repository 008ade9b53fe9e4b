"""The one way to write: ends the read, commits once, rolls back on error, does not nest."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit
from eventapp.core.transactions import write

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


def hit(key="a"):
    return LimitHit(key=key, at=clock.now())


def count():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(LimitHit.id)))


def test_the_block_is_committed_at_its_end():
    with write() as session:
        session.add(hit())

    assert count() == 1


def test_an_error_rolls_everything_back_and_the_next_write_works():
    with pytest.raises(ZeroDivisionError):
        _add_and_fail()

    with write() as session:
        session.add(hit("b"))
    assert count() == 1


def test_what_was_loaded_before_is_read_again_inside(app):
    with write() as session:
        session.add(hit("before"))
    loaded = db.session.scalars(sa.select(LimitHit)).one()
    assert loaded.key == "before"
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
        db.session.rollback()
        other.execute(sa.update(LimitHit).values(key="by another process"))
        other.commit()

    with write():
        assert loaded.key == "by another process"


def test_it_does_not_nest():
    with write(), pytest.raises(RuntimeError), write():
        pass


def _add_and_fail():
    with write() as session:
        session.add(hit())
        session.flush()
        raise ZeroDivisionError
