"""A participant's calendar entry over its life: put in, changed, taken out (CALENDAR 5)."""

from __future__ import annotations

from eventapp.calendars.services import cancel, create_entry, request
from eventapp.federations.contact import reply_address_of
from eventapp.federations.declaration import name_of
from eventapp.messages.mail import CalendarPart
from eventapp.registrations.entry_facts import entry_facts
from eventapp.registrations.models import Registration


def invite(registration: Registration) -> CalendarPart | None:
    """Make a new entry, also for somebody who comes back: a withdrawn one stays withdrawn in some calendars.

    None without an address: nobody's calendar is known. Raises ValueError for an event without a date.
    """
    if not registration.email:
        return None
    host = registration.event.coordinating_host
    registration.calendar_entry = create_entry(registration.email, reply_address_of(host))
    return request(
        registration.calendar_entry,
        entry_facts(registration),
        attendee_name=registration.name,
        organizer_name=name_of(host),
        is_change=False,
    )


def update(registration: Registration, *, asks_again: bool) -> CalendarPart | None:
    """Change the entry, keeping the answer on file or asking for it again; None without entry or date."""
    entry = registration.calendar_entry
    if entry is None or registration.event.starts_at is None:
        return None
    return request(
        entry,
        entry_facts(registration),
        attendee_name=registration.name,
        organizer_name=name_of(registration.event.coordinating_host),
        is_change=True,
        asks_again=asks_again,
    )


def withdraw(registration: Registration) -> CalendarPart | None:
    """Take the entry out of the calendar; None without entry or date."""
    entry = registration.calendar_entry
    if entry is None or registration.event.starts_at is None:
        return None
    return cancel(
        entry,
        entry_facts(registration),
        attendee_name=registration.name,
        organizer_name=name_of(registration.event.coordinating_host),
    )
