"""Dovecot with one mailbox as files, in which a mail lies as it came: pymap reads each, and stops at hostile ones."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from imaplib import IMAP4
from pathlib import Path

from tests.support.mail_server import free_port

USERNAME, PASSWORD = "svar@anmalan.example", "hemligt-ord"
PROGRAM = shutil.which("dovecot", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {user}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={folder}
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """The server; it needs root, as Debian's package expects."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="dovecot-")))
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def settings(self) -> dict[str, str]:
        """Return the environment variables that make the product read this mailbox."""
        values = {"HOST": "127.0.0.1", "PORT": str(self.port), "USERNAME": USERNAME, "PASSWORD": PASSWORD}
        return {f"EVENTAPP_REPLY_IMAP_{key}": value for key, value in (values | {"USE_TLS": "false"}).items()}

    def come_up(self) -> None:
        """Listen, and return when it answers."""
        assert PROGRAM is not None
        self.folder.chmod(0o755)  # its sign-in process belongs to another user
        for name in ("cur", "new", "tmp"):
            (self.folder / "mail" / name).mkdir(parents=True)
        written = self.folder / "dovecot.conf"
        # Nobody's, since a mailbox of root's is refused.
        user = 65534
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, user, user)
        written.write_text(
            CONFIGURATION.format(folder=self.folder, port=self.port, user=user, password=PASSWORD)
        )
        self._process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(written)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError, IMAP4.error), IMAP4("127.0.0.1", self.port, 5) as client:
                client.login(USERNAME, PASSWORD)
                return
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.1)

    def go_down(self) -> None:
        """End it with its children, and take its files away."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, *mails: bytes) -> None:
        """Let mails come in."""
        for number, mail in enumerate(mails):
            path = self.folder / "mail" / "tmp" / f"{time.time_ns()}.{number}.test"
            path.write_bytes(mail)
            os.chown(path, 65534, 65534)
            path.rename(self.folder / "mail" / "new" / path.name)

    def count(self, folder: str = "") -> int:
        """Return how many mails lie in the inbox or a folder."""
        place = self.folder / "mail" / (f".{folder}" if folder else "")
        return sum(len(list((place / name).glob("*"))) for name in ("cur", "new"))
