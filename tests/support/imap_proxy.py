"""A wire between a worker and its IMAP server that does something at a chosen command, which it passes on or not."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Wire(socketserver.ThreadingTCPServer):
    """Passes everything on; `happens` is called once, at the first command that fits `moment`."""

    daemon_threads = True
    allow_reuse_address = True
    target: tuple[str, int]
    moment = ""
    #: Whether that command still reaches the server.
    passes_on = False
    happens: Callable[[], None]

    def look_at(self, line: bytes) -> bool:
        """Do what is to be done, when this is the command; tells whether to pass it on."""
        if not self.moment or not re.search(self.moment, line.decode(errors="replace")):
            return True
        self.moment = ""
        self.happens()
        return self.passes_on


class _Connection(socketserver.BaseRequestHandler):
    server: Wire

    def handle(self) -> None:
        with suppress(OSError), socket.create_connection(self.server.target) as upstream:
            threading.Thread(target=_pump, args=(upstream, self.request), daemon=True).start()
            for line in self.request.makefile("rb"):
                if not self.server.look_at(line):
                    return
                upstream.sendall(line)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while octets := source.recv(65536):
            sink.sendall(octets)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(host: str, port: int) -> Iterator[Wire]:
    """Listen on a port of its own, and pass on to the server's."""
    with Wire(("127.0.0.1", 0), _Connection) as wire:
        wire.target = (host, port)
        thread = threading.Thread(target=wire.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield wire
        wire.shutdown()
        thread.join()
