"""The mails that remind: of the event, and of the way into the meeting."""

from __future__ import annotations

from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.messages.mail import Mail
from eventapp.registrations.mail_context import compose, mail_context
from eventapp.registrations.models import Registration


def reminder(registration: Registration) -> Mail:
    """Build the reminder some days before; neutral where the event's theme is sensitive."""
    return _build(registration, "reminders/mail/reminder")


def join_link(registration: Registration) -> Mail:
    """Build the mail with the way into the meeting, just before an online event."""
    return _build(registration, "reminders/mail/join_link")


def _build(registration: Registration, folder: str) -> Mail:
    event = registration.event
    start = event.starts_at
    if start is None:
        raise ValueError("without a start nothing is due")
    with in_language(registration.language):
        context = mail_context(registration) | {
            "moment": fmt.moment(start, event.timezone),
            "weekday": fmt.weekday(start, event.timezone),
            "start_time": fmt.clock_time(start, event.timezone),
            "join_opens_minutes": event.join_opens_minutes,
            "conduct_url": absolute_url("pages_public.conduct"),
        }
        return compose(registration, folder, context)
