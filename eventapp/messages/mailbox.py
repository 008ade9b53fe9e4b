"""The mailbox that answers come to: each mail is handled in a transaction, and moved out of the way after it.

A crash between the two shows the mail once more, and who handles it knows that it has been there.
"""

from __future__ import annotations

import enum
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4

from flask import current_app
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from sqlalchemy.exc import OperationalError

logger = logging.getLogger(__name__)

#: What the server, or the way to it, may do wrong.
MAILBOX_ERRORS = (OSError, IMAP4.error, ImapToolsError)
#: Seconds that an answer of the server may take, and a whole visit.
ANSWER_TIMEOUT = 10
VISIT = 30.0
#: Mails looked at in one visit; the others wait for the next.
BATCH = 100
#: The port on which a connection begins bare and is encrypted by STARTTLS (RFC 8314 3.2 prefers the other).
BARE_PORT = 143
LARGEST = 1024 * 1024


class Tray(enum.StrEnum):
    """Where a mail is put when it has been handled."""

    DONE = "Klart"
    #: For a person to look at: it could not be read.
    REVIEW = "Granskas"


@dataclass(frozen=True)
class Account:
    """How the mailbox is reached."""

    host: str
    port: int
    username: str
    password: str
    uses_tls: bool
    folder: str


#: Handles one mail's octets, only its head where it is too large, and says where to put it.
Handler = Callable[[bytes, bool], Tray]


def account() -> Account | None:
    """Return the mailbox of the settings, None where answers are not read."""
    config = current_app.config
    if not config["REPLY_IMAP_HOST"] or not config["REPLY_ADDRESS"]:
        return None
    return Account(
        host=config["REPLY_IMAP_HOST"],
        port=config["REPLY_IMAP_PORT"],
        username=config["REPLY_IMAP_USERNAME"],
        password=config["REPLY_IMAP_PASSWORD"],
        uses_tls=config["REPLY_IMAP_USE_TLS"],
        folder=config["REPLY_IMAP_FOLDER"],
    )


def read_mailbox(known: Account, handle: Handler, is_over: Callable[[], bool] = lambda: False) -> int:
    """Hand over what has come and move it away; returns how many mails.

    Raises one of `MAILBOX_ERRORS` when the server fails, and OperationalError when the database does: what has not
    been moved comes again.
    """
    ends_at = time.monotonic() + VISIT
    handled = 0
    with open_mailbox(known) as box:
        for uid in box.uids("ALL")[:BATCH]:
            if is_over() or time.monotonic() > ends_at:
                break
            octets, is_whole = _fetch(box, uid)
            if octets is not None:
                box.move(uid, _handled(handle, octets, is_whole).value)
                handled += 1
    return handled


@contextmanager
def open_mailbox(known: Account) -> Iterator[BaseMailBox]:
    """Sign in, with the folder opened and the trays there, and out again."""
    box = _connect(known)
    try:
        box.login(known.username, known.password, known.folder)
        for tray in Tray:
            if not box.folder.exists(tray.value):
                box.folder.create(tray.value)
        yield box
    finally:
        _leave(box)


def _connect(known: Account) -> BaseMailBox:
    if not known.uses_tls:
        return MailBoxUnencrypted(known.host, known.port, timeout=ANSWER_TIMEOUT)
    kind = MailBoxStartTls if known.port == BARE_PORT else MailBox
    return kind(known.host, known.port, timeout=ANSWER_TIMEOUT)


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except MAILBOX_ERRORS:
        # Gone already; what was moved is moved.
        with_socket = getattr(box.client, "sock", None)
        if isinstance(with_socket, socket.socket):
            with_socket.close()


def _fetch(box: BaseMailBox, uid: str) -> tuple[bytes | None, bool]:
    """Return a mail's octets without marking it read, only its head where it is too large; None when it has gone."""
    size = _answer(box, uid, "(RFC822.SIZE)")
    number = size.rpartition(b"RFC822.SIZE ")[2].split(b" ")[0].rstrip(b")") if size else b"0"
    is_whole = int(number or b"0") <= LARGEST
    return _answer(box, uid, "(BODY.PEEK[])" if is_whole else "(BODY.PEEK[HEADER])"), is_whole


def _answer(box: BaseMailBox, uid: str, wanted: str) -> bytes | None:
    _status, data = box.client.uid("FETCH", uid, wanted)
    for item in data:
        if isinstance(item, tuple):
            return bytes(item[1])
        if isinstance(item, bytes) and b"RFC822.SIZE" in item:
            return item
    return None


def _handled(handle: Handler, octets: bytes, is_whole: bool) -> Tray:
    """Handle one mail; one that nobody thought of goes to a person, and the next one comes."""
    try:
        return handle(octets, is_whole)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 (the mail is anybody's, and must not stand in the others' way)
        logger.error("a mail in the mailbox could not be handled: %s", type(error).__name__)  # noqa: TRY400
        return Tray.REVIEW
