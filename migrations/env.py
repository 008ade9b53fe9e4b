"""Runs the migrations; on SQLite without foreign keys, since a table rebuild would delete child rows."""

from __future__ import annotations

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
database = migrate.db
conf_args = dict(migrate.configure_args)


def run_online() -> None:
    with database.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        if lite:  # outside any transaction, else SQLite ignores it
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=database.metadata, **conf_args)
        try:
            with context.begin_transaction():
                context.run_migrations()
                if lite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")
        finally:
            if lite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("migrations run against a database: python -m eventapp upgrade")
run_online()
