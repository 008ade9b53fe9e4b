"""The calendar file of one's own registration."""

from __future__ import annotations

from eventapp.calendars.downloads import entry_file
from eventapp.core.locale import in_language
from eventapp.events.facts import workshop_facts
from eventapp.registrations.entry_facts import chosen_workshops, entry_facts
from eventapp.registrations.models import Registration, RegistrationStatus


def own_calendar_file(registration: Registration) -> bytes | None:
    """Return the entry with the workshops as entries of their own; None without a seat or a date."""
    entry, event = registration.calendar_entry, registration.event
    if registration.status is not RegistrationStatus.CONFIRMED or entry is None or event.starts_at is None:
        return None
    with in_language(registration.language):
        timed = [workshop for workshop in chosen_workshops(registration) if workshop.starts_at]
        workshops = [workshop_facts(event, workshop) for workshop in timed]
        return entry_file(entry, entry_facts(registration), workshops)
