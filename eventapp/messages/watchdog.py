"""Cuts off a mail server that hangs or drips: a limit for the whole exchange, beside the one for each answer."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

#: Seconds between looks at the watch, and what a mail under way still gets after the request to stop.
INTERVAL = 0.1
GRACE = 3.0


class Watchdog:
    """One thread for a batch; used as a context manager."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()
        self._over = threading.Event()
        self._watched: tuple[smtplib.SMTP, float] | None = None
        self._thread = threading.Thread(target=self._run, name="mail-watchdog", daemon=True)
        #: Whether it has had to cut a connection.
        self.has_cut = False

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._stop.is_set()

    @contextmanager
    def watch(self, host: smtplib.SMTP, seconds: float) -> Iterator[None]:
        """Shut the connection's socket when the block takes longer; the block then sees a lost connection."""
        self._watched = (host, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._watched = None

    def _run(self) -> None:
        stop_deadline = float("inf")
        while not self._over.wait(INTERVAL):
            now, watched = time.monotonic(), self._watched
            if self._stop.is_set():
                stop_deadline = min(stop_deadline, now + GRACE)
            if watched is not None and now > min(watched[1], stop_deadline):
                self._cut(watched[0])

    def _cut(self, host: smtplib.SMTP) -> None:
        self.has_cut = True
        with suppress(OSError, AttributeError):
            # Past the TLS layer, which would wait for the other side's goodbye.
            socket.socket.shutdown(host.sock, socket.SHUT_RDWR)  # type: ignore[arg-type]
