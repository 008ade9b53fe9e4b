"""What was read is kept until anything is written, by whomever."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.core.extensions import db
from eventapp.core.freshness import read_if_changed
from eventapp.core.transactions import write
from tests.support.builders import make_topic

pytestmark = pytest.mark.both_databases


def count_topics(connection: sa.Connection) -> int:
    return connection.execute(sa.text("SELECT count(*) FROM topic")).scalar_one()


def read_topics() -> int | None:
    db.session.rollback()
    return read_if_changed("topics", count_topics)


def test_what_this_connection_writes_is_seen(app: Flask) -> None:
    with app.app_context():
        before = read_topics() or 0
        with write():
            make_topic()
        assert read_topics() == before + 1


def test_what_another_connection_writes_is_seen(app: Flask) -> None:
    with app.app_context():
        before = read_topics() or 0
        with db.engine.connect() as other, other.begin():
            other.execute(sa.text("INSERT INTO topic (slug, name, is_ground) VALUES ('x', 'X', false)"))
        assert read_topics() == before + 1


def test_what_is_not_found_is_asked_for_again(app: Flask) -> None:
    with app.app_context():
        asked = []
        for _time in range(2):
            read_if_changed("nothing", asked.append)
    assert len(asked) == 2
