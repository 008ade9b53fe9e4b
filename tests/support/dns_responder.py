"""A name server on loopback that knows a few TXT records (RFC 1035 4), for filters that look up DMARC policies."""

from __future__ import annotations

import secrets
import socketserver
import struct
import threading
from collections.abc import Mapping

TXT, INTERNET = 16, 1
NO_SUCH_NAME = 3


class DnsResponder(socketserver.ThreadingUDPServer):
    """Answers on port 53, the only one that resolvers ask, of a loopback address of its own; needs root."""

    daemon_threads = True

    def __init__(self, records: Mapping[str, str]) -> None:
        self.records = records
        address = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250)}.{secrets.randbelow(250) + 2}"
        super().__init__((address, 53), _Question)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """The loopback address."""
        return str(self.server_address[0])

    def come_up(self) -> None:
        """Answer, in a thread."""
        self._thread.start()

    def go_down(self) -> None:
        """Stop answering."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Question(socketserver.BaseRequestHandler):
    server: DnsResponder

    def handle(self) -> None:
        packet, connection = self.request
        name, end = _name(packet)
        kind = struct.unpack_from("!H", packet, end)[0]
        text = self.server.records.get(name)
        answer = _text_record(text) if text is not None and kind == TXT else b""
        flags = 0x8580 if text is not None else 0x8580 | NO_SUCH_NAME
        head = packet[:2] + struct.pack("!5H", flags, 1, 1 if answer else 0, 0, 0)
        connection.sendto(head + packet[12 : end + 4] + answer, self.client_address)


def _name(packet: bytes) -> tuple[str, int]:
    """Return the name that is asked for, and where it ends."""
    labels, at = [], 12
    while length := packet[at]:
        labels.append(packet[at + 1 : at + 1 + length].decode("ascii", "replace").lower())
        at += 1 + length
    return ".".join(labels), at + 1


def _text_record(text: str) -> bytes:
    octets = text.encode()
    chunks = [octets[start : start + 255] for start in range(0, len(octets), 255)]
    data = b"".join(bytes([len(chunk)]) + chunk for chunk in chunks)
    return struct.pack("!HHHIH", 0xC00C, TXT, INTERNET, 0, len(data)) + data
