"""Links that open somebody's own calendar or mail program with an event filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from eventapp.core.links import absolute_url
from eventapp.events.models import Event
from eventapp.events.presentation import shown, title_of, where_of
from eventapp.federations.declaration import declaration_notice

GOOGLE = "https://calendar.google.com/calendar/render"
COMPOSE = "/calendar/0/deeplink/compose"
#: At work, and at home.
OFFICE, OUTLOOK = "https://outlook.office.com", "https://outlook.live.com"
LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/"


def google_url(event: Event) -> str:
    """Return the address that opens a new entry in Google Calendar; the event has a start and an end."""
    start, end = _span(event)
    return f"{GOOGLE}?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": title_of(event),
            "dates": f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
            "ctz": event.timezone,
            "location": where_of(event),
            "details": _details(event),
        }
    )


def office_url(event: Event) -> str:
    """Return the address that opens a new entry in the Outlook of one's work; the event has a start and an end."""
    return _outlook_url(OFFICE, event)


def outlook_url(event: Event) -> str:
    """Return the address that opens a new entry in Outlook.com; the event has a start and an end."""
    return _outlook_url(OUTLOOK, event)


def mail_url(event: Event) -> str:
    """Return a `mailto:` address with the title as subject and the event's address in the text."""
    return "mailto:?" + urlencode({"subject": title_of(event), "body": event_url(event)}, quote_via=quote)


def linkedin_url(event: Event) -> str:
    """Return the address that shares the event's page on LinkedIn."""
    return f"{LINKEDIN}?" + urlencode({"url": event_url(event)})


def event_url(event: Event) -> str:
    """Return the full address of the event's page."""
    return absolute_url("events_public.show_event", slug=event.slug)


def _outlook_url(site: str, event: Event) -> str:
    start, end = _span(event)
    # Outlook shows a plus sign as it stands, so spaces are written %20.
    return f"{site}{COMPOSE}?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": title_of(event),
            "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "location": where_of(event),
            "body": _details(event),
        },
        quote_via=quote,
    )


def _details(event: Event) -> str:
    parts = (shown(event, "summary").text, event_url(event), declaration_notice(event.federations))
    return "\n\n".join(part for part in parts if part)


def _span(event: Event) -> tuple[datetime, datetime]:
    if event.starts_at is None or event.ends_at is None:
        raise ValueError("an entry in a calendar needs a start and an end")
    return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
