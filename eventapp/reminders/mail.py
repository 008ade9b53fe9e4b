"""The mails that remind: of the event, and of the way into the meeting."""

from __future__ import annotations

from typing import Any

from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.events.presentation import title_of, when_of, where_of
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import declaration_notice, name_of
from eventapp.messages.mail import Mail, render_mail
from eventapp.registrations.links import cancel_url, join_url, own_url
from eventapp.registrations.models import Registration

REMINDER_KINDS = ("reminder", "join_link")


def reminder(registration: Registration) -> Mail:
    """Build the reminder some days before; neutral where the event's theme is sensitive."""
    return _build("reminder", registration)


def join_link(registration: Registration) -> Mail:
    """Build the mail with the way into the meeting, just before an online event."""
    return _build("join_link", registration)


def _build(kind: str, registration: Registration) -> Mail:
    event = registration.event
    with in_language(registration.language):
        rendered = render_mail(f"reminders/mail/{kind}", **_facts(event, registration))
        sender = sender_of(event.coordinating_host)
    return Mail(
        kind=kind,
        recipient=registration.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
        language=registration.language,
    )


def _facts(event: Event, registration: Registration) -> dict[str, Any]:
    start = event.starts_at
    assert start is not None  # noqa: S101 (without a start nothing is due)
    title, place = title_of(event), where_of(event, registration.mode)
    return {
        "name": registration.name,
        "kind": event.kind.value,
        "is_sensitive": event.is_sensitive,
        "title": title,
        "starts_at": start,
        "timezone": event.timezone,
        "moment": fmt.moment(start, event.timezone),
        "when": when_of(event),
        "where": place,
        "date": fmt.date_parts(start, event.timezone),
        # A mail about a sensitive event says date, time and host, no more.
        "lines": [when_of(event)] if event.is_sensitive else [title, when_of(event), place],
        "join_url": join_url(registration) if registration.mode is Mode.ONLINE else "",
        "join_opens_minutes": event.join_opens_minutes,
        "own_url": own_url(registration),
        "cancel_url": cancel_url(registration),
        "conduct_url": absolute_url("pages_public.conduct"),
        "privacy_url": absolute_url("pages_public.personal_data"),
        "federation_name": name_of(event.coordinating_host),
        "phone": event.coordinating_host.phone,
        "notice": declaration_notice(event.federations),
    }
