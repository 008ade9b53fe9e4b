"""The development inbox: an SMTP server that keeps each mail as a file instead of passing it on.

`python -m eventapp.messages.dev_inbox PORT FOLDER` runs it until SIGTERM.
"""

from __future__ import annotations

import secrets
import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from eventapp.core import clock

HOST = "127.0.0.1"
KEPT = 500


def command(port: int, folder: Path) -> list[str]:
    """Return the command that runs the inbox as a process of its own."""
    return [sys.executable, "-m", "eventapp.messages.dev_inbox", str(port), str(folder)]


class Sink:
    """Takes every mail and keeps the newest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail as `<time>-<random>.eml`, so that names sort by age."""
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        fresh = self._folder / f"{name}.new"
        fresh.write_bytes(envelope.original_content or b"")
        fresh.rename(fresh.with_suffix(".eml"))
        for old in sorted(self._folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 Kept"


def run(port: int, folder: Path) -> None:
    """Listen until SIGTERM or Ctrl-C."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    controller = Controller(Sink(folder), hostname=HOST, port=port, ready_timeout=10)
    controller.start()
    stopping.wait()
    controller.stop()


if __name__ == "__main__":
    run(int(sys.argv[1]), Path(sys.argv[2]))
