"""Migrations: up, down and up again on both databases, in step with the models, and no row lost on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from eventapp.app import create_app
from eventapp.core.extensions import db
from eventapp.core.settings import ROOT
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data

pytestmark = pytest.mark.both_databases

REBUILD = """
from alembic import op
import sqlalchemy as sa

revision = "rebuild"
down_revision = "{head}"


def upgrade() -> None:
    for table in {tables}:
        with op.batch_alter_table(table, recreate=how()) as batch:
            batch.add_column(sa.Column("trial", sa.String(10), nullable=True))


def downgrade() -> None:
    for table in {tables}:
        with op.batch_alter_table(table, recreate=how()) as batch:
            batch.drop_column("trial")


def how() -> str:
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"
"""


@pytest.fixture
def app(own_database: str) -> Iterator[Flask]:
    """The application on a migrated database of its own, with the demo's rows."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": own_database})
    with app.app_context():
        with write():
            load_demo_data()
        yield app
        db.session.remove()
        db.engine.dispose()


def count_rows() -> dict[str, int]:
    """Return the number of rows of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def test_models_and_migrations_are_equal(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_down_takes_everything_away_and_up_makes_it_again(app: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}

    flask_migrate.upgrade()
    assert set(db.metadata.tables) <= set(sa.inspect(db.engine).get_table_names())


def with_a_rebuild(folder: Path, *tables: str) -> Path:
    """Copy the project's migrations and add one that rebuilds tables that others hang on."""
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(path.name.partition("_")[0] for path in (folder / "versions").glob("*.py"))
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=head, tables=tables))
    return folder


def test_rebuilding_a_table_loses_no_row_that_hangs_on_it(app: Flask, tmp_path: Path) -> None:
    folder = with_a_rebuild(tmp_path / "migrations", "event", "registration", "federation", "commitment")
    before = count_rows()

    flask_migrate.upgrade(directory=str(folder))
    assert count_rows() == before
    flask_migrate.downgrade(directory=str(folder))
    assert count_rows() == before


def test_without_the_care_of_env_py_sqlite_deletes_the_rows_that_hang_on_it(
    app: Flask, tmp_path: Path, database_kind: str
) -> None:
    folder = with_a_rebuild(tmp_path / "migrations", "commitment")
    env = folder / "env.py"
    env.write_text(env.read_text().replace("foreign_keys=OFF", "foreign_keys=ON"))
    before = count_rows()["commitment_point"]

    flask_migrate.upgrade(directory=str(folder))

    assert before > 0
    assert count_rows()["commitment_point"] == (0 if database_kind == "sqlite" else before)
