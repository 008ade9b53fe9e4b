"""What an invited person answers by their personal link: yes is a sign-up like any other, no is one button."""

from __future__ import annotations

from dataclasses import replace

from eventapp.audit.services import PERSON, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.events.queries import lock_event
from eventapp.invitations import mail
from eventapp.invitations.errors import InvitationUsed
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.invitations.queries import find_registration, read_invitee
from eventapp.registrations.gates import require_not_begun
from eventapp.registrations.queries import find_active, find_submission_for
from eventapp.registrations.services import cancel_registration, submit_form
from eventapp.registrations.sign_up import Outcome, SignUp


def accept_invitation(
    event_id: int, sign_up: SignUp, /, *, form_id: str, network: str, invitee_id: int
) -> Outcome:
    """Sign somebody invited up, as the form's own service does, and note whose answer it is.

    With another address than the invited one, that one's calendar loses the event. Somebody else's registration
    does not become theirs by its address being written. Raises what `submit_form` raises, and `InvitationUsed`.
    """
    event = lock_event(event_id)
    key = email_key(sign_up.email)
    _refuse_second_person(event_id, invitee_id, key, form_id)
    was_registered = find_active(event_id, key) is not None
    invited = replace(sign_up, is_eligible=True)
    outcome = submit_form(event_id, invited, form_id=form_id, network=network, is_invited=True)
    invitee, registration = read_invitee(invitee_id), find_active(event_id, key)
    if invitee is None or registration is None:
        return outcome
    if key == invitee.email_key or not was_registered:
        invitee.registration_id = registration.id
        _note(invitee, InviteeAnswer.ACCEPTED)
    if key != invitee.email_key and not was_registered:
        mail.invitation_moved(invitee, event)
    db.session.flush()
    return outcome


def _refuse_second_person(event_id: int, invitee_id: int, key: str, form_id: str) -> None:
    """Let an invitation sign up one person: raises `InvitationUsed` for another while that one takes part."""
    invitee = read_invitee(invitee_id)
    registration = find_registration(invitee) if invitee is not None else None
    if (
        registration is not None
        and registration.email_key != key
        and find_submission_for(event_id, form_id) is None
    ):
        raise InvitationUsed


def decline_invitation(invitee_id: int) -> None:
    """Say no: a seat or a place in the queue goes on to others, and the event leaves the calendar.

    Saying it again changes nothing. Raises `RegistrationNotOpen` when the event has begun or is called off.
    """
    invitee = read_invitee(invitee_id)
    if invitee is None:
        return
    event = lock_event(invitee.event_id)
    require_not_begun(event)
    invitee = read_invitee(invitee_id)
    if invitee is None:
        return
    registration = find_registration(invitee)
    if registration is not None:
        cancel_registration(registration.id)
    mail.invitation_declined(invitee, event)
    if invitee.answer is not InviteeAnswer.DECLINED:
        _note(invitee, InviteeAnswer.DECLINED)
    db.session.flush()


def _note(invitee: Invitee, answer: InviteeAnswer) -> None:
    invitee.answer, invitee.answered_at = answer, clock.now()
    record = ("invitee", invitee.public_id)
    record_action(PERSON, f"invitation_{answer.value}", record=record, event_id=invitee.event_id)
