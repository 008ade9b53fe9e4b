"""The product's own processes run against the test's database and end as asked."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import pytest

from tests.support.processes import RunningProcess, RunningServer


@pytest.mark.both_databases
def test_a_server_answers_and_ends_by_sigterm(live_server: RunningServer) -> None:
    with urllib.request.urlopen(f"{live_server.url}/halsa/webb", timeout=10) as answer:
        assert answer.status == 200


def test_a_process_ends_with_its_own_code(start_process: Callable[..., RunningProcess]) -> None:
    process = start_process("serve", "--port", "0")

    assert process.process.wait(30) == 2
    assert "--port" in process.printed
