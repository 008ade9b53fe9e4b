"""The SMTP server of the development inbox."""

from __future__ import annotations

import smtplib
import subprocess
from contextlib import suppress
from pathlib import Path

from eventapp.core.settings import ROOT
from eventapp.messages import dev_inbox
from tests.messages.outbox import wait_until
from tests.support.mail_server import free_port


def test_it_keeps_the_newest_mails_as_files(tmp_path: Path):
    for number in range(dev_inbox.KEPT):
        (tmp_path / f"20200101T000000{number:06}-00000000.eml").touch()
    port = free_port()
    process = subprocess.Popen(dev_inbox.command(port, tmp_path), cwd=ROOT)

    def sent() -> bool:
        with suppress(OSError), smtplib.SMTP("127.0.0.1", port, local_hostname="x") as host:
            host.sendmail("a@x.example", ["b@x.example"], b"Subject: Hej\r\n\r\nHej\r\n")
            return True
        return False

    try:
        wait_until(sent)
    finally:
        process.terminate()
        process.wait(10)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == dev_inbox.KEPT
    assert kept[-1].read_bytes() == b"Subject: Hej\r\n\r\nHej\r\n"
    assert process.returncode == 0
