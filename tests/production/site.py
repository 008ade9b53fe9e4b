"""The site as it stands on the internet: production settings, TLS in front, mail behind; and what is asked of it."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.production.mail_side import MailSide
from tests.support.certificates import Certificates
from tests.support.processes import RunningServer
from tests.support.proxies import Proxy

ADDRESS = re.compile(r"(?:https?|webcals?)://[^\s<>\"']+")
HREF = re.compile(r'href="([^"]+)"')
#: Stands for everybody's own page in the proof of a mailing that organisers send to themselves.
EXAMPLE = "/anmalan/exempel"
PARTS = ("text/plain", "text/html", "text/calendar")


@dataclass(frozen=True)
class Answer:
    """What the proxy answered."""

    code: int
    headers: http.client.HTTPMessage
    body: bytes


class _Connection(http.client.HTTPSConnection):
    """A connection that finds the site's name on this machine, as a name server would."""

    def __init__(self, name: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(name, timeout=30, context=context)
        self._real_port, self._tls = port, context

    def connect(self) -> None:
        """Connect to the proxy, and believe it only with a certificate for the name."""
        plain = socket.create_connection(("127.0.0.1", self._real_port), timeout=30)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


@dataclass
class Site:
    """The running site."""

    url: str
    server: RunningServer
    proxy: Proxy
    certificates: Certificates
    mail: MailSide
    #: Message-IDs of the mails whose links have been opened.
    checked: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The host as browsers write it."""
        return urlsplit(self.url).netloc

    def fetch(self, address: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask for an address of the site, redirects not followed."""
        parts = urlsplit(urljoin(self.url, address))
        trusted = ssl.create_default_context(cafile=str(self.certificates.authority))
        connection = _Connection(parts.hostname or "", self.proxy.https_port, trusted)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        sent = {"Host": self.name} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def mail_to(self, address: str, holding: str, *, number: int = 1) -> str:
        """Return the first link with these signs in the newest mail that has one, when so many mails have it.

        Every link of every mail to the address is opened on the way.
        """
        deadline = time.monotonic() + 120
        while True:
            links = [self._link_in(message, holding) for message in self.mail.delivered_to(address)]
            found = [link for link in links if link]
            if len(found) >= number:
                self.check_mails(address)
                return found[-1]
            assert time.monotonic() < deadline, f"no mail to {address} with {holding}\n{self.server.printed}"
            time.sleep(0.1)

    def check_mails(self, address: str) -> None:
        """Open every link of the mails to an address that have not been looked at yet."""
        for message in self.mail.delivered_to(address):
            if str(message["Message-ID"]) not in self.checked:
                self.checked.add(str(message["Message-ID"]))
                for link in links_of(message):
                    if not link.endswith(EXAMPLE):
                        self.check_link(link)

    def check_link(self, link: str) -> None:
        """Open a link: it is of this site, by https, and leads to a page."""
        parts = urlsplit(link.replace("webcal://", "https://"))
        assert (parts.scheme, parts.netloc) == ("https", self.name), link
        answer = self.fetch(parts.geturl())
        for _step in range(3):
            if answer.code not in {301, 302, 303, 308}:
                break
            answer = self.fetch(answer.headers["Location"])
        assert answer.code == 200, (link, answer.code)

    @staticmethod
    def _link_in(message: EmailMessage, holding: str) -> str:
        return next((link for link in links_of(message) if holding in link), "")


def links_of(message: EmailMessage) -> list[str]:
    """Return all addresses in a mail, text, HTML and calendar alike, but for mail and phone."""
    found: list[str] = []
    for part in message.walk():
        if part.get_content_type() in PARTS:
            content: Any = part.get_content()
            text = content if isinstance(content, str) else content.decode()
            if part.get_content_type() == "text/html":
                found += [unescape(link) for link in HREF.findall(text)]
            else:
                found += [link.rstrip(".,)") for link in ADDRESS.findall(_unfolded(part, text))]
    return [link for link in dict.fromkeys(found) if not link.startswith(("mailto:", "tel:", "#"))]


def _unfolded(part: EmailMessage, text: str) -> str:
    """Return a calendar's lines whole and its line breaks as such (RFC 5545 3.1, 3.3.11); other texts as they are."""
    if part.get_content_type() != "text/calendar":
        return text
    return re.sub(r"\r?\n[ \t]", "", text).replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
