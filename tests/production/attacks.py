"""Hostile inputs as a stranger or a careless colleague sends them, one after another, to a site that others use."""

from __future__ import annotations

import itertools
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from threading import Event as Flag
from urllib.parse import urlencode

from tests.events.hostile_pictures import BELOW as PICTURES
from tests.events.hostile_pictures import REFUSED as REFUSED_PICTURES
from tests.invitations.hostile_files import BELOW as LISTS
from tests.invitations.hostile_files import in_sheet, with_sheets
from tests.support.dovecot import Dovecot
from tests.support.forms import shown_values
from tests.support.hostile import SHAPES
from tests.support.hostile_mails import (
    BODIES,
    CALENDAR,
    CALENDAR_END,
    CALENDARS,
    OTHERS,
    SENDER,
    in_body,
    in_field,
    letter_of_marks,
    nested,
)
from tests.support.stream import Browser

#: Feeds a site until it is told to stop; returns what was answered, and how often.
Attack = Callable[[Flag], Counter[str]]

#: In a form's limit of 512 kB, each mark as `%CC%81`.
MARKS = "a" + "\u0301" * 30_000 + "\u0316" * 30_000
LONGEST_TEXT = 20_000
MAIL = 985_000
#: Seconds from one input to the next, where that has been answered by then.
PACE = 0.5
#: Mails that wait in the mailbox while it is under attack; it is looked at every ten seconds where none did.
WAITING = 12
BOUNDARY = "gr"


@dataclass(frozen=True)
class Target:
    """Where inputs go: an event that nobody signs up for, and its organiser."""

    slug: str
    event_id: str
    email: str
    password: str
    #: Makes a browser that nobody is signed in with.
    browser: Callable[[], Browser]

    def signed_in(self) -> Browser:
        """Return the organiser's browser."""
        browser = self.browser()
        path = "/arrangor/logga-in"
        fields = browser.hidden(path) | {"email": self.email, "password": self.password}
        code, _location, _page = browser.post(path, urlencode(fields).encode())
        assert code in {302, 303}, code
        return browser

    def editing(self, part: str) -> str:
        """Return the path of one of the organiser's pages about the event."""
        return f"/arrangor/evenemang/{self.event_id}/{part}"


def in_turn(*steps: Callable[[], str]) -> Attack:
    """Return the attack of taking these steps one after another, again and again."""

    def attack(stop: Flag) -> Counter[str]:
        answers: Counter[str] = Counter()
        for step in itertools.cycle(steps):
            begun = time.monotonic()
            answers[step()] += 1
            if stop.wait(max(0.0, begun + PACE - time.monotonic())):
                break
        return answers

    return attack


def send(browser: Browser, path: str, typed: dict[str, str]) -> str:
    """Open a form, send it with these texts, and say what was answered."""
    _code, _location, page = browser.get(path)
    fields = shown_values(page.decode()) | typed
    return str(browser.post(path, urlencode(fields).encode())[0])


def upload(browser: Browser, path: str, content: bytes, field: str, typed: dict[str, str]) -> str:
    """Open a form with a file, send it, and say what was answered."""
    fields = browser.hidden(path) | typed
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{fields[key]}'.encode() for key in fields]
    parts.append(f'Content-Disposition: form-data; name="{field}"; filename="x"\r\n\r\n'.encode() + content)
    body = b"".join(b"--gr\r\n" + part + b"\r\n" for part in parts) + b"--gr--\r\n"
    return str(browser.post(path, body, f"multipart/form-data; boundary={BOUNDARY}")[0])


def marks_in_public_forms(target: Target) -> Attack:
    """Combining marks in every box of the forms that anybody may send."""
    browser = target.browser()
    boxes = {
        f"/evenemang/{target.slug}/anmalan": ("name", "email", "needs", "advance_question"),
        "/min-anmalan": ("email",),
        "/min-anmalan/referens": ("reference", "pin"),
        f"/evenemang/{target.slug}/synpunkt": ("text",),
        "/tillganglighet/rapportera": ("text", "place", "contact"),
    }
    return in_turn(
        *[
            lambda path=path, box=box: send(browser, path, {box: MARKS})
            for path, names in boxes.items()
            for box in names
        ]
    )


def marks_in_organisers_forms(target: Target) -> Attack:
    """Combining marks in the organiser's forms, and open brackets in a pasted list."""
    browser = target.signed_in()
    boxes = {
        "redigera/uppgifter": ("title", "summary", "description", "retention_reason"),
        "redigera/medverkande/ny": ("name", "organisation", "email"),
        "deltagare/ny": ("name", "email", "needs"),
        "utskick/nytt": ("subject", "text"),
        "inbjudna/klistra": ("people",),
    }
    steps = [
        lambda part=part, box=box: send(browser, target.editing(part), {box: MARKS})
        for part, names in boxes.items()
        for box in names
    ]
    pasted = {"people": "<" + "@" * 120_000}
    return in_turn(*steps, lambda: send(browser, target.editing("inbjudna/klistra"), pasted))


def letters(mailbox: Dovecot) -> Attack:
    """Mails that ask for much work, some of them always waiting."""
    made = [
        in_field("Authentication-Results", "x")(MAIL),
        in_field("Authentication-Results", "a=b;")(30_000),
        nested(MAIL),
        OTHERS["as deep as may be"](MAIL),
        letter_of_marks(MAIL),
        in_body(BODIES["parts"], "--b\r\n\r\n")(MAIL),
        in_body(BODIES["text"], "<@")(MAIL),
        in_body(BODIES["quoted text"], "=41=\r\n")(MAIL),
        f"{SENDER}\r\n".encode() + b"x" * 79 * 130_000,
        *[
            in_body(f"{CALENDAR}{CALENDARS[name][0]}", CALENDARS[name][1], CALENDAR_END)(60_000)
            for name in ("comment of marks", "folds", "returns")
        ],
    ]
    numbers = itertools.count()

    def fill() -> str:
        while mailbox.count() < WAITING:
            number = next(numbers)
            mailbox.put(made[number % len(made)] + f"\r\n{number}".encode())
        return "filled"

    return in_turn(fill)


def workbooks(target: Target) -> Attack:
    """Small workbooks that ask for much."""
    browser, path = target.signed_in(), target.editing("inbjudna/ladda")
    forty = 40_000_000
    files = [
        with_sheets(50, one_part=True),
        with_sheets(50),
        in_sheet(f'<row r="1" x="{"a" * forty}"/>'),
        in_sheet(f"<!--{'a' * forty}-->"),
        *[LISTS[name][0](LISTS[name][1]) for name in ("high number", "cells", "long attributes", "strings")],
    ]
    return in_turn(*[lambda content=content: upload(browser, path, content, "file", {}) for content in files])


def pictures(target: Target) -> Attack:
    """Small pictures of many points."""
    browser, path = target.signed_in(), target.editing("redigera/bild")
    typed = {"alt": "Två personer i samtal", "credit": "Förbundet"}
    kinds = [REFUSED_PICTURES["one pixel wide"], REFUSED_PICTURES["one pixel high"]]
    kinds += [PICTURES[name] for name in ("PNG", "JPEG in passes", "passes", "frames")]
    files = [kind[0](kind[1]) for kind in kinds]
    return in_turn(
        *[lambda content=content: upload(browser, path, content, "picture", typed) for content in files]
    )


def markdown(target: Target) -> Attack:
    """Texts that become far more HTML than they are long, saved and shown."""
    browser, path = target.signed_in(), target.editing("redigera/uppgifter")
    names = (
        "table of empty rows",
        "brackets",
        "link beginnings",
        "emphasis around letters",
        "lists in lists",
    )
    texts = [SHAPES[name](LONGEST_TEXT) for name in names]
    steps: list[Callable[[], str]] = []
    for text in texts:
        steps.append(lambda text=text: send(browser, path, {"description": text}))
        steps.append(lambda: str(browser.get(target.editing("forhandsgranska"))[0]))
        steps.append(lambda: str(browser.get(f"/evenemang/{target.slug}")[0]))
    return in_turn(*steps)


def writer_held(hold: Callable[[], AbstractContextManager[None]], seconds: float, pause: float) -> Attack:
    """Another program that holds the database's writer for a while, again and again."""

    def step() -> str:
        with hold():
            time.sleep(seconds)
        time.sleep(pause)
        return "held"

    return in_turn(step)


def slow_clients(
    connect: Callable[[], socket.socket], beginnings: Sequence[bytes], number: int = 30
) -> Attack:
    """Clients that send half a request, and now and then another octet."""

    def attack(stop: Flag) -> Counter[str]:
        answers: Counter[str] = Counter()
        with ExitStack() as lines:
            opened = [(lines.enter_context(connect()), one) for one in _first(beginnings, number)]
            for line, beginning in opened:
                line.sendall(beginning)
                answers["half a request"] += 1
            while not stop.wait(1):
                for line, _beginning in opened:
                    with suppress(OSError):
                        line.sendall(b"a")
        return answers

    return attack


def _first(values: Sequence[bytes], number: int) -> Iterator[bytes]:
    return itertools.islice(itertools.cycle(values), number)
