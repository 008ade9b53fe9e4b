"""Answers from calendars, whoever they are of: somebody who has signed up, or somebody invited.

The one entrance for a mail from the mailbox, which has been understood before: it is judged, applied in the running
transaction, and written down with what was done and why.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from eventapp.calendars.models import CalendarEntry, PartStat
from eventapp.calendars.replies import Reply, Unread
from eventapp.calendars.verdicts import Action, Sender, Why, judge
from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.queries import lock_event
from eventapp.invitations.calendar_answers import answer_invitation, ask_invitee
from eventapp.invitations.letters import forward_letter
from eventapp.invitations.models import Invitee
from eventapp.invitations.understanding import Understood
from eventapp.messages.incoming import Incoming, IncomingKind
from eventapp.messages.mailbox import Tray
from eventapp.messages.parts import Excess
from eventapp.messages.received import has_been_handled, mark_bounced, note_received
from eventapp.registrations import mail
from eventapp.registrations.calendar_answers import answer_registration
from eventapp.registrations.models import Registration

logger = logging.getLogger(__name__)

#: Reasons for which a person should look at the mail itself.
TO_REVIEW = frozenset({*Excess, Unread.TOO_LARGE, Unread.BROKEN, "unknown_mail", "unknown_person"})


@dataclass(frozen=True)
class Owner:
    """Whose entry it is: a registration's before an invitee's, since who signs up takes the entry along."""

    registration: Registration | None = None
    invitee: Invitee | None = None

    @property
    def about(self) -> str:
        """Public id for what is written down."""
        owner = self.registration or self.invitee
        return owner.public_id if owner is not None else ""

    @property
    def event_id(self) -> int | None:
        """The event it is about."""
        owner = self.registration or self.invitee
        return owner.event_id if owner is not None else None


def receive(mail: Understood) -> Tray:
    """Apply one mail from the mailbox in the running transaction; one that was handled before changes nothing."""
    incoming = mail.incoming
    if has_been_handled(incoming.fingerprint):
        return Tray.DONE
    if mail.fault:
        return _write_down(incoming, Action.IGNORE.value, mail.fault)
    if mail.reply is not None:
        return _receive_answer(incoming, mail.reply)
    if incoming.bounce is not None:
        return _receive_bounce(incoming)
    if incoming.kind is IncomingKind.LETTER:
        return _receive_letter(incoming, mail.letter)
    return _write_down(incoming, Action.IGNORE.value, incoming.kind.value)


def _receive_answer(incoming: Incoming, reply: Reply) -> Tray:
    entry = db.session.scalar(sa.select(CalendarEntry).where(CalendarEntry.uid == reply.uid))
    if entry is not None:
        _wait_for_turn(entry)
        if has_been_handled(incoming.fingerprint):
            return Tray.DONE
    sender = Sender(address=incoming.sender, is_proven=incoming.is_proven)
    last = entry.answered_at if entry is not None else None
    verdict = judge(entry, reply, sender, last_answer_at=last)
    owner = _owner_of(entry)
    action, why = verdict.action, verdict.why.value
    if not owner.about:
        action, why = Action.IGNORE, Why.UNKNOWN_ENTRY.value
    elif action is Action.APPLY:
        action, why = _apply(owner, reply, _stamp(reply, incoming))
        # Who was invited and said yes may have signed up by it.
        owner = _owner_of(entry)
    if action is Action.HOLD:
        _ask(owner, reply)
    return _write_down(incoming, action.value, why, owner, reply)


def _wait_for_turn(entry: CalendarEntry) -> None:
    """Lock the event, so that two workers judge two answers to one entry one after the other, and read it again."""
    event_id = _owner_of(entry).event_id
    if event_id is not None:
        lock_event(event_id)
        db.session.expire_all()


def _apply(owner: Owner, reply: Reply, stamped_at: datetime) -> tuple[Action, str]:
    """Apply an answer; a rule that forbids it (the event has begun) passes it over."""
    try:
        with db.session.begin_nested():
            if owner.registration is not None:
                answer_registration(owner.registration.id, reply.partstat, stamped_at)
            elif owner.invitee is not None:
                answer_invitation(owner.invitee.id, reply.partstat, stamped_at)
    except DomainError as error:
        return Action.IGNORE, type(error).__name__
    return Action.APPLY, Why.FITS.value


def _ask(owner: Owner, reply: Reply) -> None:
    """Ask the person by mail; a forged answer can at worst cause one question a day."""
    has_declined = reply.partstat == PartStat.DECLINED
    if owner.registration is not None:
        mail.answer_held(owner.registration, has_declined=has_declined)
    elif owner.invitee is not None:
        ask_invitee(owner.invitee)


def _receive_bounce(incoming: Incoming) -> Tray:
    message = mark_bounced(incoming.bounce) if incoming.bounce is not None else None
    if message is None:
        return _write_down(incoming, Action.IGNORE.value, "unknown_mail")
    owner = _owner_by_id(message.about)
    done = Action.APPLY if incoming.bounce and incoming.bounce.is_final else Action.IGNORE
    return _write_down(incoming, done.value, "bounced", owner)


def _receive_letter(incoming: Incoming, letter: str) -> Tray:
    registration = forward_letter(incoming, letter)
    if registration is None:
        return _write_down(incoming, Action.IGNORE.value, "unknown_person")
    return _write_down(incoming, Action.TELL.value, "forwarded", Owner(registration))


def _write_down(
    incoming: Incoming, action: str, why: str, owner: Owner | None = None, reply: Reply | None = None
) -> Tray:
    known = owner or Owner()
    note_received(
        incoming,
        action=action,
        why=why,
        about=known.about,
        event_id=known.event_id,
        answer=_answer_of(reply),
        comment=reply.comment if reply is not None and known.about else "",
    )
    if why not in TO_REVIEW:
        return Tray.DONE
    logger.info("a mail goes to %s: %s", Tray.REVIEW.value, why)
    return Tray.REVIEW


def _answer_of(reply: Reply | None) -> str:
    if reply is None:
        return ""
    return reply.partstat if reply.method == "REPLY" else reply.method


def _owner_of(entry: CalendarEntry | None) -> Owner:
    if entry is None:
        return Owner()
    registration = db.session.scalar(
        sa.select(Registration).where(Registration.calendar_entry_id == entry.id)
    )
    if registration is not None:
        return Owner(registration)
    return Owner(None, db.session.scalar(sa.select(Invitee).where(Invitee.calendar_entry_id == entry.id)))


def _owner_by_id(public_id: str) -> Owner:
    registration = db.session.scalar(sa.select(Registration).where(Registration.public_id == public_id))
    if registration is not None:
        return Owner(registration)
    return Owner(None, db.session.scalar(sa.select(Invitee).where(Invitee.public_id == public_id)))


def _stamp(reply: Reply, incoming: Incoming) -> datetime:
    """Return when it was answered: DTSTAMP, else the mail's date; never later than now."""
    now = clock.now()
    return min(reply.stamped_at or incoming.sent_at or now, now)
