"""Mails that a public form owes to somebody known, written by the worker.

The request does the same work for known and unknown addresses and writes the same rows, so that the time it takes tells
nobody who is registered.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.transactions import write
from eventapp.events.queries import lock_event
from eventapp.registrations import mail
from eventapp.registrations.models import FormSubmission
from eventapp.registrations.queries import find_active, list_current_of_address

BATCH = 50


def owe_links(address: str, language: str) -> None:
    """Note that an address asked for the links to its registrations, whether or not it has any."""
    db.session.add(
        FormSubmission(
            form_id=secrets.token_hex(16),
            event_id=None,
            outcome={"email": address, "language": language},
            created_at=clock.now(),
            owes_mail=True,
        )
    )


def list_owed() -> list[int]:
    """Return the ids of forms that owe a mail, the oldest first."""
    query = sa.select(FormSubmission.id).where(FormSubmission.owes_mail == sa.true())
    return list(db.session.scalars(query.order_by(FormSubmission.id).limit(BATCH)))


def send_owed() -> int:
    """Queue every mail that is owed, one transaction each; returns how many forms were settled."""
    return sum(_settle(form_id) for form_id in list_owed())


def _settle(form_id: int) -> int:
    event_id = db.session.scalar(sa.select(FormSubmission.event_id).where(FormSubmission.id == form_id))
    with write():
        if event_id is not None:
            lock_event(event_id)
        form = _claim(form_id)
        if form is None:
            return 0
        if form.event_id is None:
            _send_links(form)
        else:
            _tell_registered(form.event_id, form.outcome["email"])
    return 1


def _claim(form_id: int) -> FormSubmission | None:
    """Return the form for one worker only, with nothing owed any more."""
    theirs = (FormSubmission.id == form_id, FormSubmission.owes_mail == sa.true())
    claim = sa.update(FormSubmission).where(*theirs).values(owes_mail=False)
    claimed = db.session.scalar(claim.returning(FormSubmission.id))
    return None if claimed is None else db.session.get_one(FormSubmission, claimed)


def _send_links(form: FormSubmission) -> None:
    key = email_key(form.outcome["email"])
    registrations = list_current_of_address(key, clock.now())
    if registrations:
        mail.link_requested(registrations[0].email, registrations, form.outcome["language"])
    # Nobody sends it again, and it names an address.
    db.session.delete(form)


def _tell_registered(event_id: int, address: str) -> None:
    registration = find_active(event_id, email_key(address)) if address else None
    if registration is not None:
        mail.already_registered(registration)
