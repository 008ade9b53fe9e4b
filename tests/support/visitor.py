"""A person with a browser without script, over real HTTP: opens forms, sends them, reads the answer."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar

from tests.support.forms import hidden_fields


@dataclass(frozen=True)
class Answer:
    """A page as it came back, after redirects."""

    code: int
    url: str
    text: str

    @property
    def heading(self) -> str:
        """The page's h1 without markup."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", "", found.group(1))).strip() if found else ""

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        return hidden_fields(self.text)


class Visitor:
    """One person's browser."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> Answer:
        """Open a page; an address of the site may be whole."""
        return self._answer(urllib.request.Request(self._url(path)))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form as it is."""
        return self._answer(urllib.request.Request(self._url(path), urllib.parse.urlencode(fields).encode()))

    def send_form(self, path: str, **fields: str) -> Answer:
        """Open the page of a form and send it filled in, with its hidden fields."""
        return self.post(path, self.get(path).hidden | fields)

    def sign_up(self, slug: str, email: str, **fields: str) -> Answer:
        """Sign up for an event."""
        return self.send_form(f"/evenemang/{slug}/anmalan", name="Exempelperson", email=email, **fields)

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.base_url + path

    def _answer(self, request: urllib.request.Request) -> Answer:
        try:
            with self._open(request, timeout=60) as response:
                return Answer(response.status, response.url, response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url or "", error.read().decode(errors="replace"))
