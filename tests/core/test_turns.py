"""Short turns: a thread that works in small steps is not kept waiting by one that computes."""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from eventapp.core.settings import ROOT
from eventapp.core.turns import TURN_SECONDS, take_short_turns
from eventapp.worker import run_until_stopped

STEPS = 40


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def seconds_beside_one_that_computes() -> float:
    """Give the interpreter up so many times, as each statement to a database does; returns how long that took."""
    over, begun = threading.Event(), threading.Event()

    def compute() -> None:
        begun.set()
        while not over.is_set():
            sum(range(100))

    thread = threading.Thread(target=compute)
    thread.start()
    begun.wait(10)
    at = time.perf_counter()
    for _step in range(STEPS):
        time.sleep(0)
    took = time.perf_counter() - at
    over.set()
    thread.join()
    return took


def test_small_steps_go_on_beside_a_computation() -> None:
    sys.setswitchinterval(0.005)
    long = min(seconds_beside_one_that_computes() for _ in range(3))
    take_short_turns()
    short = min(seconds_beside_one_that_computes() for _ in range(3))

    assert short < long / 3, (short, long)


def test_web_processes_take_short_turns() -> None:
    spec = importlib.util.spec_from_file_location("gunicorn_config", ROOT / "config" / "gunicorn.py")
    assert spec is not None
    assert spec.loader is not None
    config = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(config)
    sys.setswitchinterval(0.005)

    config.post_worker_init(None)

    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)


class _Taken(Exception):
    """Stops the worker where it is about to begin its rounds."""


@pytest.mark.usefixtures("session")
def test_the_worker_takes_short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[float] = []

    def take(seconds: float) -> None:
        taken.append(seconds)
        raise _Taken

    monkeypatch.setattr(sys, "setswitchinterval", take)
    with pytest.raises(_Taken):
        run_until_stopped()

    assert taken == [TURN_SECONDS]
