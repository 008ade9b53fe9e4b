"""An invited person's calendar entry, until they sign up: put in, changed, taken out."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from eventapp.calendars.documents import CalendarFacts
from eventapp.calendars.models import CalendarEntry
from eventapp.calendars.services import cancel, create_entry, request
from eventapp.events.facts import calendar_facts
from eventapp.events.models import Event
from eventapp.federations.contact import reply_address_of
from eventapp.federations.declaration import name_of
from eventapp.invitations.models import Invitee
from eventapp.messages.mail import CalendarPart
from eventapp.registrations.entries import offer_to


def may_offer(event: Event) -> bool:
    """Tell whether an invitation goes into calendars: it has a date, and answers are read."""
    return event.starts_at is not None and bool(reply_address_of(event.coordinating_host))


def offer_entry(invitee: Invitee, event: Event) -> CalendarPart | None:
    """Put the event into the calendar of somebody invited; None without a date, or where no answers are read."""
    organizer = reply_address_of(event.coordinating_host)
    if event.starts_at is None or not organizer:
        return None
    offer = offer_to(event, invitee.email_key)
    invitee.calendar_entry = create_entry(invitee.email, organizer, offer=offer)
    return request(
        invitee.calendar_entry,
        _facts(event),
        attendee_name=invitee.name or invitee.email,
        organizer_name=name_of(event.coordinating_host),
        is_change=False,
    )


def update_offer(invitee: Invitee, event: Event) -> CalendarPart | None:
    """Change the entry and ask again; None where none waits, or without a date."""
    entry = _open(invitee)
    if entry is None or event.starts_at is None:
        return None
    return request(
        entry,
        _facts(event),
        attendee_name=invitee.name or invitee.email,
        organizer_name=name_of(event.coordinating_host),
        is_change=True,
    )


def withdraw_offer(invitee: Invitee, event: Event, *, is_own_choice: bool) -> CalendarPart | None:
    """Take the entry out of the calendar; None where none waits, or without a date. Nobody can take it up any more."""
    entry = _open(invitee)
    if entry is None:
        return None
    entry.offer = None
    if event.starts_at is None:
        return None
    return cancel(
        entry,
        _facts(event),
        attendee_name=invitee.name or invitee.email,
        organizer_name=name_of(event.coordinating_host),
        is_own_choice=is_own_choice,
    )


def _open(invitee: Invitee) -> CalendarEntry | None:
    """Return the entry while it is an invitation: who signs up takes it along."""
    entry = invitee.calendar_entry
    return entry if entry is not None and entry.offer is not None else None


def _facts(event: Event) -> CalendarFacts:
    facts = calendar_facts(event, has_seat=False)
    if facts.is_called_off:
        return facts
    # A calendar is shared, so the personal link stands in the mail only.
    how = _(
        "Du är inbjuden. Tacka ja eller nej i kalendern, eller svara med länken i mejlet med inbjudan. Du är anmäld när"
        " du har fått en bekräftelse."
    )
    return replace(facts, description=f"{how}\n\n{facts.description}")
