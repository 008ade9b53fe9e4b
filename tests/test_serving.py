"""`serve`: starts again what dies, ends in time, and keeps personal links out of its output."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from eventapp.core.masking import mask_secrets
from eventapp.serving import PortTaken, check_port
from tests.support.mail_server import free_port


def children_of(pid: int) -> dict[int, str]:
    """Return the command lines of a process's children."""
    pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ") for child in pids}


def wait_for(condition, seconds: float = 30):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def answers(server, path: str = "/halsa/webb") -> bool:
    try:
        with urllib.request.urlopen(server.url + path, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.parametrize("victim", ["gunicorn", "eventapp worker"])
def test_what_dies_is_started_again(serve, victim):
    server = serve(worker=True)

    def find() -> int:
        return next((pid for pid, line in children_of(server.process.pid).items() if victim in line), 0)

    killed = wait_for(find)
    os.kill(killed, signal.SIGKILL)

    assert wait_for(lambda: find() not in {0, killed})
    assert wait_for(lambda: answers(server))


def test_a_stop_takes_all_children_along_within_ten_seconds(serve):
    server = serve(worker=True, workers=2)
    children = wait_for(lambda: children_of(server.process.pid))
    begun = time.monotonic()

    assert server.stop() == 0
    assert time.monotonic() - begun < 10
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_children_end_when_the_parent_is_killed(serve):
    server = serve(worker=True)
    children = wait_for(lambda: children_of(server.process.pid))
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(10)

    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def test_without_worker_there_is_only_the_web(serve):
    server = serve()

    assert [line for line in children_of(server.process.pid).values() if "worker" in line.split()] == []


def test_a_taken_port_is_said_in_a_sentence(serve, start_process):
    server = serve()
    port = server.url.rpartition(":")[2]
    second = start_process("serve", "--port", port)

    assert second.process.wait(30) == 1
    assert f"port {port}" in second.printed
    with pytest.raises(PortTaken, match="Cannot listen"):
        check_port("127.0.0.1", int(port))


def test_a_free_port_can_be_listened_on():
    check_port("127.0.0.1", free_port())


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("GET /anmalan/abc-def/andra 500", "GET /anmalan/…/andra 500"),
        ("GET /en/delta/abc-def HTTP/1.1", "GET /en/delta/… HTTP/1.1"),
        ("/kalender/abc-def.ics?x=1", "/kalender/…?x=1"),
        ("/arrangor/lank/hemlig", "/arrangor/lank/…"),
        ("/inbjudan/a-b /utvardering/c-d", "/inbjudan/… /utvardering/…"),
        ("/evenemang/dag/anmalan 200", "/evenemang/dag/anmalan 200"),
    ],
)
def test_personal_links_are_masked(line, masked):
    assert mask_secrets(line) == masked


def test_no_personal_link_is_printed(serve):
    server = serve()
    for path in ("/anmalan/hemligt-tecken", "/delta/hemligt-tecken", "/arrangor/lank/hemligt-tecken"):
        answers(server, path)
    server.stop()

    assert "hemligt" not in server.printed
