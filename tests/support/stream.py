"""Open-loop stream of sign-ups and page views, from a process of its own, and its figures.

Each visit has its moment, whatever became of those before, and its wait counts from that moment: a server that stands
still is seen in every visit that it kept waiting, and not in one alone.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(rb'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
#: Requests over one connection, and seconds between two of them; nginx ends it after 1,000 or 30.
KEPT_FOR, IDLE_SECONDS = 300, 15
#: Seconds between its announcement and the first visit.
HEAD_START = 0.5


@dataclass(frozen=True)
class Plan:
    """What the stream does, and where its visits are written down."""

    name: str
    port: int
    authority: str
    slug: str
    log: str
    pages: tuple[str, ...]
    sign_ups_a_second: int = 20
    pages_a_second: int = 20
    threads: int = 80


@dataclass(frozen=True)
class Visit:
    """One sign-up or page view: its moment, seconds from then until its last page had come, what came."""

    kind: str
    number: int
    due: float
    wait: float
    outcome: str


class Browser:
    """One connection to the proxy over TLS, as small as can be: it shares the machine with what it looks at."""

    def __init__(self, name: str, port: int, authority: str) -> None:
        self._name, self._port = name, port
        self._context = ssl.create_default_context(cafile=authority)
        self._connection: http.client.HTTPConnection | None = None
        self._asked, self._used_at = 0, 0.0
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Return status, Location and body of a page."""
        return self._ask("GET", path, None, {})

    def post(
        self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, str, bytes]:
        """Send a form from its own page; returns the same."""
        referer = f"https://{self._name}{path}"
        return self._ask("POST", path, body, {"Content-Type": kind, "Referer": referer})

    def hidden(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a page's forms; raises RuntimeError where the page does not come."""
        code, _location, page = self.get(path)
        if code != 200:
            raise RuntimeError(f"{path}: {code}")
        return hidden_in(page)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        self._asked += 1
        if self._asked % KEPT_FOR == 0 or time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        if self._connection is None:
            self._connection = self._connect()
        self._used_at = time.monotonic()
        cookie = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        try:
            self._connection.request(method, path, body, {"Host": self._name, "Cookie": cookie, **headers})
            response = self._connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for said in response.headers.get_all("Set-Cookie", []):
            key, _equals, value = said.partition(";")[0].partition("=")
            self.cookies[key] = value
        return response.status, response.headers.get("Location", ""), answer

    def _connect(self) -> http.client.HTTPConnection:
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = http.client.HTTPConnection(self._name, timeout=60)
        connection.sock = self._context.wrap_socket(plain, server_hostname=self._name)
        return connection


def hidden_in(page: bytes) -> dict[str, str]:
    """Return names and values of a page's hidden fields."""
    fields = (dict(ATTRIBUTE.findall(tag.decode())) for tag in HIDDEN.findall(page))
    return {one["name"]: unescape(one.get("value", "")) for one in fields if "name" in one}


def sign_up(browser: Browser, slug: str, number: int) -> str:
    """Sign up as a new person; returns "" or what came instead."""
    browser.cookies.clear()
    path = f"/evenemang/{slug}/anmalan"
    code, _location, page = browser.get(path)
    if code != 200:
        return f"form: {code}"
    fields = hidden_in(page) | {"name": f"Person {number}", "email": address_of(number)}
    code, location, page = browser.post(path, urlencode(fields).encode())
    if code != 303:
        return f"sent: {code}{' with what was typed' if address_of(number).encode() in page else ''}"
    code, _location, page = browser.get(urlsplit(location).path)
    return "" if code == 200 and "Du är anmäld".encode() in page else f"confirmation: {code}"


def address_of(number: int) -> str:
    """Return the address of the stream's person of that number."""
    return f"person.{number}@strom.example"


def view(browser: Browser, path: str) -> str:
    """Open a page; returns "" or what came instead."""
    code = browser.get(path)[0]
    return "" if code == 200 else f"{path}: {code}"


class _Client:
    """The stream's process: threads that take each visit at its moment."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.due: queue.SimpleQueue[tuple[float, str, int]] = queue.SimpleQueue()
        self.log = Path(plan.log).open("a", buffering=1)  # noqa: SIM115 (as long as the process)
        self.writing = threading.Lock()

    def run(self) -> None:
        """Go on until killed."""
        for _number in range(self.plan.threads):
            threading.Thread(target=self._visit_again_and_again, daemon=True).start()
        begin = time.monotonic() + HEAD_START
        self._write({"begin": begin})
        moments = [self._moments("sign-up", begin, self.plan.sign_ups_a_second)]
        moments.append(
            self._moments("page", begin + 0.5 / self.plan.pages_a_second, self.plan.pages_a_second)
        )
        threads = [threading.Thread(target=self._schedule, args=(one,)) for one in moments]
        for thread in threads:
            thread.start()

    def _moments(self, kind: str, begin: float, rate: int) -> Iterator[tuple[float, str, int]]:
        number = 0
        while True:
            yield begin + number / rate, kind, number
            number += 1

    def _schedule(self, moments: Iterator[tuple[float, str, int]]) -> None:
        for moment in moments:
            time.sleep(max(0.0, moment[0] - time.monotonic()))
            self.due.put(moment)

    def _visit_again_and_again(self) -> None:
        browser = Browser(self.plan.name, self.plan.port, self.plan.authority)
        while True:
            due, kind, number = self.due.get()
            try:
                if kind == "page":
                    outcome = view(browser, self.plan.pages[number % len(self.plan.pages)])
                else:
                    outcome = sign_up(browser, self.plan.slug, number)
            except (OSError, http.client.HTTPException) as error:
                outcome = repr(error)
            self._write(asdict(Visit(kind, number, due, time.monotonic() - due, outcome)))

    def _write(self, line: dict[str, object]) -> None:
        with self.writing:
            self.log.write(json.dumps(line) + "\n")


@dataclass
class Figures:
    """What was seen of the visits that were due in one stretch of time."""

    sign_ups: list[Visit] = field(default_factory=list)
    pages: list[Visit] = field(default_factory=list)

    @property
    def failed(self) -> list[str]:
        """What came instead of a page."""
        return [one.outcome for one in (*self.sign_ups, *self.pages) if one.outcome]

    @property
    def slowest(self) -> float:
        """The longest sign-up in seconds."""
        return max(one.wait for one in self.sign_ups)

    @property
    def p95(self) -> float:
        """Seconds within which 95 of 100 pages came."""
        return sorted(one.wait for one in self.pages)[int(len(self.pages) * 0.95)]


class Stream:
    """A stream under way."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.stream", json.dumps(asdict(plan))],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        self._at, self._begun = 0, 0.0
        self._visits: dict[tuple[str, int], Visit] = {}
        Path(plan.log).touch()
        wait_for(lambda: self._all_over([]) and bool(self._begun), 60)

    @property
    def pid(self) -> int:
        """The process that visits."""
        return self._process.pid

    def signed_up(self) -> list[int]:
        """Return the numbers of all who have been told that they are signed up."""
        self._read()
        visits = self._visits.values()
        return [one.number for one in visits if one.kind == "sign-up" and not one.outcome]

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()

    def between(self, begin: float, end: float, patience: float = 90) -> Figures:
        """Return the figures of the visits that were due between two moments, once all of them are over."""
        plan, wanted = self.plan, []
        for kind, rate, shift in (
            ("sign-up", plan.sign_ups_a_second, 0.0),
            ("page", plan.pages_a_second, 0.5 / plan.pages_a_second),
        ):
            first = max(0, int((begin - self._begun - shift) * rate) + 1)
            wanted += [(kind, number) for number in range(first, int((end - self._begun - shift) * rate) + 1)]
        wait_for(lambda: self._all_over(wanted), patience)
        visits = [self._visits[one] for one in wanted]
        return Figures(
            [one for one in visits if one.kind == "sign-up"], [one for one in visits if one.kind == "page"]
        )

    def _all_over(self, wanted: list[tuple[str, int]]) -> bool:
        self._read()
        return all(one in self._visits for one in wanted)

    def _read(self) -> None:
        """Read what has been written down since the last time."""
        with Path(self.plan.log).open("rb") as log:
            log.seek(self._at)
            whole, _newline, _rest = log.read().rpartition(b"\n")
        self._at += len(whole) + bool(whole)
        for said in map(json.loads, whole.splitlines()):
            if "begin" in said:
                self._begun = said["begin"]
            else:
                self._visits[said["kind"], said["number"]] = Visit(**said)


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for what another process does; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    with suppress(KeyboardInterrupt):
        _Client(Plan(**given)).run()
