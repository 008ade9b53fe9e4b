"""An event as a slip of paper in a list: what stands on it, in the language now in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.core.shown import Shown
from eventapp.events.kinds import Attendance, EventKind
from eventapp.events.models import Event
from eventapp.events.presentation import shown, shown_title, tag_of
from eventapp.events.registration_window import RegistrationState, is_queue_open, registration_state
from eventapp.events.seating import event_seats, is_full
from eventapp.events.seats_shown import ShownSeats, seats_words
from eventapp.federations.declaration import name_of


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date in the words that stand on a slip."""

    weekday: str
    day: int
    month: str
    year: int
    iso: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """The texts of one slip."""

    kind: EventKind
    tag: str
    title: Shown
    url: str
    date: DateParts | None
    period: Shown
    line: str
    seats: str
    seats_tone: str
    action: str
    action_url: str
    is_cancelled: bool
    is_sample: bool


def card_of(event: Event) -> EventCard:
    """Return the slip of an event whose hosts and pools are loaded."""
    seats, tone, action = _sign_up(event)
    return EventCard(
        kind=event.kind,
        tag=tag_of(event),
        title=shown_title(event),
        url=url_for("events_public.show_event", slug=event.slug),
        date=date_parts(event.starts_at, event.timezone) if event.starts_at else None,
        period=shown(event, "period"),
        line=" · ".join(part for part in (_time(event), short_place(event), hosts_line(event)) if part),
        seats=seats,
        seats_tone=tone,
        action=action,
        action_url=url_for("registrations_public.register", slug=event.slug) if action else "",
        is_cancelled=registration_state(event) is RegistrationState.CANCELLED,
        is_sample="sample" in event.provenance.values(),
    )


def date_parts(at: datetime, zone: str) -> DateParts:
    """Return the date's words, in the event's own zone."""
    local = at.astimezone(ZoneInfo(zone))
    return DateParts(fmt.weekday(at, zone), local.day, fmt.month(at, zone), local.year, f"{local:%Y-%m-%d}")


def short_place(event: Event) -> str:
    """Return the place in few words: *Sundbybergs stadshus och digitalt*; empty where the kind says it."""
    online: str = _("digitalt")
    if event.attendance is Attendance.ONLINE:
        return "" if event.kind is EventKind.WEBINAR else fmt.capital(online)
    # The name of a place may tell a sensitive event's theme.
    place = event.venue_address if event.is_sensitive else event.venue_name
    if event.attendance is Attendance.ON_SITE or not place:
        return place
    both: str = _("%(place)s och digitalt", place=place)
    return both


def hosts_line(event: Event) -> str:
    """Return the host's name, or how many hold it together."""
    federations = event.federations
    if len(federations) < 3:
        return " · ".join(name_of(federation) for federation in federations)
    joint: str = _("%(number)s förbund tillsammans", number=_in_words(len(federations)))
    return joint


def _in_words(number: int) -> str:
    names: str = _("tre fyra fem sex sju åtta nio tio")
    words = names.split()
    return words[number - 3] if number - 3 < len(words) else str(number)


def _time(event: Event) -> str:
    start, end, zone = event.starts_at, event.ends_at, event.timezone
    if start is None:
        return ""
    if end is None:
        return fmt.clock_start(start, zone)
    is_one_day = start.astimezone(ZoneInfo(zone)).date() == end.astimezone(ZoneInfo(zone)).date()
    return fmt.clock_span(start, end, zone) if is_one_day else fmt.when(start, end, zone)


def _sign_up(event: Event) -> tuple[str, str, str]:
    """Return what stands about seats, its tone, and the words of the way to the form where there is one."""
    state = registration_state(event)
    if state is not RegistrationState.OPEN:
        return _shut(event, state), "soft", ""
    seats = event_seats(ShownSeats(event))
    if is_full(event):
        if is_queue_open(event):
            return _("Fullt – kö"), "waiting", _("Ställ dig i kö")
        return _("Fullt"), "waiting", ""
    left = fmt.capital(seats_words(seats.left, event.id)) if seats else ""
    return left, "success", _("Anmäl dig")


def _shut(event: Event, state: RegistrationState) -> str:
    text: str = ""
    if state is RegistrationState.NOT_YET_OPEN and event.registration_opens_at:
        day = fmt.short_day(event.registration_opens_at, event.timezone)
        text = _("Anmälan öppnar %(day)s", day=day)
    elif state is RegistrationState.CLOSED:
        text = _("Anmälan har stängt")
    return text
