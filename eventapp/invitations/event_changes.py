"""What reaches invited people who have not answered when their event changes; call after the change, under its lock."""

from __future__ import annotations

from collections.abc import Mapping

from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.events.models import Event
from eventapp.invitations import mail
from eventapp.invitations.entries import withdraw_offer
from eventapp.invitations.queries import count_to_tell, list_to_tell
from eventapp.messages.mail import CalendarPart
from eventapp.messages.services import withdraw_all


def count_invitees_to_tell(event_id: int) -> int:
    """Return how many invited people a change to the event would be told to. One query."""
    return count_to_tell(event_id)


def withdraw_entries(event: Event) -> dict[int, CalendarPart]:
    """Return, by invitee, what takes the event out of their calendars; call before the event loses its date."""
    withdrawals = {}
    for invitee in list_to_tell(event.id):
        with in_language(invitee.language):
            part = withdraw_offer(invitee, event, is_own_choice=False)
        if part is not None:
            withdrawals[invitee.id] = part
    return withdrawals


def tell_invitees_of_change(event: Event, withdrawals: Mapping[int, CalendarPart] | None = None) -> int:
    """Tell everybody silent what now holds; returns how many.

    Their entry moves, comes with a first date, or goes with what `withdraw_entries` gave. Constant number of queries
    but for the inserts.
    """
    people = list_to_tell(event.id)
    for invitee in people:
        mail.invitation_changed(invitee, event, (withdrawals or {}).get(invitee.id))
    db.session.flush()
    return len(people)


def tell_invitees_of_cancellation(event: Event) -> int:
    """Tell everybody silent that the event is called off, their entry withdrawn; returns how many.

    Mails that were still to invite or remind them are taken back. Constant number of queries but for the inserts.
    """
    people = list_to_tell(event.id)
    withdraw_all([invitee.public_id for invitee in people], ("invitation_reminder",))
    for invitee in people:
        mail.invitation_called_off(invitee, event)
    db.session.flush()
    return len(people)
