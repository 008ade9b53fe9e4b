"""While a transaction is open nobody reads what a stranger has written: the writer is held for writing only.

All kinds of mail go the worker's way with readers that refuse to work while the session writes. What comes into the
transaction is a value that has no octets and no parsers' objects in it, and whose texts are short and clean.
"""

from __future__ import annotations

import dataclasses
import email.message
import email.parser
import email.utils
import enum
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask import has_app_context

from eventapp import answers
from eventapp.answers import take_mail
from eventapp.calendars import replies as calendar_replies
from eventapp.core import text
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.invitations import replies
from eventapp.invitations.understanding import understand
from eventapp.messages import authentication, incoming, parts, proof
from eventapp.messages.models import OutboxMessage, ReceivedMessage
from tests.messages.test_incoming import POSTFIX
from tests.messages.test_parts import BEYOND
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.calendar_answers import answer

KIM = "kim@kommun.example"
OURS = "mx.anmalan.example"
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=kommun.example"
#: A letter as no text stays that is cleaned: e and its accent apart. No text of ours is written so.
UNCLEAN = "e\u0301"
#: The longest text that may come out of a mail: a letter that is passed on, and what a template has around it.
LONGEST = 20_000

READERS: list[tuple[Any, str]] = [
    (email.parser.BytesParser, "parsebytes"),
    (email.parser.BytesHeaderParser, "parsebytes"),
    (email.message.Message, "get_payload"),
    (email.message.Message, "get_param"),
    (email.utils, "getaddresses"),
    (email.utils, "parsedate_to_datetime"),
    (icalendar.Calendar, "from_ical"),
]
#: Modules whose expressions are for what strangers write.
FOREIGN: tuple[ModuleType, ...] = (parts, incoming, proof, authentication, calendar_replies)


class ReadWhileWriting(AssertionError):
    """A reader was called in an open transaction."""


class Normalizer:
    """`unicodedata` as the product sees it: refuses what no reading step has cleaned."""

    def __getattr__(self, name: str) -> Any:
        return getattr(unicodedata, name)

    def normalize(self, form: str, words: str) -> str:
        """Normalise, unless the text comes as a stranger has written it."""
        if is_writing() and (UNCLEAN in words or len(words) > LONGEST):
            raise ReadWhileWriting("unicodedata.normalize")
        return unicodedata.normalize(form, words)


class Expression:
    """A regular expression that refuses to work while the session writes."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        if is_writing():
            raise ReadWhileWriting(self._pattern.pattern)
        return getattr(self._pattern, name)


def is_writing() -> bool:
    return bool(db.session.info.get("writing"))


def refuse(original: Any) -> Any:
    def read(*arguments: Any, **named: Any) -> Any:
        if is_writing():
            raise ReadWhileWriting(original)
        return original(*arguments, **named)

    return read


@pytest.fixture
def guarded(app, session, monkeypatch):
    """Readers that refuse to work in a transaction, and somebody who has signed up."""
    app.config["REPLY_AUTHSERV_ID"] = OURS
    event = make_event()
    sign_up(event, KIM)
    db.session.commit()
    for owner, name in READERS:
        guard = refuse(getattr(owner, name))
        monkeypatch.setattr(owner, name, staticmethod(guard) if name == "from_ical" else guard)
    monkeypatch.setattr(incoming, "getaddresses", refuse(incoming.getaddresses))
    monkeypatch.setattr(incoming, "parsedate_to_datetime", refuse(incoming.parsedate_to_datetime))
    monkeypatch.setattr(text, "unicodedata", Normalizer())
    for module in FOREIGN:
        for name, pattern in vars(module).copy().items():
            # An address of ours is compared by the same rule as theirs.
            if isinstance(pattern, re.Pattern) and pattern is not calendar_replies.MAILTO:
                monkeypatch.setattr(module, name, Expression(pattern))
    return event


def letter(subject: str = "Fråga", body: str = "Hej") -> bytes:
    return f"From: {KIM}\r\nSubject: {subject}\r\n\r\n{body}\r\n".encode()


def kinds_of_mail(event) -> Iterator[bytes]:
    """Yield mails that take every way through the transaction."""
    entry = registration_of(event, KIM).calendar_entry
    sent = db.session.scalars(sa.select(OutboxMessage)).first()
    assert entry is not None
    assert sent is not None
    unclean = f"COMMENT:{UNCLEAN * 500}"
    yield answer(entry, "TENTATIVE", method="COUNTER", more=unclean, headers=PASS)
    yield answer(entry, "ACCEPTED", more=unclean, headers=PASS)
    yield answer(entry, sender=f"{UNCLEAN * 100}@ort.example")
    yield answer(entry).replace(b"text/calendar", b"text/html")
    yield answer(entry, "DECLINED", more="X-Y:" + "x" * 100_000)
    yield answer(entry, "DECLINED", headers=PASS)
    yield POSTFIX.replace("abcdefghjkmnpqrstuvw@anmalan.example", sent.message_id).encode()
    yield POSTFIX.encode()
    yield letter(UNCLEAN * 100, UNCLEAN * 100_000)
    yield letter("x" * 20_000, "x" * 100_000).replace(b"Subject", b"Auto-Submitted: auto-replied\r\nSubject")
    yield letter().replace(KIM.encode(), b"okand@ort.example")
    yield from (octets for octets, _reason in BEYOND.values())


def test_no_mail_is_read_in_the_transaction_that_applies_it(guarded):
    mails = list(kinds_of_mail(guarded))
    for octets in mails:
        take_mail(octets)
        take_mail(octets, is_whole=False)
    db.session.rollback()
    noted = {(row.kind, row.why) for row in db.session.scalars(sa.select(ReceivedMessage))}
    assert {
        ("calendar", "fits"),
        ("calendar", "other_method"),
        ("bounce", "bounced"),
        ("letter", "forwarded"),
    } <= noted
    assert {kind for kind, _why in noted} == {"auto_reply", "bounce", "calendar", "letter"}


def _planted_parse(octets: bytes) -> None:
    parts.parse_mail(octets)


def _planted_calendar(octets: bytes) -> None:
    calendar_replies.read_reply(octets)


def _planted_proof(_octets: bytes) -> None:
    authentication.parse_results(f"{OURS}; dmarc=pass")


def _planted_cleaning(octets: bytes) -> None:
    text.one_line(octets.decode())


@pytest.mark.parametrize("planted", [_planted_parse, _planted_calendar, _planted_proof, _planted_cleaning])
def test_reading_that_is_moved_into_the_transaction_is_found(guarded, monkeypatch, planted):
    octets = letter(body=UNCLEAN)
    received = replies.receive

    def receive(mail):
        planted(octets)
        return received(mail)

    monkeypatch.setattr(answers, "receive", receive)
    with pytest.raises(ReadWhileWriting):
        take_mail(octets)


def test_all_of_it_in_the_transaction_is_found(guarded):
    with pytest.raises(ReadWhileWriting), write():
        understand(letter())


def test_reading_needs_no_application_and_no_database():
    """So nobody can wait for it: it has nothing to hold."""
    assert not has_app_context()
    for octets in (letter(), *(octets for octets, _reason in BEYOND.values())):
        understand(octets, OURS)


def values_in(value: Any) -> Iterator[Any]:
    """Yield what a value is made of."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from values_in(getattr(value, field.name))
    else:
        yield value


def test_what_comes_into_the_transaction_is_short_and_clean(guarded):
    for octets in kinds_of_mail(guarded):
        for value in values_in(understand(octets, OURS)):
            assert value is None or isinstance(value, (str, int, enum.Enum, datetime))
            if isinstance(value, str):
                assert len(value) <= 10_000
                assert unicodedata.normalize("NFC", value) == value
                assert value.replace("\n", "").isprintable()
