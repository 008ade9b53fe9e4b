"""Collecting garbage at rest: between the steps of each thread, and by every process of the product."""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from eventapp import worker
from eventapp.core.garbage import WHOLE_EVERY, YOUNG, collect_at_rest_only, collect_if_due
from eventapp.privacy import commands

ROOT = Path(__file__).parents[2]
THREADS, STEPS = 4, 25
#: What `python -m eventapp --help` leaves behind.
ASK_COMMAND = """
import gc, runpy, sys
sys.argv = ["eventapp", "--help"]
try:
    runpy.run_module("eventapp", run_name="__main__")
except SystemExit:
    print("collects by itself:", gc.isenabled())
"""


class Node:
    """Something that can be part of a cycle and watched."""


@pytest.fixture
def at_rest() -> Iterator[None]:
    """Let this process collect as the product's do."""
    collect_at_rest_only()
    yield
    gc.enable()


@pytest.fixture
def steps() -> Iterator[Steps]:
    """Steps that leave garbage, with every collection counted by where its thread stood."""
    steps = Steps()
    gc.callbacks.append(steps.count)
    yield steps
    gc.callbacks.remove(steps.count)


class Steps:
    """Leaves cycles behind and counts the collections inside and between, of each thread for itself."""

    def __init__(self) -> None:
        self.inside, self.between = 0, 0
        self.left: list[weakref.ref[Node]] = []
        self._place = threading.local()

    def run(self, *_anything: object) -> int:
        """Leave more behind than makes the interpreter collect."""
        self._place.is_inside = True
        for _one in range(5_000):
            node = Node()
            node.cycle = node
        self.left.append(weakref.ref(node))
        self._place.is_inside = False
        return 0

    def run_and_collect(self, *_anything: object) -> None:
        self.run()
        collect_if_due()

    def count(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            inside = getattr(self._place, "is_inside", False)
            self.inside, self.between = self.inside + inside, self.between + (not inside)

    @property
    def kept(self) -> int:
        """How many of the last things left by each step have not been collected."""
        return sum(one() is not None for one in self.left)


def run_in_threads(step: Callable[..., object]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(step, range(THREADS * STEPS)))


@pytest.mark.usefixtures("at_rest")
def test_no_thread_collects_inside_a_step(steps):
    run_in_threads(steps.run_and_collect)

    assert steps.inside == 0
    assert steps.between > 0
    assert steps.kept < THREADS * STEPS


def test_control_by_itself_the_interpreter_collects_inside_steps(steps):
    run_in_threads(steps.run_and_collect)

    assert steps.inside > 0


@pytest.mark.usefixtures("at_rest")
def test_what_outlived_several_collections_is_collected_in_the_end():
    old = Node()
    old.cycle = old
    watched = weakref.ref(old)
    gc.collect()
    del old
    young: list[list[None]] = []
    for _one in range(WHOLE_EVERY):
        young += [[] for _other in range(YOUNG + 100)]
        collect_if_due()

    assert watched() is None


@pytest.mark.usefixtures("at_rest")
def test_little_is_not_worth_a_collection(steps):
    gc.collect()
    before = steps.between
    for _one in range(100):
        collect_if_due()

    assert steps.between == before


@pytest.mark.usefixtures("at_rest", "session")
def test_the_worker_collects_between_its_steps(steps, monkeypatch):
    monkeypatch.setattr(worker, "settle_queues", steps.run)
    worker.run_round()

    assert steps.inside == 0
    assert steps.between > 0
    assert steps.kept == 0


@pytest.mark.usefixtures("at_rest", "session")
def test_purging_collects_between_its_steps(steps, monkeypatch):
    monkeypatch.setattr(commands, "list_steps", lambda: [("one", steps.run), ("another", steps.run)])
    commands.purge_all()

    assert steps.inside == 0
    assert steps.kept == 0


def test_every_command_is_a_process_that_collects_at_rest():
    told = subprocess.run(
        [sys.executable, "-c", ASK_COMMAND], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert "collects by itself: False" in told.stdout, told.stderr


def test_the_rule_stands_in_one_place():
    def imports_gc(path: Path) -> bool:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names = [
            alias.name if isinstance(node, ast.Import) else node.module
            for node in nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        return "gc" in names

    users = [
        path
        for folder in ("eventapp", "config")
        for path in (ROOT / folder).rglob("*.py")
        if imports_gc(path)
    ]
    assert [str(path.relative_to(ROOT)) for path in users] == ["eventapp/core/garbage.py"]
