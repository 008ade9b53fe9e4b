"""Mails with which a stranger wants the most work done for the fewest octets, each in any size."""

from __future__ import annotations

import time
from collections.abc import Callable

Shape = Callable[[int], bytes]

OURS = "mx.anmalan.example"
SENDER = "From: kim@kommun.example\r\n"
#: Every field that is looked at, and some that are not.
FIELDS = (
    *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Return-Path", "Received", "X-Odd"),
    *("Auto-Submitted", "Precedence", "List-Id", "Authentication-Results", "DKIM-Signature"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition"),
)
#: What stands in a field before the hostile text, so that its reader gets so far.
BEGINNINGS = {
    "Authentication-Results": f"{OURS}; dkim=pass ",
    "Content-Type": "multipart/mixed; boundary=",
    "Content-Disposition": "attachment; filename=",
    "DKIM-Signature": "v=1; i=",
}
#: What is repeated until it fills its place.
PIECES = (
    *(
        "x",
        " ",
        "\t",
        "(",
        ")",
        "<",
        ">",
        "[",
        '"',
        "\\",
        ";",
        "=",
        "@",
        ",",
        ".",
        ":",
        "?",
        "'",
        "%",
        "*",
        "-",
        "/",
    ),
    *(
        "a=b ",
        "a=b;",
        "x.y=z ",
        ';a="',
        "(\\",
        "(a)",
        '\\"',
        "<@",
        "@,",
        "a@b,",
        "=?utf-8?q?",
        "=?utf-8?b?_?= ",
        "=3D",
    ),
    *(
        "\r\n ",
        "\r\n x",
        "*0=a;",
        "x*1*=a'b'%41;",
        "å",
        "\u0301\u0316",
        "\u0301",
        "\x00",
        "\xa0",
        "9",
        "1.",
        "+0",
    ),
)

LINES = {
    "one long": "x",
    "newlines": "\r\n",
    "returns": "\r",
    "feeds": "\n",
    "spaces": " ",
    "spaces and newlines": "  \n",
    "dashes": "--\r\n",
    "dashes and spaces": "--b     \r\n",
    "boundaries": "--b\r\n\r\n",
    "ends": "--b--\r\n",
    "headers": "A: b\r\n",
    "blocks": "A: b\r\n\r\n",
    "folds": "A:\r\n b\r\n",
    "quoted": "=41=\r\n",
    "equals": "=",
    "base64": "AAAA",
    "marks": "\u0301\u0316",
    "one mark": "a\u0301",
    "jamo": "\u1100\u1161",
    "emoji": "😀",
    "angles": "<@",
}
BODIES = {
    "text": "Content-Type: text/plain; charset=utf-8\r\n\r\n",
    "wide text": "Content-Type: text/plain; charset=utf-32\r\n\r\n",
    "quoted text": "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
    "base64": "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    "uu": "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\n",
    "parts": "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n",
    "digest": "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n",
    "report": (
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nDiagnostic-Code: "
    ),
    "returned": (
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nA: b\r\n\r\nAction: failed\r\n--b\r\n"
        "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <"
    ),
    "calendar": "Content-Type: text/calendar; method=REPLY\r\n\r\n",
}
CALENDAR = (
    "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
    "DTSTAMP:20271001T101112Z\r\nATTENDEE;PARTSTAT=DECLINED:mailto:kim@kommun.example\r\n"
)
CALENDAR_END = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
#: Beginning of a calendar's line, and what is repeated in it.
CALENDARS = {
    "comment of marks": ("COMMENT:a", "\u0301\u0316"),
    "comment of escapes": ("COMMENT:", "\\"),
    "comments": ("COMMENT:a", "\r\nCOMMENT:a"),
    "parameters": ("COMMENT", ";A=b"),
    "parameter of quotes": ('COMMENT;A="', '"'),
    "parameter of commas": ("COMMENT;A=", ",b"),
    "parameter of carets": ("COMMENT;A=", "^"),
    "language": ("COMMENT;LANGUAGE=a", "-a"),
    "attendees": ("ATTENDEE:mailto:a@b.example", "\r\nATTENDEE:mailto:a@b.example"),
    "response of marks": ('ATTENDEE;X-RESPONSE-COMMENT="', "\u0301\u0316"),
    "folds": ("COMMENT:a", "\r\n b"),
    "folds of one": ("COMMENT:a", "\r\n "),
    "returns": ("COMMENT:a", "\r"),
    "recurrence": ("RRULE:FREQ=SECONDLY;BYDAY=MO", ",MO"),
    "dates": ("RDATE:20271001T101112Z", ",20271001T101112Z"),
    "number": ("SEQUENCE:", "9"),
    "instant": ("DTSTAMP:", "1"),
    "zone": ("DTSTAMP;TZID=a", "/a"),
    "organiser": ("ORGANIZER:mailto:", "a"),
    "organiser in Unicode": ("ORGANIZER:mailto:a@", "é"),
    "components": ("BEGIN:X", "\r\nBEGIN:X"),
    "alarms": ("BEGIN:VALARM\r\nEND:VALARM", "\r\nBEGIN:VALARM\r\nEND:VALARM"),
    "no line": ("x", "\r\nx"),
}


def fill(piece: str, size: int) -> bytes:
    """Repeat a piece to so many octets."""
    octets = piece.encode()
    return octets * max(1, size // len(octets))


def plain(size: int) -> bytes:
    """Return an ordinary letter, the measure of all others."""
    return SENDER.encode() + b"Subject: x\r\n\r\n" + fill("Hej, jag undrar om det finns mat. \r\n", size)


def in_field(name: str, piece: str) -> Shape:
    """Return the shape of a mail with a field full of this."""
    before = "" if name == "From" else SENDER
    beginning = f"{before}{name}: {BEGINNINGS.get(name, '')}".encode()
    return lambda size: beginning + fill(piece, size) + b"\r\n\r\nHej\r\n"


def in_body(head: str, piece: str, end: str = "") -> Shape:
    """Return the shape of a mail whose content is full of this."""
    return lambda size: (SENDER + head).encode() + fill(piece, size) + end.encode()


def nested(size: int) -> bytes:
    """Return multiparts inside each other, at last with lines that each of them looks at."""
    depth = 460 * size // 1_000_000 + 1
    heads = "".join(f"Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}\r\n" for n in range(depth))
    return (SENDER + heads + "\r\n").encode() + fill("x" * 18 + "\r\n", max(0, size - len(heads)))


def as_deep_as_may_be(size: int) -> bytes:
    """Return what the limits let through: eleven multiparts, and lines that all of them look at."""
    heads = "".join(f"Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}\r\n" for n in range(11))
    return (SENDER + heads + "\r\n").encode() + fill("-" * 20 + "\r\n", size)


def letter_of_marks(size: int) -> bytes:
    """Return a letter of combining marks, two kinds mixed, which are slow to put in order."""
    half = size // 2
    return SENDER.encode() + b"\r\na" + fill("\u0301", half) + fill("\u0316", half) + b"\r\n"


OTHERS: dict[str, Shape] = {
    "nested": nested,
    "as deep as may be": as_deep_as_may_be,
    "letter of marks": letter_of_marks,
    "subject of marks": lambda size: (
        SENDER.encode()
        + b"Subject: a"
        + fill("\u0301", size // 2)
        + fill("\u0316", size // 2)
        + b"\r\n\r\nHej\r\n"
    ),
    "fields": lambda size: SENDER.encode() + fill("X: y\r\n", size) + b"\r\nHej\r\n",
    "own headers": lambda size: (
        fill(f"Authentication-Results: {OURS}; x=y (a) b.c=d\r\n", size) + SENDER.encode() + b"\r\nHej\r\n"
    ),
    "signatures": lambda size: (
        fill("DKIM-Signature: i=a;i=b;d=c\r\n", size) + SENDER.encode() + b"\r\nHej\r\n"
    ),
    "froms": lambda size: fill(SENDER, size) + b"\r\nHej\r\n",
}


def work_of(function: Callable[[bytes], object], octets: bytes, times: int = 3) -> float:
    """Return the seconds of this processor's time that it takes at best."""
    best = float("inf")
    for _time in range(times):
        begun = time.process_time()
        function(octets)
        best = min(best, time.process_time() - begun)
    return best


def growth_of(function: Callable[[bytes], object], shape: Shape, size: int) -> float:
    """Return how much more work twice the size is; a mail that costs less than an ordinary letter counts as one."""
    measure = work_of(function, plain(size))
    return work_of(function, shape(2 * size)) / max(work_of(function, shape(size)), measure)
