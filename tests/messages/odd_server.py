"""A mail server of few words, for what a proper one cannot be told to do."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: Seconds between two octets of a server that drips.
DRIP = 0.2


class OddServer(socketserver.ThreadingTCPServer):
    """Takes every mail and keeps none."""

    daemon_threads = True
    drips = False
    closes_after = 0


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    server: OddServer

    def handle(self) -> None:
        """Answer every line with a yes."""
        mails = 0
        with suppress(OSError):
            self._say(b"220 hello there, nice to see you")
            while line := self.rfile.readline():
                if line.upper().startswith(b"DATA"):
                    self._take_content()
                    mails += 1
                self._say(b"250 ok")
                if mails and mails == self.server.closes_after:
                    return

    def finish(self) -> None:
        """Close, whether or not the other side is still there."""
        with suppress(OSError):
            super().finish()

    def _take_content(self) -> None:
        self._say(b"354 go")
        while self.rfile.readline() not in (b".\r\n", b""):
            pass

    def _say(self, text: bytes) -> None:
        if not self.server.drips:
            self.wfile.write(text + b"\r\n")
            return
        for number in text:
            self.wfile.write(bytes([number]))
            time.sleep(DRIP)


@contextmanager
def odd_server(*, drips: bool = False, closes_after: int = 0) -> Iterator[int]:
    """Give the port of a server that answers octet by octet, or hangs up after so many mails."""
    with OddServer(("127.0.0.1", 0), Conversation) as server:
        server.drips, server.closes_after = drips, closes_after
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()
