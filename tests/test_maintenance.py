"""Upgrading: from nothing, again, after a kill, and with a copy of what was."""

from __future__ import annotations

import flask_migrate
import pytest
import sqlalchemy as sa

from eventapp import maintenance
from eventapp.app import create_app
from eventapp.core.errors import CannotDo
from eventapp.core.extensions import db
from eventapp.core.private_files import make_file
from eventapp.core.revisions import check_is_current, current_revision, newest_revision
from eventapp.messages.models import Installation


@pytest.fixture
def empty(tmp_path):
    """An application on a database that does not exist yet."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/new.db"})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_new_database_is_made_and_set_up(empty):
    assert "from nothing" in maintenance.upgrade_database()
    assert db.session.scalars(sa.select(Installation.uid_domain)).all() == ["localhost"]
    assert current_revision() == newest_revision()


@pytest.mark.parametrize("statements", [1, 7, 40])
def test_an_upgrade_that_was_killed_can_be_run_again(empty, statements, tmp_path):
    left = [statements]

    def die(*_arguments):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    make_file(tmp_path / "new.db")
    with db.engine.connect():
        sa.event.listen(db.engine, "before_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        flask_migrate.upgrade()
    sa.event.remove(db.engine, "before_cursor_execute", die)
    db.engine.dispose()

    assert "is upgraded" in maintenance.upgrade_database()


def test_copies_are_kept_before_an_upgrade_but_only_the_newest_three(empty, at, tmp_path, monkeypatch):
    maintenance.upgrade_database()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    monkeypatch.setattr(flask_migrate, "upgrade", lambda: None)
    for day in range(1, 6):
        at(f"2027-11-0{day} 12:00")
        maintenance.upgrade_database()

    kept = sorted(path.name for path in tmp_path.glob("*.before-upgrade-*"))
    assert [name.split("-")[2][:8] for name in kept] == ["20271103", "20271104", "20271105"]


def test_serving_an_old_database_is_refused(empty):
    with pytest.raises(CannotDo, match="upgrade"):
        check_is_current()
