"""The product as it is measured: demo data in databases of its own, with no end of seats."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.servers import ROOT, WORKERS, Server, clean_environment, start_product

SETTINGS = {
    "EVENTAPP_CONFIG": "production",
    "EVENTAPP_SECRET_KEY": "measuring-only-key-that-guards-nothing",
    "EVENTAPP_BASE_URL": "https://127.0.0.1",
    "EVENTAPP_MAIL_SERVER": "127.0.0.1",
    "EVENTAPP_MAIL_DEFAULT_SENDER": "anmalan@anmalan.example",
    "EVENTAPP_REPLY_ADDRESS": "svar@anmalan.example",
    # All visitors come from one address.
    "EVENTAPP_SIGNUP_LIMIT": "0",
}
#: An ordinary event: open to all, online, one host, a limited number of seats.
WEBINAR = "diskrimineringsgrunderna-i-vardagen"

FILL = (
    """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
    INSERT INTO registration (
        public_id, event_id, status, name, email, email_key, sort_name, search_text, language, organisation,
        mode, needs, food, advance_question, is_eligible, privacy_version, link_version, join_version,
        muted_reminders, created_at, confirmed_at
    )
    SELECT 'fill' || n, :event, 'confirmed', 'Person ' || n, 'person' || n || '@fill.example',
        'person' || n || '@fill.example', 'person ' || n, 'person ' || n, 'sv', 'Exempelkommun',
        'online', '', '', '', 0, '2026-11', 1, 1, '[]', :at, :at
    FROM number
    """,
    """
    INSERT INTO seat_hold (registration_id, pool_id)
    SELECT registration.id, seat_pool.id FROM registration JOIN seat_pool USING (event_id)
    WHERE registration.public_id LIKE 'fill%' AND seat_pool.kind = 'event'
    """,
    """
    UPDATE seat_pool SET taken = (SELECT count(*) FROM seat_hold WHERE pool_id = seat_pool.id)
    WHERE event_id = :event
    """,
    """
    INSERT INTO audit_entry (at, actor_kind, action, record_kind, record_id, event_id, details)
    SELECT :at, 'person', 'sign_up', 'registration', public_id, event_id, '{}'
    FROM registration WHERE public_id LIKE 'fill%'
    """,
    """
    INSERT INTO outbox_message (
        public_id, dedup_key, message_id, kind, about, recipient, sender, status, created_at, next_try_at, attempts
    )
    SELECT public_id, 'registration_confirmed/' || public_id, public_id || '@fill.example',
        'registration_confirmed', public_id, email, 'svar@anmalan.example', 'sent', :at, :at, 1
    FROM registration WHERE public_id LIKE 'fill%'
    """,
    """
    INSERT INTO form_submission (form_id, event_id, outcome, created_at)
    SELECT public_id, event_id, '{}', :at FROM registration WHERE public_id LIKE 'fill%'
    """,
)


@dataclass
class Products:
    """Makes the product's databases and starts its servers."""

    folder: Path

    def start(self, name: str, registrations: int = 0, workers: str = WORKERS) -> Server:
        """Start a server whose webinar has so many registrations more than the demo gives it."""
        path = self.folder / f"{name}.db"
        shutil.copy(self._demo, path)
        if registrations:
            _fill(path, registrations)
        return start_product({**SETTINGS, **_database(path)}, workers)

    @cached_property
    def democracy_day(self) -> str:
        """The slug of the largest event: six hosts, hybrid, workshops, limited in every way."""
        query = "SELECT slug FROM event WHERE kind = 'democracy_day' ORDER BY starts_at DESC LIMIT 1"
        with closing(sqlite3.connect(self._demo)) as connection:
            return str(connection.execute(query).fetchone()[0])

    @cached_property
    def slugs(self) -> list[str]:
        """The slugs of all events that have a page."""
        with closing(sqlite3.connect(self._demo)) as connection:
            return [row[0] for row in connection.execute("SELECT slug FROM event WHERE status <> 'draft'")]

    @cached_property
    def _demo(self) -> Path:
        path = self.folder / "demo.db"
        for command in (["upgrade", "--create"], ["demo-data"]):
            subprocess.run(
                [sys.executable, "-m", "eventapp", *command],
                cwd=ROOT,
                env=clean_environment({**SETTINGS, **_database(path)}),
                stdout=subprocess.DEVNULL,
                check=True,
            )
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE seat_pool SET capacity = 1000000")
        return path


def take_a_seat(name: str, folder: Path) -> None:
    """Change what the webinar's page shows, as somebody else's sign-up does."""
    with closing(sqlite3.connect(folder / f"{name}.db", timeout=10)) as connection, connection:
        connection.execute(
            "UPDATE seat_pool SET taken = taken + 1 WHERE event_id = (SELECT id FROM event WHERE slug = ?)",
            (WEBINAR,),
        )


def set_seats_left(name: str, folder: Path, slug: str, choose: Callable[[], int]) -> None:
    """Leave as many seats in each of an event's pools as `choose` says."""
    with closing(sqlite3.connect(folder / f"{name}.db", timeout=10)) as connection, connection:
        query = "SELECT seat_pool.id FROM seat_pool JOIN event ON event.id = event_id WHERE slug = ?"
        for pool in connection.execute(query, (slug,)).fetchall():
            connection.execute("UPDATE seat_pool SET capacity = taken + ? WHERE id = ?", (choose(), *pool))


def _fill(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        event = connection.execute("SELECT id FROM event WHERE slug = ?", (WEBINAR,)).fetchone()[0]
        values = {"event": event, "count": count, "at": "2026-11-01 08:00:00.000000"}
        for statement in FILL:
            connection.execute(statement, values)


def _database(path: Path) -> dict[str, str]:
    return {"EVENTAPP_DATABASE_URL": f"sqlite:///{path}"}
