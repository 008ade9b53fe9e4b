"""Every test starts with a migrated, empty database and the first numbers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

INSERT = sa.text("INSERT INTO topic (slug, name, is_ground) VALUES ('a', 'A', true) RETURNING id")


@pytest.mark.both_databases
@pytest.mark.parametrize("round_", [1, 2])
def test_nothing_is_left_of_the_test_before(session: Session, round_: int) -> None:
    assert session.execute(INSERT).scalar() == 1
    session.commit()


@pytest.mark.both_databases
def test_the_marker_chooses_the_database(session: Session, database_kind: str) -> None:
    assert session.get_bind().dialect.name == database_kind


@pytest.mark.both_databases
@pytest.mark.parametrize("round_", [1, 2])
def test_what_migrations_fill_comes_back(session: Session, round_: int) -> None:
    rules = session.execute(sa.text("DELETE FROM reminder_rule")).rowcount
    session.commit()

    assert rules == 3
