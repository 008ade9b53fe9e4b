"""Reading the mailbox beside the worker's loop, so that a server that is gone or slow holds nothing else up."""

from __future__ import annotations

import logging
import threading
import time
import traceback

from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.invitations.replies import receive
from eventapp.invitations.understanding import Understood, understand
from eventapp.messages.imap import MAILBOX_ERRORS, describe
from eventapp.messages.installation import installation
from eventapp.messages.mailbox import Tray, account, read_mailbox, tidy_mailbox
from eventapp.messages.mailbox_health import note_visit

logger = logging.getLogger(__name__)

#: Seconds between visits when the mailbox is empty, and after failures in a row.
PAUSE = 10.0
FAILURE_PAUSES = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
TIDY_PAUSE = 24 * 3600.0


def read_answers(stop: threading.Event | None = None) -> int:
    """Handle what waits in the mailbox, a batch at most; returns how many mails, 0 where there is no mailbox.

    Writes down how it went. Raises one of `MAILBOX_ERRORS`, or of the database's.
    """
    known = account()
    if known is None or _is_held():
        return 0
    try:
        handled = read_mailbox(known, take_mail, (stop or threading.Event()).is_set)
    except MAILBOX_ERRORS as error:
        if note_visit(describe(error)):
            logger.warning("the mailbox cannot be read: %s", describe(error))
        raise
    if note_visit():
        logger.info("the mailbox can be read again")
    return handled


def start_reading(stop: threading.Event) -> threading.Thread | None:
    """Start the thread that goes on reading until `stop` is set; None where there is no mailbox.

    It is no reason for the process to stay: a visit that the end of the process breaks off is made again.
    """
    if account() is None:
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    thread = threading.Thread(target=_Reader(app, stop).run, name="mailbox", daemon=True)
    thread.start()
    return thread


class _Reader:
    """Visits one after another."""

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        self.app, self.stop = app, stop
        self.failures = 0
        self.next_tidy = 0.0

    def run(self) -> None:
        while not self.stop.wait(self.visit()):
            pass

    def visit(self) -> float:
        """Read and tidy; returns the seconds until the next visit."""
        with self.app.app_context():
            try:
                handled = read_answers(self.stop)
                self.tidy()
            except Exception as error:  # noqa: BLE001 (the next visit must come)
                return self.pause_after(error)
        self.failures = 0
        return 0.0 if handled else PAUSE

    def tidy(self) -> None:
        """Once a day, take away what is old in the mailbox."""
        known = account()
        if known is None or time.monotonic() < self.next_tidy:
            return
        self.next_tidy = time.monotonic() + TIDY_PAUSE
        tidy_mailbox(known)

    def pause_after(self, error: Exception) -> float:
        """Wait longer after each failure; what nobody thought of is logged with the place and without the words."""
        if not isinstance(error, MAILBOX_ERRORS) and not self.failures:
            trace = "".join(traceback.format_tb(error.__traceback__))
            logger.error("reading the mailbox failed: %s\n%s", type(error).__name__, trace)
        self.failures += 1
        return FAILURE_PAUSES[min(self.failures, len(FAILURE_PAUSES)) - 1]


def _is_held() -> bool:
    """Tell whether mail is held: a restored copy must not take the answers either."""
    is_held = installation().is_mail_held
    db.session.rollback()
    return is_held


def take_mail(octets: bytes, is_whole: bool = True) -> Tray:
    """Understand one mail, which anybody may have written, and then apply it in a transaction of its own.

    While it is read nobody waits for it. Where another worker was first, the second time sees that.
    """
    mail = understand(octets, current_app.config["REPLY_AUTHSERV_ID"], is_whole=is_whole)
    try:
        return _apply(mail)
    except IntegrityError:
        return _apply(mail)


def _apply(mail: Understood) -> Tray:
    with write():
        return receive(mail)
