"""The mails that go to everybody on an event: it has another time, place or way of attending, or is called off."""

from __future__ import annotations

from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.core.shown import in_swedish
from eventapp.core.text import one_line
from eventapp.events.kinds import Mode
from eventapp.messages.mail import CalendarPart
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.entries import invite, update, withdraw
from eventapp.registrations.event_news import EventChange, headline_of, news_for
from eventapp.registrations.mail_context import mail_context, post
from eventapp.registrations.models import Registration, RegistrationStatus

FOLDER = "registrations/mail"


def event_moved(
    registration: Registration, change: EventChange, *, old_mode: Mode, withdrawal: CalendarPart | None = None
) -> OutboxMessage | None:
    """Tell what is new about the event; the entry follows and, but for new texts, the answer is asked for again.

    `old_mode` is how the person attended before. `withdrawal` takes the entry out of the calendar when there is no
    date any more; when there is one again the person gets a new entry, for a withdrawn one stays withdrawn.
    """
    event = registration.event
    with in_language(registration.language):
        has_seat = registration.status is RegistrationStatus.CONFIRMED
        calendar = withdrawal or (_changed_entry(registration, change, old_mode) if has_seat else None)
        return post(
            registration,
            f"{FOLDER}/event_moved",
            mail_context(registration)
            | {
                "headline": headline_of(registration, change, old_mode),
                "news": news_for(registration, change, old_mode),
                "has_seat": has_seat,
                "has_calendar": calendar is not None and withdrawal is None,
                "has_withdrawal": withdrawal is not None,
            },
            # The revision was raised for this change, under the event's lock.
            dedup_key=f"event_moved:{registration.public_id}:{event.revision}:{_entry_sequence(registration)}",
            is_new_key=True,
            calendar=calendar,
        )


def event_cancelled(registration: Registration, *, had_seat: bool) -> OutboxMessage | None:
    """Tell that the event is called off; where there was a seat the entry is withdrawn."""
    event = registration.event
    with in_language(registration.language):
        withdrawal = withdraw(registration) if had_seat else None
        context = {
            "has_calendar": withdrawal is not None,
            "reason": "" if event.is_sensitive else in_swedish(_sentence(event.cancellation_reason)),
            "list_url": absolute_url("events_public.list_events"),
        }
        return post(
            registration,
            f"{FOLDER}/event_cancelled",
            mail_context(registration) | context,
            dedup_key=f"event_cancelled:{registration.public_id}:{event.revision}",
            is_new_key=True,
            calendar=withdrawal,
        )


def entry_withdrawal(registration: Registration) -> CalendarPart | None:
    """Take the entry of somebody whose event loses its date out of the calendar; call while it has the date."""
    with in_language(registration.language):
        return withdraw(registration, is_own_choice=False)


def _changed_entry(registration: Registration, change: EventChange, old_mode: Mode) -> CalendarPart | None:
    if change.old_start is None and registration.event.starts_at is not None:
        return invite(registration)
    asks_again = not change.is_new_text
    return update(registration, asks_again=asks_again) if change.changes_entry(old_mode) else None


def _entry_sequence(registration: Registration) -> int:
    return registration.calendar_entry.sequence if registration.calendar_entry else 0


def _sentence(text: str) -> str:
    """Return what somebody typed as one sentence with its stop."""
    plain = one_line(text)
    return plain if not plain or plain[-1] in ".!?" else f"{plain}."
