"""Known and unknown addresses take a public form the same time: medians of 200 each, and a rank test.

Measured is the time of this thread: what other programs on the machine do would hide a difference.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable

import pytest

from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.registrations import services
from tests.support.builders import make_event, make_federation, sign_up
from tests.support.forms import hidden_fields
from tests.support.organisers import make_organiser

pytestmark = [pytest.mark.heavy, pytest.mark.both_databases, pytest.mark.usefixtures("session")]

TIMES = 200
#: A page's own time, far below what a network adds.
CLOSE = 0.005


def rank_test(first: list[float], second: list[float]) -> float:
    """Return the two-sided p of the Mann-Whitney test by its normal approximation, good above 20 values."""
    ranked = sorted((value, group) for group, values in enumerate((first, second)) for value in values)
    n, m = len(first), len(second)
    rank_sum = sum(rank for rank, (_value, group) in enumerate(ranked, 1) if group == 0)
    z = (rank_sum - n * (n + 1) / 2 - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def measure(app, path: str, known: Callable[[int], str], new: Callable[[int], str]) -> tuple[float, float]:
    """Send the form for both kinds in random order; return how far the medians are apart, in seconds, and p."""
    taken: dict[str, list[float]] = {"known": [], "new": []}
    turns = [(kind, number) for kind in taken for number in range(TIMES)]
    random.Random(7).shuffle(turns)
    page = app.test_client()
    for kind, number in [("new", -1), ("known", 0), *turns]:
        email = known(number) if kind == "known" else new(number)
        # A form of its own each time, as anybody who tries addresses has.
        sent = hidden_fields(page.get(path).text) | {"name": "Kim", "email": email}
        begun = time.thread_time()
        code = page.post(path, data=sent).status_code
        if number >= 0:
            taken[kind].append(time.thread_time() - begun)
        assert code in {200, 303}
    medians = [statistics.median(values) for values in taken.values()]
    p = rank_test(*taken.values())
    print(f"{path}: known {medians[0] * 1000:.2f} ms, new {medians[1] * 1000:.2f} ms, p = {p:.3f}")
    return abs(medians[0] - medians[1]), p


def is_even(measured: Callable[[], tuple[float, float]]) -> bool:
    """Tell whether one of two measurements shows no difference: by chance one in a hundred shows some."""
    return any(apart < CLOSE and p > 0.01 for apart, p in (measured() for _ in range(2)))


def new_address(prefix: str) -> Callable[[int], str]:
    return lambda number: f"{prefix}{number:04}{random.randrange(10**6):06}@example.se"


@pytest.fixture
def known() -> Callable[[int], str]:
    """Two hundred addresses that are registered, and organisers."""
    event, federation = make_event(slug="ett", seats=5000), make_federation()
    for number in range(TIMES):
        sign_up(event, f"known{number:09}@example.se")
        make_organiser((federation, Role.EDITOR), email=f"known{number:09}@example.se")
    db.session.commit()
    return lambda number: f"known{max(number, 0):09}@example.se"


@pytest.mark.parametrize("path", ["/evenemang/ett/anmalan", "/min-anmalan"])
def test_time_tells_nobody_who_is_registered(app, known, path):
    assert is_even(lambda: measure(app, path, known, new_address("newer")))


def test_told_at_once_it_would(app, known, monkeypatch):
    monkeypatch.setattr(
        services, "register_alike", lambda event, form: (services.register_attendee(event, form), False)
    )
    assert not is_even(lambda: measure(app, "/evenemang/ett/anmalan", known, new_address("newer")))


def test_rank_test_finds_a_shift_and_nothing_where_there_is_none():
    dice = random.Random(1)
    first, same = ([dice.gauss(5, 1) for _ in range(TIMES)] for _ in range(2))
    assert rank_test(first, same) > 0.01
    assert rank_test(first, [value + 0.5 for value in same]) < 0.001
