"""The control of the race: the same rush without the guards oversells, and each guard holds alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.part_models import SeatPool
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.builders import make_event
from tests.support.processes import RunningServer, start_web
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

# As many people as one web process has threads, so that all can be on their way at once wherever they land.
SEATS, PEOPLE = 2, 6


@pytest.fixture
def rush(process_settings: dict[str, str], tmp_path: Path):
    """Let six people sign up at once for two seats, without the guards named; return how many were told *anmäld*."""
    started: list[RunningServer] = []

    def begin(unguarded: str, workers: int) -> list[str]:
        slug = make_event(seats=SEATS).slug
        db.session.commit()
        settings = {"UNGUARDED": unguarded, "READERS": str(PEOPLE)}
        server = start_web(
            "tests.support.unguarded:create_app()",
            process_settings | settings,
            tmp_path / "unguarded.log",
            workers=workers,
        )
        started.append(server)

        def sign_up(number: int) -> str:
            return Visitor(server.url).sign_up(slug, f"person.{number}@race.example").heading

        with ThreadPoolExecutor(PEOPLE) as pool:
            return list(pool.map(sign_up, range(PEOPLE)))

    yield begin
    for server in started:
        server.kill()


def confirmed() -> int:
    """Return how many have a seat."""
    db.session.rollback()
    query = sa.select(sa.func.count()).where(Registration.status == RegistrationStatus.CONFIRMED)
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("workers", [1, 4])
def test_without_lock_guard_and_counter_everybody_gets_one_of_two_seats(
    rush: Callable[..., list[str]], start_process: Callable[..., object], workers: int
) -> None:
    headings = rush("lock,counter", workers)

    assert headings == ["Du är anmäld"] * PEOPLE
    assert confirmed() == PEOPLE > SEATS
    assert db.session.scalars(sa.select(SeatPool.taken)).one() == 1
    doctor = start_process("doctor")
    assert doctor.process.wait(30) == 1
    assert "1 of 2 seats are counted as taken, 6 are held" in doctor.printed


@pytest.mark.parametrize("unguarded", ["lock", "lock,guard"])
def test_the_guard_and_the_database_hold_without_the_lock(
    rush: Callable[..., list[str]], start_process: Callable[..., object], unguarded: str
) -> None:
    headings = rush(unguarded, 2)

    assert headings.count("Du är anmäld") == confirmed() == SEATS
    assert start_process("doctor").process.wait(30) == 0
