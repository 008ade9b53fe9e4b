"""A participant's calendar entry over its life: put in, changed, taken out (RFC 5546 3.2)."""

from __future__ import annotations

from eventapp.calendars.models import CalendarEntry, PartStat
from eventapp.calendars.services import cancel, create_entry, request, take_offer
from eventapp.events.models import Event
from eventapp.federations.contact import reply_address_of
from eventapp.federations.declaration import name_of
from eventapp.messages.mail import CalendarPart
from eventapp.registrations.entry_facts import entry_facts
from eventapp.registrations.models import Registration


def offer_to(event: Event, email_key: str) -> str:
    """Return what the entry of somebody invited is found by when they sign up."""
    return f"{event.public_id}:{email_key}"


def take_up_offer(registration: Registration) -> CalendarEntry | None:
    """Return the invitation that waits in the calendar of whoever signs up now; None where there is none."""
    if not registration.email_key:
        return None
    return take_offer(offer_to(registration.event, registration.email_key))


def invite(registration: Registration, offered: CalendarEntry | None = None) -> CalendarPart | None:
    """Make a new entry, also for somebody who comes back: a withdrawn one stays withdrawn in some calendars.

    The entry of somebody invited goes on instead, as accepted: no calendar then has the event twice. Who accepted in
    the calendar needs no message, unless there is a way in to tell. None without an address, since nobody's calendar
    is known, and without a date: the entry comes with the date.
    """
    if not registration.email or registration.event.starts_at is None:
        return None
    host = registration.event.coordinating_host
    has_accepted = offered is not None and offered.partstat == PartStat.ACCEPTED
    if offered is not None:
        offered.partstat = PartStat.ACCEPTED.value
    registration.calendar_entry = offered or create_entry(registration.email, reply_address_of(host))
    facts = entry_facts(registration)
    if has_accepted and facts.join_url is None:
        return None
    return request(
        registration.calendar_entry,
        facts,
        attendee_name=registration.name,
        organizer_name=name_of(host),
        is_change=offered is not None,
        asks_again=offered is None,
    )


def withdraw_offer(registration: Registration, offered: CalendarEntry | None) -> CalendarPart | None:
    """Take the invitation out of the calendar of somebody who got no seat; one from the queue is a new entry."""
    if offered is None or registration.event.starts_at is None:
        return None
    return cancel(
        offered,
        entry_facts(registration),
        attendee_name=registration.name,
        organizer_name=name_of(registration.event.coordinating_host),
        is_own_choice=False,
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


def withdraw(registration: Registration, *, is_own_choice: bool = True) -> CalendarPart | None:
    """Take the entry out of the calendar, by the person's choice or not; None without entry or date."""
    entry = registration.calendar_entry
    if entry is None or registration.event.starts_at is None:
        return None
    return cancel(
        entry,
        entry_facts(registration),
        attendee_name=registration.name,
        organizer_name=name_of(registration.event.coordinating_host),
        is_own_choice=is_own_choice,
    )
