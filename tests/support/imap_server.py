"""A real IMAP server in a process of its own, with one mailbox, and its hand on what lies there."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from imaplib import IMAP4

from imap_tools import MailBoxUnencrypted

from tests.support.mail_server import free_port

USERNAME = "svar@anmalan.example"
#: How pymap is started, with the sign-in that it takes.
COMMAND = "from pymap.main import main; main()"


@dataclass
class ImapServer:
    """The server; what lies in its mailbox is gone when it goes down."""

    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    password: str = "hemligt-ord"
    _process: subprocess.Popen[bytes] | None = None

    def settings(self, prefix: str = "EVENTAPP_") -> dict[str, str]:
        """Return the settings, as environment variables, that make the product read this mailbox."""
        values = {
            "HOST": self.host,
            "PORT": str(self.port),
            "USERNAME": USERNAME,
            "PASSWORD": self.password,
            "USE_TLS": "false",
        }
        return {f"{prefix}REPLY_IMAP_{name}": value for name, value in values.items()}

    def come_up(self) -> None:
        """Listen on the port with an empty mailbox, and return when it answers."""
        arguments = [sys.executable, "-c", COMMAND, "--host", self.host, "--port", str(self.port), "--no-tls"]
        arguments += ["--no-service", "admin", "--no-service", "managesieve"]
        arguments += ["dict", "--demo-user", USERNAME, "--demo-password", self.password]
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError, IMAP4.error), self.open():
                return
            assert time.monotonic() < deadline, "the IMAP server does not come up"
            time.sleep(0.05)

    def go_down(self) -> None:
        """End at once."""
        if self._process is not None:
            self.go_on()
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def hang(self) -> None:
        """Stop answering, with connections left open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def open(self) -> Iterator[MailBoxUnencrypted]:
        """Sign in as a mail program would."""
        with MailBoxUnencrypted(self.host, self.port, timeout=10).login(USERNAME, self.password) as box:
            yield box

    def put(self, *mails: bytes, came_at: datetime | None = None, folder: str = "INBOX") -> None:
        """Let mails come in."""
        with self.open() as box:
            for mail in mails:
                box.append(mail, folder, dt=came_at, flag_set=())

    def count(self, folder: str = "INBOX") -> int:
        """Return how many mails lie in a folder, 0 where there is none."""
        with self.open() as box:
            if not box.folder.exists(folder):
                return 0
            return int(box.folder.status(folder)["MESSAGES"])

    def unread(self, folder: str = "INBOX") -> int:
        """Return how many of a folder's mails nobody has opened."""
        with self.open() as box:
            return int(box.folder.status(folder, ["UNSEEN"])["UNSEEN"])
