"""A visitor over one kept connection: small, so that the measuring machine's own work stays small."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    code: int
    headers: dict[str, str]
    body: bytes

    def expect(self, code: int, words: str = "") -> Answer:
        """Return the answer itself; raises RuntimeError when it is another one than was asked for."""
        if self.code != code or words not in self.body.decode():
            raise RuntimeError(f"expected {code} with {words!r}, got {self.code}: {self.body[:3000]!r}")
        return self

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        fields = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(self.body.decode()))
        return {field["name"]: unescape(field.get("value", "")) for field in fields if "name" in field}


class Client:
    """One browser: a connection that is kept, and cookies."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), form)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers = {
                **headers,
                "Cookie": "; ".join(f"{name}={self.cookies[name]}" for name in self.cookies),
            }
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, dict(response.headers), response.read())


def path_of(location: str) -> str:
    """Return the path of an address that was redirected to."""
    return urlsplit(location).path
