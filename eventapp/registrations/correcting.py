"""Correcting somebody's address: another calendar, another entry, and the old links open nothing."""

from __future__ import annotations

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.messages.resending import withdraw_unsent
from eventapp.messages.services import enqueue
from eventapp.registrations import mail, organiser_mail, waiting_list
from eventapp.registrations.entries import take_up_offer
from eventapp.registrations.errors import AddressTaken, SameAddress
from eventapp.registrations.gates import require_not_begun
from eventapp.registrations.models import FormSubmission, Registration, RegistrationStatus
from eventapp.registrations.queries import find_active
from eventapp.registrations.services import lock_registration
from eventapp.registrations.states import StepNotAllowed


def correct_address(registration_id: int, email: str, actor: Actor) -> Registration:
    """Give a registration another address, or its first: the entry there is new, the one at the old is withdrawn.

    An invitation that waits at the new address is taken up, so that no calendar has the event twice. What waited to
    go to the old one is taken back. Raises `SameAddress`, `AddressTaken`, `RegistrationNotOpen`, and `StepNotAllowed`
    for a cancelled registration.
    """
    registration = lock_registration(registration_id)
    _refuse_what_cannot_be(registration, email_key(email))
    farewell = organiser_mail.compose_address_left(registration)
    # An address corrected before may still have to lose its entry.
    withdraw_unsent(registration.public_id, but=["address_left"])
    _forget(registration)
    registration.email, registration.email_key = email, email_key(email)
    registration.link_version += 1
    registration.join_version += 1
    db.session.flush()
    _confirm(registration)
    if farewell is not None:
        # After the confirmation: an address that answers nothing holds back what follows.
        key = f"{farewell.kind}:{registration.public_id}:{registration.link_version}"
        enqueue(farewell, dedup_key=key, about=registration.public_id)
    record = ("registration", registration.public_id)
    record_action(actor, "correct_address", record=record, event_id=registration.event_id)
    return registration


def _refuse_what_cannot_be(registration: Registration, key: str) -> None:
    if not registration.is_active:
        raise StepNotAllowed
    require_not_begun(registration.event)
    if key == registration.email_key:
        raise SameAddress
    other = find_active(registration.event_id, key)
    if other is not None:
        raise AddressTaken(other.public_id, other.federation_id)


def _forget(registration: Registration) -> None:
    """Leave the old address nowhere but in what was mailed: not at its entry, not in the answer to its form."""
    if registration.calendar_entry is not None:
        registration.calendar_entry.address = ""
    registration.calendar_entry = None
    if registration.phone_access is not None:
        registration.phone_access.call_about = None
    theirs = sa.and_(
        FormSubmission.event_id == registration.event_id,
        FormSubmission.outcome["email"].as_string() == registration.email,
    )
    if registration.email:
        for form in db.session.scalars(sa.select(FormSubmission).where(theirs)):
            form.outcome = {**form.outcome, "email": ""}


def _confirm(registration: Registration) -> None:
    offered = take_up_offer(registration)
    if registration.status is RegistrationStatus.WAITLISTED:
        organiser_mail.confirm_again(registration, waiting_list.place_of(registration), offered)
    else:
        mail.registration_confirmed(registration, offered)
