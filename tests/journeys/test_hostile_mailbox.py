"""A tray of hostile mails goes through a real mailbox and a real worker, and people sign up meanwhile as ever."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.messages.models import ReceivedMessage
from eventapp.messages.parts import MAX_MAIL
from tests.support import dovecot
from tests.support.builders import make_event
from tests.support.dovecot import Dovecot
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
from tests.support.processes import RunningProcess, RunningServer, start
from tests.support.visitor import Visitor

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("session"),
]

#: What signing up takes at most while the tray is read, beside what it takes in quiet at the median.
PATIENCE = 20
QUIET = 25
LONGEST = 400
SIZE = MAX_MAIL - 60_000


def tray() -> list[bytes]:
    """Return the worst of every kind, and the mails that held everybody up before there were limits."""
    letters = [shape(SIZE) for shape in OTHERS.values()]
    letters += [letter_of_marks(985_000), nested(SIZE)]
    letters += [
        in_field(name, piece)(SIZE) for name, piece in (("Authentication-Results", "x"), ("From", "("))
    ]
    letters += [in_field("Content-Type", ';a="')(100_000), in_field("Subject", "\u0301\u0316")(100_000)]
    letters += [in_body(head, "--b\r\n\r\n")(size) for head in BODIES.values() for size in (SIZE, 150_000)]
    letters += [
        in_body(f"{CALENDAR}{beginning}", piece, CALENDAR_END)(60_000)
        for beginning, piece in CALENDARS.values()
    ]
    letters.append(f"{SENDER}Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n\r\nHej\r\n".encode())
    letters.append(f"{SENDER}Content-Type: text/plain; charset=punycode\r\n\r\n-\r\n".encode())
    return [letter + f"\r\n{number}".encode() for number, letter in enumerate(letters)]


@pytest.fixture
def mailbox() -> Iterator[Dovecot]:
    """A mailbox that takes whatever comes."""
    if dovecot.PROGRAM is None or os.geteuid():
        pytest.skip("needs Dovecot, and root to start it")
    server = Dovecot()
    server.come_up()
    yield server
    server.go_down()


@pytest.fixture
def stream(serve: Callable[..., RunningServer]) -> Callable[[Callable[[], bool]], list[float]]:
    """Let one after another sign up until it is over; returns how long each took, none of whom was turned away."""
    slug = make_event(seats=10_000).slug
    db.session.commit()
    url = serve(workers=2, EVENTAPP_SIGNUP_LIMIT="0").url
    Visitor(url).sign_up(slug, "kim@kommun.example")
    numbers = iter(range(10_000))

    def begin(is_over: Callable[[], bool]) -> list[float]:
        taken: list[float] = []
        deadline = time.monotonic() + LONGEST
        while not is_over():
            assert time.monotonic() < deadline, "the mailbox is never empty"
            begun = time.monotonic()
            answer = Visitor(url).sign_up(slug, f"person.{next(numbers)}@ort.example")
            taken.append(time.monotonic() - begun)
            assert (answer.code, answer.heading) == (200, "Du är anmäld")
        return taken

    return begin


def quiet(stream: Callable[[Callable[[], bool]], list[float]]) -> float:
    counted = iter(range(QUIET))
    return statistics.median(stream(lambda: next(counted, None) is None))


def reasons() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(sa.select(ReceivedMessage.why)))


@pytest.mark.both_databases
def test_nobody_who_signs_up_waits_for_a_mail(
    stream: Callable[[Callable[[], bool]], list[float]],
    start_process: Callable[..., RunningProcess],
    mailbox: Dovecot,
) -> None:
    usual = quiet(stream)
    mails = tray()
    mailbox.put(*mails)
    worker = start_process("worker", **mailbox.settings())
    taken = stream(lambda: mailbox.count() == 0)
    assert max(taken) < PATIENCE * usual
    assert "could not be handled" not in worker.printed
    assert mailbox.count("Klart") + mailbox.count("Granskas") == len(mails)
    assert {"deep_parts", "many_parts", "many_lines", "long_header", "too_large", "forwarded"} <= reasons()


def test_without_limits_and_in_the_transaction_everybody_waits_for_one(
    stream: Callable[[Callable[[], bool]], list[float]],
    process_settings: dict[str, str],
    mailbox: Dovecot,
    tmp_path: Path,
) -> None:
    """On SQLite, where whoever writes holds up all others."""
    usual = quiet(stream)
    mailbox.put(nested(SIZE))
    settings = process_settings | mailbox.settings()
    worker = start(["worker"], settings, tmp_path / "unguarded.log", module="tests.support.unguarded_mailbox")
    try:
        taken = stream(lambda: mailbox.count() == 0)
    finally:
        worker.kill()
    assert max(taken) > PATIENCE * usual
