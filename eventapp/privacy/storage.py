"""Where deleted data live on: free pages, the write-ahead log, copies beside the database."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import between_writes
from eventapp.privacy.models import PurgeRecord, Sweep

COPIES_KEPT = timedelta(days=35)
COPY_MADE = re.compile(r"\.before-(?:upgrade|restore)-(\d{8}T\d{6})")
#: A sweep waits for the night, but not longer than this.
LONGEST_WAIT = timedelta(hours=24)
NIGHT_ENDS = 5
#: What is written down while a sweep runs may have come too late for it.
MARGIN = timedelta(minutes=5)
#: Milliseconds that writers wait at most for readers of an older state.
PATIENCE = 1000
SWEDEN = ZoneInfo("Europe/Stockholm")


def is_sweep_due() -> bool:
    """Tell whether something has gone since the last sweep and it is night, or it went a day ago."""
    now = clock.now()
    first = _first_unswept()
    if first is None:
        return False
    return now.astimezone(SWEDEN).hour < NIGHT_ENDS or first <= now - LONGEST_WAIT


def is_sweep_wanted() -> bool:
    """Tell whether something has gone since the last sweep."""
    return _first_unswept() is not None


def sweep() -> bool:
    """Rewrite the database so that no byte of what was deleted is left in it; tells whether it is done.

    SQLite leaves deleted rows in free pages and, with `secure_delete` too, in the gaps of pages that were split, so
    only VACUUM does it; then the write-ahead log is emptied, which fails while somebody reads an older state.
    PostgreSQL gives dead rows' room free, to be written over; its own log and backups keep them as long as set there.
    """
    with between_writes() as connection:
        if db.engine.dialect.name != "sqlite":
            connection.execute("VACUUM")
            return True
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not is_busy


def note_sweep(begun_at: datetime) -> None:
    """Write down when the sweep that is done had begun."""
    db.session.merge(Sweep(id=1, at=begun_at))


def list_old_copies() -> list[Path]:
    """Return the copies beside the SQLite database that are kept no longer."""
    url = db.engine.url
    if db.engine.dialect.name != "sqlite" or not url.database or url.database == ":memory:":
        return []
    database = Path(url.database)
    oldest = clock.now() - COPIES_KEPT
    copies = {path: COPY_MADE.search(path.name) for path in database.parent.glob(f"{database.name}.before-*")}
    return sorted(path for path, found in copies.items() if found and _moment(found[1]) < oldest)


def delete_old_copies() -> int:
    """Delete those copies; returns how many."""
    old = list_old_copies()
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _first_unswept() -> datetime | None:
    swept_at = db.session.scalar(sa.select(Sweep.at))
    query = sa.select(sa.func.min(PurgeRecord.at))
    if swept_at is not None:
        query = query.where(PurgeRecord.at > swept_at - MARGIN)
    return db.session.scalar(query)


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
