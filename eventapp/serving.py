"""`serve`: a production web server and the worker as children that are started again when they die."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from eventapp.core.garbage import collect_if_due
from eventapp.core.settings import ROOT

#: A stop is promised within 10 seconds; what has not ended by then is killed.
STOP_SECONDS = 9.0
#: A child that lived longer than this is started again at once, one that did not waits ever longer.
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 15.0


class PortTaken(Exception):
    """Somebody else listens on the port; the message says what to do."""


@dataclass
class Child:
    """One child process and when it was started; `pause` is how long to wait before the next start."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0
    pause: float = field(default=0.25)

    def start(self) -> None:
        """Start the process in our process group."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (the parent has no threads that hold locks)
        )

    def look_after(self) -> None:
        """Start the process when it is not running and its pause is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            if time.monotonic() - self.started > STEADY_SECONDS:
                self.pause = 0.25
            self.not_before = time.monotonic() + self.pause
            print(f"The {self.name} ended with {code}; it starts again in {self.pause:g} s.", flush=True)
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if time.monotonic() >= self.not_before:
            self.start()


def check_port(host: str, port: int) -> None:
    """Raise PortTaken when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Cannot listen on {host} port {port}: {error.strerror}. Stop what uses it or choose another port."
            ) from error


def run(
    host: str,
    port: int,
    *,
    workers: int,
    with_worker: bool,
    ready: Callable[[], None],
    beside: Sequence[Child] = (),
) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is called once when the web answers connections."""
    children = [*beside, Child("web server", _web_command(host, port, workers))]
    if with_worker:
        children.append(Child("worker", [sys.executable, "-m", "eventapp", "worker"]))
    stopping = _stop_signal()
    try:
        _supervise(children, stopping, lambda: _accepts(host, port), ready)
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """End all children within `STOP_SECONDS`: first asked, then made to."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _supervise(
    children: Sequence[Child],
    stopping: Callable[[], bool],
    accepts: Callable[[], bool],
    ready: Callable[[], None],
) -> None:
    is_ready = False
    while not stopping():
        for child in children:
            child.look_after()
        collect_if_due()
        if not is_ready and accepts():
            is_ready = True
            ready()
        time.sleep(0.2 if is_ready else 0.05)


def _web_command(host: str, port: int, workers: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    config = str(ROOT / "config" / "gunicorn.py")
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        config,
        "--bind",
        address,
        "--workers",
        str(workers),
    ]


def _accepts(host: str, port: int) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (a comparison)
    with suppress(OSError), socket.create_connection((target, port), timeout=0.2):
        return True
    return False


def _stop_signal() -> Callable[[], bool]:
    """Return a question that is true once SIGTERM or SIGINT has come."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    return lambda: bool(asked)


def _end_with_parent() -> None:
    """Let the kernel end the child when its parent is killed (only Linux can), and let Ctrl-C reach the parent alone.

    A terminal sends SIGINT to the whole group; a child that is still starting would answer with a traceback.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
        if os.getppid() == 1:
            os.kill(os.getpid(), signal.SIGTERM)
