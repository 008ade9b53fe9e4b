"""What an answer in the calendar does for somebody invited: a yes takes a seat where nothing has to be asked."""

from __future__ import annotations

from datetime import datetime

from eventapp.audit.services import PERSON, record_action
from eventapp.calendars.models import PartStat
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.invitations import mail
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.invitations.queries import read_invitee
from eventapp.pages.personal_data import PRIVACY_VERSION
from eventapp.registrations.errors import EventFull
from eventapp.registrations.gates import require_not_begun, require_open
from eventapp.registrations.queries import find_active
from eventapp.registrations.services import register_attendee
from eventapp.registrations.sign_up import Choices, SignUp


def answer_invitation(invitee_id: int, partstat: str, stamped_at: datetime) -> None:
    """Apply an answer that may be believed.

    ACCEPTED registers, or where the form asks for more sends the link to it filled in; a full event gives a place in
    its queue. DECLINED is noted, and the person is not reminded. TENTATIVE is seen in the list. Raises
    `NotPublished` and `RegistrationNotOpen`.
    """
    invitee = read_invitee(invitee_id)
    if invitee is None:
        return
    event = lock_event(invitee.event_id)
    require_not_begun(event)
    invitee = read_invitee(invitee_id)
    if invitee is None or invitee.calendar_entry is None:
        return
    entry = invitee.calendar_entry
    entry.answered_at = stamped_at
    if partstat == PartStat.ACCEPTED:
        require_open(event)
        _accept(invitee, event)
        return
    entry.partstat = partstat
    if partstat == PartStat.DECLINED:
        _note(invitee, InviteeAnswer.DECLINED)


def ask_invitee(invitee: Invitee) -> None:
    """Ask, at most once a day, for an answer by the personal link, since the one in the calendar was not believed."""
    _ask_by_form(invitee, lock_event(invitee.event_id))


def _accept(invitee: Invitee, event: Event) -> None:
    if find_active(event.id, invitee.email_key) is not None:
        return
    if asks_more(invitee, event):
        _ask_by_form(invitee, event)
        return
    if invitee.calendar_entry is not None:
        # Says to the confirmation that the calendar knows already.
        invitee.calendar_entry.partstat = PartStat.ACCEPTED.value
    try:
        register_attendee(event, _sign_up(invitee, event))
    except EventFull:
        mail.invitation_full(invitee, event)
        return
    registration = find_active(event.id, invitee.email_key)
    invitee.registration_id = registration.id if registration is not None else None
    _note(invitee, InviteeAnswer.ACCEPTED)
    db.session.flush()


def asks_more(invitee: Invitee, event: Event) -> bool:
    """Tell whether the form has something that must be answered besides what the list already says."""
    if not invitee.name or len(event.modes) > 1:
        return True
    has_slot = any(slot.is_required for slot in event.slots)
    return has_slot or any(question.is_required for question in event.questions)


def _ask_by_form(invitee: Invitee, event: Event) -> None:
    mail.invitation_needs_form(invitee, event, day=f"{clock.now():%Y%m%d}")


def _sign_up(invitee: Invitee, event: Event) -> SignUp:
    hosts = {host.federation_id for host in event.hosts}
    return SignUp(
        choices=Choices(name=invitee.name, mode=event.modes[0], organisation=invitee.unit),
        email=invitee.email,
        language=invitee.language,
        federation_id=invitee.federation_id if len(hosts) > 1 and invitee.federation_id in hosts else None,
        is_eligible=True,
        privacy_version=PRIVACY_VERSION,
    )


def _note(invitee: Invitee, answer: InviteeAnswer) -> None:
    invitee.answer, invitee.answered_at = answer, clock.now()
    record = ("invitee", invitee.public_id)
    record_action(PERSON, f"invitation_{answer.value}", record=record, event_id=invitee.event_id)
