"""Whether an answer from a calendar may be believed: applied, asked about, or passed over."""

from __future__ import annotations

import enum
import hmac
from dataclasses import dataclass
from datetime import datetime

from eventapp.calendars.models import CalendarEntry, PartStat
from eventapp.calendars.replies import Reply, address_of

#: What a calendar may answer that we act on.
ANSWERS = frozenset({PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE})


class Action(enum.StrEnum):
    """What is done with an answer: *hold* changes nothing and asks the person by mail."""

    APPLY = "apply"
    HOLD = "hold"
    IGNORE = "ignore"
    #: COUNTER and REFRESH: the organiser is told, nothing is changed.
    TELL = "tell"


class Why(enum.StrEnum):
    """The reason for what was done, for the organiser to read."""

    FITS = "fits"
    UNKNOWN_ENTRY = "unknown_entry"
    OTHER_METHOD = "other_method"
    OTHER_ORGANIZER = "other_organizer"
    OTHER_ATTENDEE = "other_attendee"
    OTHER_SENDER = "other_sender"
    NOT_PROVEN = "not_proven"
    OLDER_REVISION = "older_revision"
    UNKNOWN_REVISION = "unknown_revision"
    STALE = "stale"
    NO_ANSWER = "no_answer"
    DELEGATED = "delegated"
    #: Accepted after it was declined or withdrawn: the seat may be gone.
    COMES_BACK = "comes_back"


@dataclass(frozen=True)
class Verdict:
    """What to do with an answer, and why."""

    action: Action
    why: Why


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sent the mail: its From, and whether our own server has found it proven (None: it is not asked)."""

    address: str
    is_proven: bool | None = None


def judge(
    entry: CalendarEntry | None, reply: Reply, sender: Sender, *, last_answer_at: datetime | None
) -> Verdict:
    """Return what to do with an answer to an entry; `last_answer_at` is the DTSTAMP of the last one applied.

    The UID cannot be guessed (its secret is compared in constant time), the attendee and the sender are the address
    that was invited, and the answer is to the last revision and newer than the last answer (RFC 5546 2.1.5).
    """
    if entry is None or not hmac.compare_digest(entry.uid.encode(), reply.uid.encode()):
        return Verdict(Action.IGNORE, Why.UNKNOWN_ENTRY)
    if reply.method in {"COUNTER", "REFRESH"}:
        return Verdict(Action.TELL, Why.OTHER_METHOD)
    reason = _reason_to_pass(entry, reply, last_answer_at)
    if reason is not None:
        return Verdict(Action.IGNORE, reason)
    return _judge_person(entry, reply, sender) or _judge_revision(entry, reply)


def _reason_to_pass(entry: CalendarEntry, reply: Reply, last_answer_at: datetime | None) -> Why | None:
    if reply.method != "REPLY":
        return Why.OTHER_METHOD
    if reply.organizer and reply.organizer != address_of(entry.organizer):
        return Why.OTHER_ORGANIZER
    if reply.partstat not in {*ANSWERS, "DELEGATED"}:
        return Why.NO_ANSWER
    is_newer = reply.stamped_at is None or last_answer_at is None or reply.stamped_at > last_answer_at
    return None if is_newer else Why.STALE


def _judge_person(entry: CalendarEntry, reply: Reply, sender: Sender) -> Verdict | None:
    """Hold what may come from somebody else than who was invited, an assistant included."""
    if reply.attendee != address_of(entry.address):
        return Verdict(Action.HOLD, Why.OTHER_ATTENDEE)
    if address_of(sender.address) != reply.attendee:
        return Verdict(Action.HOLD, Why.OTHER_SENDER)
    if sender.is_proven is False:
        return Verdict(Action.HOLD, Why.NOT_PROVEN)
    if reply.partstat == "DELEGATED":
        return Verdict(Action.HOLD, Why.DELEGATED)
    return None


def _judge_revision(entry: CalendarEntry, reply: Reply) -> Verdict:
    """Ask again where the answer is to another revision than the last: the time may be another since."""
    if reply.sequence > entry.sequence:
        return Verdict(Action.HOLD, Why.UNKNOWN_REVISION)
    has_declined = reply.partstat == PartStat.DECLINED
    if reply.sequence < entry.sequence:
        return Verdict(Action.HOLD if has_declined else Action.IGNORE, Why.OLDER_REVISION)
    if entry.partstat == PartStat.DECLINED and not has_declined:
        return Verdict(Action.HOLD, Why.COMES_BACK)
    return Verdict(Action.APPLY, Why.FITS)
