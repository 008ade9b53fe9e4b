"""The product's own processes, started as whoever runs it starts them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.mail_server import free_port

ROOT = Path(__file__).parents[2]


class NeverReady(Exception):
    """The process ended, or was not ready in time; the message is what it printed."""


@dataclass
class RunningProcess:
    """A `python -m eventapp …` with its children, in a process group of its own."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def printed(self) -> str:
        """Everything it has printed so far."""
        return self.output.read_text(errors="replace")

    def stop(self, timeout: float = 15) -> int:
        """Ask it to end with SIGTERM and return its exit code; fails when it does not end in time (seconds)."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def kill(self) -> None:
        """End it and its children at once with SIGKILL, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@dataclass
class RunningServer(RunningProcess):
    """A running `serve`."""

    url: str


def start(
    arguments: list[str], environment: Mapping[str, str], output: Path, *, module: str = "eventapp"
) -> RunningProcess:
    """Start `python -m eventapp` with the arguments; of EVENTAPP_… it sees only what is given here."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("EVENTAPP_")}
    with output.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return RunningProcess(process, output)


def start_server(
    environment: Mapping[str, str], output: Path, *, workers: int = 1, worker: bool = False
) -> RunningServer:
    """Start `serve` on a free port and return it when it answers; `worker` also lets mail and reminders go."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ["serve", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    running = start(
        [*arguments, *([] if worker else ["--no-worker"])], {"EVENTAPP_BASE_URL": url, **environment}, output
    )
    server = RunningServer(running.process, running.output, url)
    try:
        wait_until_ready(server, host=urlsplit(environment.get("EVENTAPP_BASE_URL", url)).netloc)
    except NeverReady:
        server.kill()
        raise
    return server


def start_web(
    application: str,
    environment: Mapping[str, str],
    output: Path,
    *,
    workers: int = 1,
    config: str = str(ROOT / "config" / "gunicorn.py"),
) -> RunningServer:
    """Start another application of the tests, or the product's, as `serve` starts its web server."""
    url = f"http://127.0.0.1:{free_port()}"
    arguments = ["--config", config, "--bind", urlsplit(url).netloc, "--workers", str(workers), application]
    running = start(arguments, {"EVENTAPP_BASE_URL": url, **environment}, output, module="gunicorn")
    server = RunningServer(running.process, running.output, url)
    try:
        wait_until_ready(server)
    except NeverReady:
        server.kill()
        raise
    return server


def children_of(parent: int) -> list[int]:
    """Return the ids of the processes that a process has started and that still run."""
    return [pid for pid, ppid, state in _all_processes() if ppid == parent and state[0] not in "ZX"]


def _all_processes() -> Iterator[tuple[int, int, str]]:
    """Give id, parent's id and state of every process of the machine."""
    if not Path("/proc/self/stat").exists():
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
        )
        for line in listed.stdout.splitlines():
            pid, ppid, state = line.split()
            yield int(pid), int(ppid), state
        return
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
            yield int(stat.parent.name), int(ppid), state


def wait_until_ready(server: RunningServer, timeout: float = 90, host: str = "") -> None:
    """Return when the server answers; raises `NeverReady` when it has ended or takes longer (seconds)."""
    asked = urllib.request.Request(f"{server.url}/halsa/webb", headers={"Host": host} if host else {})
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise NeverReady(f"it ended with {server.process.returncode}:\n{server.printed}")
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise NeverReady(f"no answer in {timeout} s:\n{server.printed}")
