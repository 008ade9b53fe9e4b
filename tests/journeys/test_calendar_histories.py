"""Whatever happens in whatever order, every calendar shows what the database says.

Twenty-four histories of fifty steps; `CALENDAR_HISTORIES=200` plays as many.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.registrations.doctor import find_seat_problems
from tests.support.calendar_steps import STEPS, call_off, take
from tests.support.calendar_world import World

pytestmark = pytest.mark.usefixtures("session")

HISTORIES = int(os.environ.get("CALENDAR_HISTORIES", "24"))
STEPS_EACH = 50
#: Histories of one test, on one database.
TOGETHER = 3
BEGINS = datetime(2027, 2, 1, 9, tzinfo=UTC)


def play(seed: int) -> None:
    """Play one history; a failure tells the steps up to it."""
    dice = random.Random(seed)
    late_mail, reads_answers = dice.choice([0.0, 0.0, 0.6]), dice.random() < 0.85
    world = World(dice, f"h{seed}", late_mail=late_mail, reads_answers=reads_answers)
    at = BEGINS
    with clock.frozen(at):
        world.begin()
    told: list[str] = []
    try:
        for number in range(STEPS_EACH):
            at += timedelta(seconds=dice.choice([1, 90, 3600, 40_000]))
            with clock.frozen(at):
                told.append(f"{number} {_happen(world, is_last=number >= STEPS_EACH - 2)}")
                # What was refused has been rolled back.
                if told[-1].endswith("done") and dice.random() >= world.late_mail:
                    world.deliver()
                    world.check()
        with clock.frozen(at):
            world.deliver()
            world.check()
            world.check_any_order()
            assert find_seat_problems() == []
    except AssertionError as error:
        raise AssertionError("\n".join([f"history {seed}", *told, str(error)])) from error


def _happen(world: World, *, is_last: bool) -> str:
    """Let something happen, and at last the events be called off; what nobody is there for is drawn anew."""
    for _try in range(5):
        step = call_off if is_last else world.dice.choices(list(STEPS), weights=list(STEPS.values()))[0]
        outcome = take(world, step)
        if outcome != "passed":
            break
    return f"{step.__name__}: {outcome}"


def hurry(engine: sa.Engine) -> None:
    """Let SQLite not wait for the disk: no power cut is played here."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "checkout", lambda dbapi, *_: dbapi.execute("PRAGMA synchronous=OFF"))


@pytest.mark.parametrize("first", range(0, HISTORIES, TOGETHER))
def test_calendars_are_right_after_every_step(first):
    hurry(db.engine)
    for seed in range(first, min(first + TOGETHER, HISTORIES)):
        play(seed)


@pytest.mark.postgresql
def test_calendars_are_right_on_postgresql_too():
    for seed in range(1000, 1002):
        play(seed)
