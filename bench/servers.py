"""The servers compared: one server program with the same settings, and what their processes cost."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKERS = "2"
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server with its children."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_ms(self) -> float:
        """Return the CPU time that the whole process tree has used so far, in milliseconds."""
        return sum(_ticks(pid) for pid in _tree(self.process.pid)) * TICK_MS

    def resident_mib(self) -> float:
        """Return the resident memory of the web process that was started last, in MiB (proc_pid_status(5))."""
        status = Path(f"/proc/{_tree(self.process.pid)[-1]}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def stop(self) -> None:
        """End it: first asked, then made to."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start_floor(module: str, environment: Mapping[str, str] | None = None) -> Server:
    """Start `bench.floors.<module>:app` under the server and settings that the product uses."""
    port = free_port()
    config = ["--config", str(ROOT / "config" / "gunicorn.py"), "--workers", WORKERS]
    command = ["-m", "gunicorn", *config, "--bind", f"127.0.0.1:{port}", f"bench.floors.{module}:app"]
    return _start(command, port, environment or {})


def start_product(environment: Mapping[str, str], workers: str = WORKERS) -> Server:
    """Start `serve` without the worker, whose mail and reminders are no request's cost."""
    port = free_port()
    command = ["-m", "eventapp", "serve", "--no-worker", "--port", str(port), "--workers", workers]
    return _start(command, port, {"EVENTAPP_BASE_URL": f"http://127.0.0.1:{port}", **environment})


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return our own environment with no settings of the product but those given."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("EVENTAPP_")}
    return {**inherited, **environment}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Server:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(process, port)
    atexit.register(server.stop)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return server
        time.sleep(0.05)
    server.stop()
    raise RuntimeError(f"this did not start: {' '.join(command)}")


def _tree(root: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
    tree = [root]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def _ticks(pid: int) -> int:
    """Return the process's CPU time and that of its children that have ended, in clock ticks (proc_pid_stat(5))."""
    with contextlib.suppress(OSError):
        return sum(int(field) for field in _fields(pid)[11:15])
    return 0


def _fields(pid: int) -> list[str]:
    """Return the fields of `stat` after the program's name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
