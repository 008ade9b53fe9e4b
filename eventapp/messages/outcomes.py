"""What came of one try to send a mail, and when the next one is."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.core.text import one_line
from eventapp.messages.models import MessageStatus
from eventapp.messages.replies import Meaning, Stage, meaning_of
from eventapp.messages.smtp import TrackingSMTP, TrackingSMTPS

GIVE_UP_AFTER = timedelta(hours=48)
#: After the first, second … try of one mail; the last for every further one.
MAIL_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 240, 480, 900))
#: After the first, second … failed connection in a row: all mail waits, so a short one costs nobody anything.
CONNECTION_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 240, 480, 900))
_STATUSES = {
    Meaning.ACCEPTED: MessageStatus.SENT,
    Meaning.REFUSED: MessageStatus.FAILED,
    Meaning.UNCLEAR: MessageStatus.FAILED,
}


@dataclass(frozen=True)
class Outcome:
    """What the mail's row is to say, and what the server's reply was about; None where there was no reply."""

    status: MessageStatus
    answer: str
    meaning: Meaning | None = None

    @property
    def is_about_us(self) -> bool:
        """Whether other mails would be answered so too: this one is not to suffer for it."""
        return self.meaning is not None and self.meaning.is_about_us


def judge(host: TrackingSMTP | TrackingSMTPS, error: BaseException | None) -> Outcome:
    """Tell what came of a mail from how far it came, what the server answered and what was raised."""
    if host.answer is not None and host.answer[0] > 0:
        return _judge_reply(Stage.DATA, *host.answer)
    if host.is_content_begun:
        return Outcome(MessageStatus.UNKNOWN, _words(error))
    refusal = _refusal(error)
    if refusal is None:
        return Outcome(MessageStatus.QUEUED, _words(error))
    return _judge_reply(_stage(error), *refusal)


def next_try(attempts: int, now: datetime) -> datetime:
    """Return when a mail that has been tried so many times is tried again."""
    return now + MAIL_PAUSES[min(attempts, len(MAIL_PAUSES)) - 1]


def is_given_up(attempts: int, created_at: datetime, now: datetime) -> bool:
    """Tell whether a mail that failed again is old and has been tried often enough; age alone is no reason."""
    return now - created_at > GIVE_UP_AFTER and attempts > len(MAIL_PAUSES)


def next_connection(failures: int, now: datetime) -> datetime:
    """Return when to connect again after so many failures in a row."""
    return now + CONNECTION_PAUSES[min(failures, len(CONNECTION_PAUSES)) - 1]


def describe(error: BaseException) -> str:
    """Return a failed connection as one line for the log and the organiser."""
    refusal = _refusal(error)
    return f"{refusal[0]} {_text(refusal[1])}" if refusal else _words(error)


def _judge_reply(stage: Stage, code: int, reply: bytes | str) -> Outcome:
    text = _text(reply)
    meaning = meaning_of(stage, code, text)
    return Outcome(_STATUSES.get(meaning, MessageStatus.QUEUED), f"{code} {text}", meaning)


def _stage(error: BaseException | None) -> Stage:
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Stage.MAIL
    return Stage.RCPT if isinstance(error, smtplib.SMTPRecipientsRefused) else Stage.DATA


def _refusal(error: BaseException | None) -> tuple[int, bytes | str] | None:
    """Return code and text of the server's no, where it said one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return error.smtp_code, error.smtp_error
    return None


def _words(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {_text(str(error))}" if error else ""


def _text(reply: bytes | str) -> str:
    return one_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)[:400]
