"""Sees whether a request has written to the test's database, and puts back what it wrote."""

from __future__ import annotations

import sqlite3

from eventapp.core.extensions import db


class Watched:
    """The test's SQLite database as it is now: says whether others have written since, and can undo it."""

    def __init__(self) -> None:
        db.session.commit()
        self._reader = sqlite3.connect(str(db.engine.url.database))
        self._copy = sqlite3.connect(":memory:")
        self._reader.backup(self._copy)
        self._seen = self._version()

    def has_changed(self) -> bool:
        """Tell whether anything was committed since the beginning or the last question."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def restore(self) -> None:
        """Bring every row back to what it was at the beginning."""
        db.session.rollback()
        self._copy.backup(self._reader)
        self._seen = self._version()

    def close(self) -> None:
        """Let the database go."""
        self._reader.close()
        self._copy.close()

    def _version(self) -> int:
        # Counts up when another connection has committed a change, and for nothing else.
        version: int = self._reader.execute("PRAGMA data_version").fetchone()[0]
        return version
