"""The mailbox that answers come to: each mail is handled in a transaction, and moved out of the way after it.

A crash between the two shows the mail once more, and who handles it knows that it has been there.
"""

from __future__ import annotations

import enum
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from flask import current_app
from imap_tools import AND
from imap_tools.errors import MailboxCopyError, MailboxFolderCreateError, MailboxMoveError

from eventapp.core import clock
from eventapp.core.garbage import collect_if_due
from eventapp.core.transactions import CANNOT_WRITE
from eventapp.messages.imap import Account, Box
from eventapp.messages.parts import MAX_HEAD, MAX_MAIL

logger = logging.getLogger(__name__)

#: Seconds that a visit goes on, and mails looked at in it; the others wait for the next.
VISIT = 30.0
BATCH = 100
#: Octets; of a larger mail only the head is fetched, and only so much of it.
LARGEST = MAX_MAIL
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
#: How long a mail is kept that has been handled.
KEPT = timedelta(days=30)
#: Mails deleted at a time.
DELETED_AT_ONCE = 200


class Tray(enum.StrEnum):
    """Where a mail is put when it has been handled."""

    DONE = "Klart"
    #: For a person to look at: it could not be read.
    REVIEW = "Granskas"


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

    Raises one of `MAILBOX_ERRORS` when the server fails, and of `CANNOT_WRITE` when the database does: what has
    not been moved comes again.
    """
    ends_at = time.monotonic() + VISIT
    handled = 0
    with open_mailbox(known) as (box, places):
        uids = box.uids("ALL")[:BATCH]
        for uid, size in _sizes(box, uids).items() if uids else ():
            if is_over() or time.monotonic() > ends_at:
                break
            is_whole = size <= LARGEST
            octets = _fetch(box, uid, "(BODY.PEEK[])" if is_whole else f"(BODY.PEEK[HEADER]<0.{MAX_HEAD}>)")
            if octets is not None:
                _move(box, uid, places[_handled(handle, octets, is_whole)])
                handled += 1
                collect_if_due()
    return handled


def tidy_mailbox(known: Account) -> int:
    """Delete what was handled and came more than 30 days ago, since mails hold personal data; returns how many."""
    before = (clock.now() - KEPT).date()
    deleted = 0
    with open_mailbox(known) as (box, places):
        for place in places.values():
            box.folder.set(place)
            old = box.uids(AND(date_lt=before))[: 10 * DELETED_AT_ONCE]
            box.delete(old, chunks=DELETED_AT_ONCE)
            deleted += len(old)
    return deleted


@contextmanager
def open_mailbox(known: Account) -> Iterator[tuple[Box, Mapping[Tray, str]]]:
    """Sign in, with the folder opened and the trays there, and out again; gives the trays' names on the server."""
    box = Box(known)
    try:
        box.sign_in()
        yield box, _make_trays(box)
    finally:
        box.leave()


def _make_trays(box: Box) -> dict[Tray, str]:
    delimiters = {folder.name: folder.delim for folder in box.folder.list()}
    return {tray: _make_tray(box, tray, delimiters) for tray in Tray}


def _make_tray(box: Box, tray: Tray, delimiters: Mapping[str, str]) -> str:
    """Return the tray's name; some servers allow folders only inside the inbox."""
    inside = f"INBOX{delimiters.get('INBOX') or '.'}{tray.value}"
    for name in (tray.value, inside):
        if name in delimiters:
            return name
    try:
        box.folder.create(tray.value)
    except MailboxFolderCreateError:
        box.folder.create(inside)
        return inside
    return tray.value


def _sizes(box: Box, uids: Sequence[str]) -> dict[str, int]:
    """Return how large these mails are, in octets, without those that have gone."""
    _status, data = box.client.uid("FETCH", ",".join(uids), "(RFC822.SIZE)")
    answers = [bytes(item) for item in data if isinstance(item, bytes)]
    found = ((UID.search(answer), SIZE.search(answer)) for answer in answers)
    return {uid[1].decode(): int(size[1]) for uid, size in found if uid and size}


def _fetch(box: Box, uid: str, wanted: str) -> bytes | None:
    """Return a part of a mail without marking it read; None when it has gone."""
    _status, data = box.client.uid("FETCH", uid, wanted)
    return next((bytes(item[1]) for item in data if isinstance(item, tuple)), None)


def _move(box: Box, uid: str, place: str) -> None:
    """Move a mail, unless another worker has."""
    try:
        box.move(uid, place)
    except (MailboxCopyError, MailboxMoveError):
        if uid in _sizes(box, [uid]):
            raise


def _handled(handle: Handler, octets: bytes, is_whole: bool) -> Tray:
    """Handle one mail; one that nobody thought of goes to a person, and the next one comes."""
    try:
        return handle(octets, is_whole)
    except CANNOT_WRITE:
        raise
    except Exception as error:  # noqa: BLE001 (the mail is anybody's, and must not stand in the others' way)
        logger.error("a mail in the mailbox could not be handled: %s", type(error).__name__)  # noqa: TRY400
        return Tray.REVIEW
