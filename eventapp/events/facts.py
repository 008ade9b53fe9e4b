"""What a calendar entry says of an event: all a participant needs, and nothing that opens a registration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _

from eventapp.calendars.documents import CalendarFacts
from eventapp.core.links import absolute_url
from eventapp.events.kinds import EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.presentation import session_title_of, shown, title_of, where_of
from eventapp.events.session_times import clock_hours_of
from eventapp.federations.contact import reply_address_of
from eventapp.federations.declaration import declaration_notice

#: An entry that does not say when it ends is held to last so long.
USUAL_LENGTH = timedelta(hours=1)
TEXT_LIMIT = 1500


def calendar_facts(
    event: Event,
    *,
    mode: Mode | None = None,
    workshops: Sequence[EventSession] = (),
    join_url: str | None = None,
    has_seat: bool = True,
) -> CalendarFacts:
    """Return what the entry of one participant says, or with no mode the public entry.

    Without a seat it does not say how to give it up. The language is the one now in force. A sensitive
    event's theme stands nowhere in it.
    Raises ValueError for an event without a date.
    """
    starts_at, ends_at = _span(event.starts_at, event.ends_at)
    return CalendarFacts(
        title=title_of(event),
        description=_description(event, mode, workshops, join_url, has_seat=has_seat),
        location=_location(event, mode, join_url),
        url=absolute_url("events_public.show_event", slug=event.slug),
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=event.timezone,
        join_url=join_url,
        is_private=event.is_sensitive,
        is_called_off=event.status is EventStatus.CANCELLED,
    )


def workshop_facts(event: Event, workshop: EventSession) -> CalendarFacts:
    """Return what a chosen workshop's own entry says; raises ValueError for one without a time."""
    starts_at, ends_at = _span(workshop.starts_at, workshop.ends_at)
    paragraphs = [
        "" if event.is_sensitive else title_of(event),
        declaration_notice(event.federations),
    ]
    return CalendarFacts(
        title=title_of(event) if event.is_sensitive else session_title_of(workshop),
        description=_joined(paragraphs),
        location=_location(event, None, None) if event.is_sensitive else workshop.place or where_of(event),
        url=absolute_url("events_public.show_event", slug=event.slug),
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=event.timezone,
        is_private=event.is_sensitive,
        is_called_off=event.status is EventStatus.CANCELLED,
        key=workshop.public_id,
    )


def workshop_line(event: Event, workshop: EventSession) -> str:
    """Return *Workshop: Tillgänglighet i praktiken, kl. 13.00–14.00, Sal B*; only the time of a sensitive event's."""
    time = ""
    if workshop.starts_at is not None:
        time = clock_hours_of(event, *_span(workshop.starts_at, workshop.ends_at))
    told = [time] if event.is_sensitive else [session_title_of(workshop), time, workshop.place]
    line: str = _("Workshop: %(workshop)s", workshop=", ".join(part for part in told if part))
    return line


def _description(
    event: Event,
    mode: Mode | None,
    workshops: Sequence[EventSession],
    join_url: str | None,
    *,
    has_seat: bool,
) -> str:
    paragraphs = ["" if event.is_sensitive else _shortened(shown(event, "summary").text)]
    if event.status is EventStatus.CANCELLED:
        paragraphs.append(_("Det här evenemanget är inställt."))
    else:
        paragraphs += [
            _way_in(event, mode, join_url),
            "\n".join(workshop_line(event, workshop) for workshop in workshops),
            _way_out(event) if mode and has_seat else "",
        ]
    paragraphs += [_contact(event), declaration_notice(event.federations)]
    paragraphs.append(
        _("Mer om evenemanget: %(link)s", link=absolute_url("events_public.show_event", slug=event.slug))
    )
    return _joined(paragraphs)


def _location(event: Event, mode: Mode | None, join_url: str | None) -> str:
    if join_url:
        # In every overview of a calendar; most programs make it a link.
        online: str = _("Digitalt")
        return f"{online} {join_url}"
    return where_of(event, mode)


def _way_in(event: Event, mode: Mode | None, join_url: str | None) -> str:
    if join_url:
        online: str = _("Digitalt. Anslut här när det börjar:")
        return f"{online}\n{join_url}"
    place = _("Plats: %(place)s", place=_location(event, mode, None))
    if event.is_sensitive or mode is Mode.ONLINE:
        return str(place)
    return f"{place}\n{_shortened(event.directions)}".strip()


def _way_out(event: Event) -> str:
    by_link: str = _("Kan du inte komma? Avboka med länken i mejlet om din anmälan.")
    by_answer: str = _(
        "Kan du inte komma? Tacka nej i kalendern, så avbokas din plats. Du kan också avboka med länken i mejlet"
        " om din anmälan."
    )
    return by_answer if reply_address_of(event.coordinating_host) else by_link


def _contact(event: Event) -> str:
    host = event.coordinating_host
    phone, address = host.phone, host.office_email
    both: str = _("Frågor? Ring %(phone)s eller mejla %(email)s.", phone=phone, email=address)
    only_phone: str = _("Frågor? Ring %(phone)s.", phone=phone)
    only_mail: str = _("Frågor? Mejla %(email)s.", email=address)
    if phone and address:
        return both
    return only_phone if phone else only_mail if address else ""


def _span(starts_at: datetime | None, ends_at: datetime | None) -> tuple[datetime, datetime]:
    if starts_at is None:
        raise ValueError("without a date there is no calendar entry")
    return starts_at, ends_at or starts_at + USUAL_LENGTH


def _joined(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 1].rstrip()}…"
