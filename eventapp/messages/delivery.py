"""Sending what is due: claim, send over one connection, write down what came of each."""

from __future__ import annotations

import logging
import re
import smtplib
import threading
from collections import deque
from datetime import timedelta

from flask import current_app

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import CANNOT_WRITE, WriteSmall, write, writer
from eventapp.messages.claims import Claim, claim_due, give_back, is_anything_due, load_payloads, mark
from eventapp.messages.line import CONNECTION, note_answer, note_failure
from eventapp.messages.mime import ascii_address
from eventapp.messages.models import MessageStatus
from eventapp.messages.outcomes import Outcome, describe, judge
from eventapp.messages.refusals import hold_back, settle_unclear
from eventapp.messages.replies import Meaning
from eventapp.messages.smtp import PATIENCE, OutboxConnection, OutboxMail, StoredMessage
from eventapp.messages.watchdog import Watchdog

logger = logging.getLogger(__name__)

#: A batch begins no further mail after this: what is withdrawn meanwhile must not go, and other work waits.
BATCH_TIME = timedelta(seconds=5)
#: Connections that may break in a row, none of their mails answered, before all mail waits.
BREAKS = 2
#: Seconds to wait before writing a result down again where the database was away: it must not be sent twice.
MARK_PAUSES = (0.2, 1.0, 3.0)
#: RFC 5321 4.1.2 without quoted local parts, which no real mailbox has.
DELIVERABLE = re.compile(r"[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class LineFailed(Exception):
    """The mail server cannot be used now; the message says why and names no person."""


def deliver_due(batch: int = 100, stop: threading.Event | None = None) -> int:
    """Send up to so many due mails and return how many were handed over.

    Claims, then sends, then writes each result, in transactions of their own: after a crash a mail is
    sent again, with the same Message-ID, but never lost. Once `stop` is set nothing new is begun and
    the mail under way gets three seconds.
    """
    if not is_anything_due():
        return 0
    with write():
        claims = claim_due(batch, _lease())
    if not claims:
        return 0
    with Watchdog(stop) as watchdog, writer() as write_small:
        return _Run(claims, watchdog, write_small).send_all()


def _lease() -> timedelta:
    """Return how long a claim holds: a batch's time, connecting and the last mail at their slowest, and some more."""
    longest = timedelta(seconds=float(current_app.config["MAIL_TIMEOUT"])) * PATIENCE
    return BATCH_TIME + 2 * longest + timedelta(seconds=15)


def _on_the_wire(address: str) -> str:
    return address if DELIVERABLE.fullmatch(address) else ascii_address(address)


class _Run:
    """One batch on its way out."""

    def __init__(self, claims: list[Claim], watchdog: Watchdog, write_small: WriteSmall) -> None:
        self.write_small = write_small
        self.waiting = deque(claims)
        self.payloads = load_payloads(claims)
        db.session.rollback()  # no transaction stays open while a mail server thinks
        self.watchdog = watchdog
        self.ends_at = clock.now() + BATCH_TIME
        self.handed_over = 0
        self.breaks = 0
        #: Mails of senders that the server refuses, not tried; they go back with the rest.
        self.set_aside: list[Claim] = []
        #: Senders whose mail was taken in this run, and the connection.
        self.noted: set[str] = set()

    def send_all(self) -> int:
        """Send until all are tried, time is up or the line fails; return how many were handed over."""
        try:
            self._settle_undeliverable()
            while self._has_time():
                self._send_over_one_connection()
        except LineFailed as failure:
            logger.warning("the mail server cannot be used: %s", failure)
            with write():
                note_failure(str(failure))
        finally:
            self._give_rest_back()
        return self.handed_over

    def _settle_undeliverable(self) -> None:
        """Write down what needs no mail server to be known."""
        for claim in list(self.waiting):
            outcome = self._reason_not_to_send(claim)
            if outcome is not None:
                self.waiting.remove(claim)
                self._mark(claim, outcome)

    def _give_rest_back(self) -> None:
        """Put what was not tried back into the queue, at once and as it was."""
        untried = [*self.waiting, *self.set_aside]
        if untried:
            with self.write_small() as connection:
                for claim in untried:
                    give_back(connection, claim)

    def _has_time(self) -> bool:
        return bool(self.waiting) and not self.watchdog.is_asked_to_stop and clock.now() <= self.ends_at

    def _send_over_one_connection(self) -> None:
        try:
            connection = OutboxMail(current_app, self.watchdog).connect()
        except (OSError, smtplib.SMTPException) as error:
            raise LineFailed(describe(error)) from error
        try:
            while self._has_time() and connection.host.is_open:
                self._deliver(self.waiting.popleft(), connection)
        finally:
            connection.end()

    def _deliver(self, claim: Claim, connection: OutboxConnection) -> None:
        reason = self._reason_not_to_send(claim)
        if reason is not None:
            self._mark(claim, reason)
            return
        outcome = self._send(claim, connection)
        if outcome.status is MessageStatus.QUEUED and connection.answered and not connection.host.is_open:
            # The server hangs up after so many mails; this one had no part in it.
            self.waiting.appendleft(claim)
            return
        if self._is_about_us(claim, outcome):
            # The code alone: a server's words may name the recipient.
            logger.warning("the mail server refuses mails of %s: %s", claim.sender, outcome.answer[:3])
            self._set_sender_aside(claim.sender)
        self._watch_line(claim, outcome, connection)

    def _is_about_us(self, claim: Claim, outcome: Outcome) -> bool:
        """Write down what came of a mail; tells whether mails of its sender would be refused too."""
        if outcome.is_about_us:
            with write():
                hold_back(claim, outcome)
            return outcome.meaning is not Meaning.CLOSING
        if outcome.meaning is Meaning.UNCLEAR:
            with write():
                return settle_unclear(claim, outcome)
        self._mark(claim, outcome)
        return False

    def _set_sender_aside(self, sender: str) -> None:
        self.set_aside += [claim for claim in self.waiting if claim.sender == sender]
        self.waiting = deque(claim for claim in self.waiting if claim.sender != sender)
        self.noted.discard(sender)

    def _reason_not_to_send(self, claim: Claim) -> Outcome | None:
        if claim.not_after is not None and clock.now() > claim.not_after:
            return Outcome(MessageStatus.EXPIRED, "")
        if not DELIVERABLE.fullmatch(_on_the_wire(claim.recipient)):
            return Outcome(MessageStatus.FAILED, "553 5.1.3 This address cannot receive mail")
        if not self.payloads.get(claim.id):
            return Outcome(MessageStatus.FAILED, "554 5.6.0 The mail has been emptied")
        return None

    def _send(self, claim: Claim, connection: OutboxConnection) -> Outcome:
        message = StoredMessage(
            sender=_on_the_wire(claim.sender),
            recipient=_on_the_wire(claim.recipient),
            payload=self.payloads[claim.id] or b"",
        )
        try:
            connection.send(message)
        except Exception as error:  # noqa: BLE001 (no mail may hold up the others, whatever is wrong with it)
            return judge(connection.host, error)
        except BaseException as error:
            self._mark(claim, judge(connection.host, error))
            raise
        return judge(connection.host, None)

    def _mark(self, claim: Claim, outcome: Outcome) -> None:
        for pause in (*MARK_PAUSES, None):
            try:
                with self.write_small() as connection:
                    mark(connection, claim, outcome)
                break
            except CANNOT_WRITE:
                if pause is None:
                    raise
                threading.Event().wait(pause)
        self.handed_over += outcome.status is MessageStatus.SENT

    def _watch_line(self, claim: Claim, outcome: Outcome, connection: OutboxConnection) -> None:
        """Let all mail wait when it is the server that fails, not this mail."""
        if connection.host.is_open and outcome.meaning is not Meaning.CLOSING:
            connection.answered += 1
            self.breaks = 0
            self._note_answer(CONNECTION, *([claim.sender] if outcome.status is MessageStatus.SENT else []))
            return
        connection.host.close()
        self.breaks += 1
        if self.watchdog.has_cut or self.breaks >= BREAKS or clock.now() > self.ends_at:
            # The code alone: a server's words about a mail may name its recipient, and this is logged.
            raise LineFailed(outcome.answer.partition(" ")[0])

    def _note_answer(self, *senders: str) -> None:
        if not self.noted.issuperset(senders):
            self.noted.update(senders)
            note_answer(*senders)
