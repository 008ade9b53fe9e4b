"""Reading a mail costs no more than its length, whatever somebody has put into it, and nothing raises."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from eventapp.calendars import replies
from eventapp.invitations.understanding import understand
from eventapp.messages import parts, proof
from eventapp.messages.incoming import IncomingKind
from eventapp.messages.parts import MAX_MAIL, Excess
from tests.support.hostile_mails import (
    BODIES,
    CALENDAR,
    CALENDAR_END,
    CALENDARS,
    FIELDS,
    LINES,
    OTHERS,
    OURS,
    PIECES,
    SENDER,
    Shape,
    growth_of,
    in_body,
    in_field,
    nested,
    plain,
    work_of,
)

#: Twice the input is at most so much work.
MOST_GROWTH = 2.5
#: The most expensive mail beside an ordinary letter of the largest size, which takes about a hundredth of a second; the
#: connection to the mailbox lives for a minute.
MOST_WORK = 100


def read(octets: bytes) -> object:
    return understand(octets, OURS)


def calendar(beginning: str, piece: str) -> Shape:
    return in_body(f"{CALENDAR}{beginning}", piece, CALENDAR_END)


def grows(shape: Shape, size: int) -> float:
    """Measure again what looks bad: other processes disturb, and a quadratic one stays one."""
    return (
        min(growth_of(read, shape, size) for _time in range(3))
        if growth_of(read, shape, size) > MOST_GROWTH
        else 0
    )


CORE: dict[str, tuple[Shape, int]] = {
    "nested": (nested, 200_000),
    "as deep as may be": (OTHERS["as deep as may be"], 200_000),
    "letter of marks": (OTHERS["letter of marks"], 60_000),
    "subject of marks": (OTHERS["subject of marks"], 12_000),
    "fields": (OTHERS["fields"], 100_000),
    "results without =": (in_field("Authentication-Results", "x"), 15_000),
    "comments in results": (in_field("Authentication-Results", "("), 15_000),
    "parameters of a type": (in_field("Content-Type", ';a="'), 900),
    "angles in an id": (in_field("Message-ID", "<@"), 15_000),
    "comments in From": (in_field("From", "("), 15_000),
    "returns": (in_body(BODIES["calendar"], "\r"), 15_000),
    "folds": (calendar("COMMENT:a", "\r\n b"), 12_000),
    "parts": (in_body(BODIES["parts"], "--b\r\n\r\n"), 200_000),
    "blocks of a report": (in_body(BODIES["report"], "A: b\r\n\r\n"), 200_000),
}


@pytest.mark.parametrize(("shape", "size"), CORE.values(), ids=CORE)
def test_twice_the_mail_is_twice_the_work(shape, size):
    assert grows(shape, size) <= MOST_GROWTH


def matrix() -> Iterator[tuple[str, Shape, int]]:
    """Yield every field and content full of every hostile piece."""
    for name, piece, size in itertools.product(FIELDS, PIECES, (900, 15_000, 60_000)):
        yield f"{name} {piece!r} {size}", in_field(name, piece), size
    for body, lines, size in itertools.product(BODIES, LINES, (20_000, 400_000)):
        yield f"{body} {lines} {size}", in_body(BODIES[body], LINES[lines]), size
    for name, (beginning, piece) in CALENDARS.items():
        yield name, calendar(beginning, piece), 15_000
    for name, shape in OTHERS.items():
        yield name, shape, 400_000


@pytest.mark.heavy
@pytest.mark.timeout(1200)
def test_twice_of_anything_is_twice_the_work():
    assert [name for name, shape, size in matrix() if grows(shape, size) > MOST_GROWTH] == []


@pytest.mark.heavy
@pytest.mark.timeout(600)
def test_largest_mail_is_read_long_before_the_mailbox_hangs_up():
    measure = work_of(read, plain(MAX_MAIL - 1000))
    largest = {
        name: work_of(read, shape(MAX_MAIL - 2000), 1) / measure
        for name, shape, size in matrix()
        if size > 15_000 or name in CALENDARS
    }
    assert {name: times for name, times in largest.items() if times > MOST_WORK} == {}


def _without_depth(monkeypatch) -> None:
    monkeypatch.setattr(parts, "MAX_DEPTH", 10**6)
    monkeypatch.setattr(parts, "MAX_PARTS", 10**6)


def _quadratic_results(monkeypatch) -> None:
    monkeypatch.setattr(proof, "is_from", lambda _text, _server: True)
    monkeypatch.setattr(proof, "parse_results", lambda text: re.findall(r"(\S+?)=(\S+)", text) and None)


def _quadratic_line_ends(monkeypatch) -> None:
    monkeypatch.setattr(replies, "LINE_END", re.compile(r"\r*\n|\r"))
    monkeypatch.setattr(replies, "MAX_LINES", 10**6)


@pytest.mark.parametrize(
    ("plant", "shape", "size"),
    [
        (_without_depth, "nested", 100_000),
        (_quadratic_results, "results without =", 3_000),
        (_quadratic_line_ends, "returns", 6_000),
    ],
)
def test_limit_that_is_gone_and_quadratic_expression_are_found(monkeypatch, plant, shape, size):
    plant(monkeypatch)
    assert grows(CORE[shape][0], size) > MOST_GROWTH


@pytest.mark.parametrize(
    "date", ["Fri, 31 Dec 9999 23:59:59 -1200", "1 Jan 1 1:1:1 +999999999", "9" * 90, "x" * 999]
)
def test_date_at_the_end_of_time_is_none(date):
    assert understand(f"Date: {date}\r\n\r\nHej".encode()).incoming.sent_at is None


@pytest.mark.parametrize(
    "stamp", [";TZID=America/New_York:99991231T235959", ";TZID=Asia/Tokyo:00010101T000000", ":x"]
)
def test_stamp_at_the_end_of_time_raises_nothing(stamp):
    octets = (SENDER + CALENDAR + CALENDAR_END).replace(":20271001T101112Z", stamp).encode()
    assert understand(octets).reply is not None


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "rot13", "unicode_escape", "utf-7", "hex", "\x00", "'"]
)
def test_charset_that_is_none_raises_nothing(charset):
    letter = understand(f"Content-Type: text/plain; charset={charset}\r\n\r\na-å\r\n".encode())
    assert letter.letter == "a-å"
    answer = (
        (SENDER + CALENDAR + CALENDAR_END)
        .replace("method=REPLY", f"method=REPLY; charset={charset}")
        .encode()
    )
    assert understand(answer).reply is not None


@pytest.mark.parametrize("piece", PIECES)
def test_nothing_raises(piece):
    for name in FIELDS:
        for size in (1, 40, 3000):
            read(in_field(name, piece)(size))
    for head in BODIES.values():
        read(in_body(head, piece)(3000))
    for beginning, _piece in CALENDARS.values():
        read(calendar(beginning, piece)(3000))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Auto-Submitted: auto-replied\r\n", IncomingKind.AUTO_REPLY),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", IncomingKind.BOUNCE),
        ("Content-Type: text/calendar; method=REPLY\r\n", IncomingKind.CALENDAR),
        ("", IncomingKind.LETTER),
    ],
)
def test_mail_that_is_too_large_is_told_apart_by_its_header(head, kind):
    for octets, is_whole in ((f"{SENDER}{head}\r\n", False), (f"{SENDER}{head}\r\n{'x' * MAX_MAIL}", True)):
        mail = understand(octets.encode(), is_whole=is_whole)
        assert (mail.incoming.kind, mail.incoming.sender) == (kind, "kim@kommun.example")
        assert (mail.incoming.excess, mail.fault, mail.reply) == (Excess.TOO_LARGE, "too_large", None)
