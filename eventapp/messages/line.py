"""How the mail server fares: while it cannot be used all mail waits, with growing pauses, in every process."""

from __future__ import annotations

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.installation import installation, set_up_installation
from eventapp.messages.outcomes import next_connection


def is_mail_waiting() -> bool:
    """Tell whether no mail may be taken now: held by a person, or waiting for the server."""
    state = installation()
    until = state.mail_waits_until
    return state.is_mail_held or (until is not None and until > clock.now())


def note_failure() -> None:
    """Let all mail wait, longer with every failure in a row; belongs in a write transaction."""
    state = set_up_installation()
    state.mail_failures += 1
    state.mail_waits_until = next_connection(state.mail_failures, clock.now())


def note_answer() -> None:
    """End the waiting: the server answers. Writes only where there was a failure."""
    failures = installation().mail_failures
    db.session.rollback()  # no transaction stays open while the next mail is sent
    if failures:
        with write():
            state = set_up_installation()
            state.mail_failures, state.mail_waits_until = 0, None
