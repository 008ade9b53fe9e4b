"""How reading the mailbox fares, for monitors and organisers: in the database, since others than the reader tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.installation import installation, set_up_installation
from eventapp.messages.mailbox import account

#: That it was read is written down so often at most.
NOTED_EVERY = timedelta(minutes=1)
#: How long it may be unread before somebody has to look: answers wait in the mailbox meanwhile, and none is lost.
PATIENCE = timedelta(hours=1)


@dataclass(frozen=True)
class MailboxHealth:
    """Whether answers are read."""

    #: *off* (none is set), *held* (like the mail that goes out), *ok*, *not read yet*, or what is wrong.
    word: str
    #: Seconds since it was last read; None when it never was.
    seconds: int | None = None
    is_well: bool = True


def mailbox_health() -> MailboxHealth:
    """Return how the mailbox of the settings fares. One query."""
    if account() is None:
        return MailboxHealth("off")
    state = installation()
    unread = clock.now() - state.mailbox_read_at if state.mailbox_read_at is not None else None
    seconds = max(0, int(unread.total_seconds())) if unread is not None else None
    if state.is_mail_held:
        return MailboxHealth("held", seconds)
    if unread is None:
        return MailboxHealth(state.mailbox_fault or "not read yet", None, not state.mailbox_fault)
    is_well = unread <= PATIENCE
    return MailboxHealth(state.mailbox_fault or ("ok" if is_well else "not read"), seconds, is_well)


def note_visit(fault: str = "") -> bool:
    """Write down that the mailbox was read, or what kept it from that; tells whether that is new.

    Writes only where it is new, or the last time is a minute ago.
    """
    state, now = installation(), clock.now()
    is_new = state.mailbox_fault != fault
    last = state.mailbox_read_at
    is_fresh = last is not None and timedelta(0) <= now - last < NOTED_EVERY
    db.session.rollback()
    if is_new or not (fault or is_fresh):
        with write():
            state = set_up_installation()
            state.mailbox_fault = fault
            state.mailbox_read_at = state.mailbox_read_at if fault else now
    return is_new
