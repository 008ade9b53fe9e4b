"""Signing up over the phone: an organiser writes, and somebody without an address gets a reference and a PIN.

Nothing is kept about why somebody calls: an alias and no address are for everybody.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from eventapp.audit.services import PERSON, Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import Allowed, clear_hits, count_hit, hits, require_allowed, take_turn
from eventapp.core.text import email_key
from eventapp.core.tokens import keyed_digest
from eventapp.events.queries import lock_event
from eventapp.registrations import services, waiting_list
from eventapp.registrations.errors import AddressTaken, PinWornOut
from eventapp.registrations.gates import require_coming
from eventapp.registrations.models import FormSubmission, PhoneAccess, Registration, RegistrationStatus
from eventapp.registrations.queries import find_active, find_submission_for, get_registration
from eventapp.registrations.references import reference_of
from eventapp.registrations.seats import SeatLost
from eventapp.registrations.sign_up import SignUp
from eventapp.registrations.states import StepNotAllowed

PIN_DIGITS = 6
#: How often a PIN is tried for one reference from one network, for all from one network, and for one reference from
#: anywhere, so that six digits are not guessed. The last is so high that one network alone does not reach it: a
#: stranger cannot shut somebody out, and many together not for long, since a new PIN by phone begins the count anew.
TRY, TRY_FROM_NETWORK, TRY_FROM_ANYWHERE = "pin-try", "pin-network", "pin-reference"
TRIES: Allowed = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
TRIES_FROM_NETWORK: Allowed = ((timedelta(minutes=10), 30),)
MOST_FROM_ANYWHERE = 50


@dataclass(frozen=True, kw_only=True)
class PhoneReceipt:
    """What the organiser reads to the caller; reference and PIN are empty where a mail says the rest."""

    status: RegistrationStatus
    place: int | None
    email: str = ""
    reference: str = ""
    pin: str = ""


def register_by_phone(
    event_id: int,
    sign_up: SignUp,
    *,
    contact: str,
    form_id: str,
    actor: Actor,
    may_know: Callable[[int | None], bool] = lambda _federation_id: False,
) -> PhoneReceipt:
    """Sign somebody up for them, until the event begins; the same form sent again gets the same receipt.

    With an address all goes by mail, as if they had filled in the form themselves. Raises the domain
    errors of `register_attendee`, `NotPublished`, and `AddressTaken` for one that has a registration of a host whose
    people the organiser may know of; otherwise nobody finds out, as on the web.
    """
    event, owes_mail = lock_event(event_id), False
    earlier = find_submission_for(event_id, form_id)
    if earlier is not None:
        return _receipt(earlier)
    if sign_up.email:
        _refuse_known(find_active(event_id, email_key(sign_up.email)), may_know)
        outcome, owes_mail = services.register_alike(event, sign_up, actor, allow=require_coming)
        kept = {"status": outcome.status.value, "place": outcome.place, "email": sign_up.email}
    else:
        registration = services.add_attendee(
            event, sign_up, services.plan_for(event, sign_up, require_coming), actor
        )
        _give_access(registration, _pin_of(form_id), contact)
        waits = registration.status is RegistrationStatus.WAITLISTED
        place = waiting_list.place_of(registration) if waits else None
        kept = {
            "status": registration.status.value,
            "place": place,
            "email": "",
            "registration": registration.public_id,
        }
    submission = FormSubmission(
        form_id=form_id, event_id=event_id, outcome=kept, created_at=clock.now(), owes_mail=owes_mail
    )
    db.session.add(submission)
    return _receipt(submission)


def count_try(reference: str, network: str) -> None:
    """Count one try before the PIN is looked at, so that tries at the same moment count too.

    Raises `TooManyAttempts` and `PinWornOut`, in the same words for references that exist and those that do not.
    """
    pin = _pin_in_force(reference)
    take_turn(TRY_FROM_ANYWHERE, pin)
    require_allowed(TRY, f"{pin}\0{network}", TRIES)
    require_allowed(TRY_FROM_NETWORK, network, TRIES_FROM_NETWORK)
    if hits(TRY_FROM_ANYWHERE, pin, timedelta(days=1)) >= MOST_FROM_ANYWHERE:
        raise PinWornOut
    count_hit(TRY, f"{pin}\0{network}")
    count_hit(TRY_FROM_NETWORK, network)
    count_hit(TRY_FROM_ANYWHERE, pin)


def find_by_pin(reference: str, pin: str) -> int | None:
    """Return the id of the registration that a reference and its PIN open; None for either being wrong."""
    found = db.session.execute(
        sa.select(PhoneAccess.registration_id, PhoneAccess.pin_hash).where(PhoneAccess.reference == reference)
    ).one_or_none()
    stored = found.pin_hash if found is not None else ""
    fits = [hmac.compare_digest(stored, digest) for digest in _digests(reference, pin)]
    return found.registration_id if any(fits) and found is not None else None


def open_registration(registration_id: int, network: str) -> Registration:
    """Open the own pages: pages opened earlier close, since they may be left in the history of a shared computer."""
    registration = get_registration(registration_id)
    access = registration.phone_access
    if access is not None:
        pin = _pin_in_force(access.reference)
        clear_hits(TRY, f"{pin}\0{network}")
        clear_hits(TRY_FROM_ANYWHERE, pin)
        # Whoever reads the page is told by it.
        access.call_about = None
    registration.link_version += 1
    _note(registration, "open_by_pin", PERSON)
    return registration


def close_pages(registration_id: int) -> None:
    """Make the addresses of the own pages open nothing, until reference and PIN are given again."""
    registration = get_registration(registration_id)
    if registration.phone_access is not None:
        registration.link_version += 1


def note_called(registration_id: int, actor: Actor) -> None:
    """Note that somebody has been told what no mail could tell them."""
    registration = get_registration(registration_id)
    if registration.phone_access is not None and registration.phone_access.call_about is not None:
        registration.phone_access.call_about = None
        _note(registration, "called", actor)


def renew_pin(registration_id: int, actor: Actor) -> str:
    """Give somebody without an address another PIN and return it: shown once, the pages opened earlier close.

    Raises `StepNotAllowed` for somebody who signed up with an address.
    """
    registration = get_registration(registration_id)
    access = registration.phone_access
    if access is None:
        raise StepNotAllowed
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    access.pin_hash = _digests(access.reference, pin)[0]
    registration.link_version += 1
    _note(registration, "renew_pin", actor)
    return pin


def _refuse_known(existing: Registration | None, may_know: Callable[[int | None], bool]) -> None:
    if existing is not None and may_know(existing.federation_id):
        raise AddressTaken(existing.public_id, existing.federation_id)


def _give_access(registration: Registration, pin: str, contact: str) -> None:
    reference = _free_reference(registration)
    registration.phone_access = PhoneAccess(
        reference=reference, pin_hash=_digests(reference, pin)[0], contact=contact
    )
    db.session.flush()


def _free_reference(registration: Registration) -> str:
    reference = reference_of(registration.public_id)
    taken = sa.select(PhoneAccess.registration_id).where(PhoneAccess.reference == reference)
    if db.session.scalar(taken) is not None:
        # One in sixteen million: the form is sent again and gets another.
        raise SeatLost(f"reference of {registration.public_id}")
    return reference


def _receipt(submission: FormSubmission) -> PhoneReceipt:
    kept = submission.outcome
    public_id = kept.get("registration")
    return PhoneReceipt(
        status=RegistrationStatus(kept["status"]),
        place=kept["place"],
        email=kept["email"],
        reference=reference_of(public_id) if public_id else "",
        pin=_pin_of(submission.form_id) if public_id else "",
    )


def _pin_of(form_id: str) -> str:
    """Return the PIN of one form, so that sending it again shows the same; only its hash is stored."""
    return f"{int(keyed_digest(form_id, 'pin'), 16) % 10**PIN_DIGITS:0{PIN_DIGITS}}"


def _digests(reference: str, pin: str) -> list[str]:
    """Return what is stored for a PIN, under the key now in force and under the former one."""
    keys = [current_app.config["SECRET_KEY"], current_app.config.get("SECRET_KEY_OLD")]
    message = f"phone-pin\0{reference}\0{pin}".encode()
    return [hmac.new(str(key).encode(), message, "sha256").hexdigest() for key in keys if key]


def _pin_in_force(reference: str) -> str:
    """Return what tries at a reference are counted by: with a new PIN the count begins anew, everywhere."""
    stored = sa.select(PhoneAccess.pin_hash).where(PhoneAccess.reference == reference)
    return f"{reference}\0{db.session.scalar(stored) or ''}"


def _note(registration: Registration, action: str, actor: Actor) -> None:
    record = ("registration", registration.public_id)
    record_action(actor, action, record=record, event_id=registration.event_id)
