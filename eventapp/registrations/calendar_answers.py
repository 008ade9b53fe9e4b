"""What an answer in the calendar does to a registration: a no frees the seat, a yes or perhaps is noted."""

from __future__ import annotations

from datetime import datetime

from eventapp.audit.services import PERSON, record_action
from eventapp.calendars.models import PartStat
from eventapp.registrations import mail
from eventapp.registrations.gates import require_not_begun
from eventapp.registrations.models import Registration
from eventapp.registrations.services import cancel_registration, lock_registration

#: Written into the trail beside the step.
BY_CALENDAR = "calendar"


def answer_registration(registration_id: int, partstat: str, stamped_at: datetime) -> Registration:
    """Apply an answer that may be believed: DECLINED cancels, and the seat goes on; others are noted on the entry.

    The person's calendar knows already, so no message goes back to it. Raises `RegistrationNotOpen` when the event
    has begun or is called off, `StepNotAllowed` when the registration is gone.
    """
    registration = lock_registration(registration_id)
    require_not_begun(registration.event)
    entry = registration.calendar_entry
    if entry is None:
        return registration
    if partstat == PartStat.DECLINED:
        cancel_registration(registration_id, PERSON, tell=mail.registration_declined, reason=BY_CALENDAR)
    entry.partstat, entry.answered_at = partstat, stamped_at
    record = ("registration", registration.public_id)
    details = {"answer": partstat}
    record_action(PERSON, "answer_calendar", record=record, event_id=registration.event_id, details=details)
    return registration
