"""How an event is called and described to people, in the language now in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core import formatting as fmt
from eventapp.core.locale import current_language, is_source_language
from eventapp.core.shown import Shown, in_swedish
from eventapp.events.kinds import Attendance, Audience, EventKind, Mode
from eventapp.events.models import Event, Series, Topic
from eventapp.events.part_models import EventImage, EventSession, Question

KIND_LABELS = {
    EventKind.DEMOCRACY_DAY: _l("Demokratidag"),
    EventKind.EMPLOYEE_DAY: _l("Medarbetardag"),
    EventKind.WEBINAR: _l("Webbinarium"),
    EventKind.SEMINAR: _l("Seminarium"),
    EventKind.WORKSHOP: _l("Workshop"),
}
AUDIENCE_LABELS = {
    Audience.OPEN: _l("Öppet för alla"),
    Audience.EMPLOYEES: _l("För medarbetare"),
    Audience.MEMBERS: _l("För förbundens parter"),
    Audience.INVITED: _l("För inbjudna"),
}
AUDIENCE_TEXTS = {
    Audience.OPEN: _l("Öppet för alla"),
    Audience.EMPLOYEES: _l("För medarbetare i insatser som förbunden finansierar"),
    Audience.MEMBERS: _l("För medarbetare, chefer och förtroendevalda hos förbundens parter"),
    Audience.INVITED: _l("För dig som har fått en inbjudan"),
}
MODE_LABELS = {Mode.ON_SITE: _l("På plats"), Mode.ONLINE: _l("Digitalt")}


def title_of(event: Event) -> str:
    """Return the title that may stand anywhere: neutral where the theme is sensitive."""
    return shown_title(event).text


def full_title_of(event: Event) -> str:
    """Return the real title; for the event's own page and for those who run it only."""
    return shown(event, "title").text


def shown_title(event: Event) -> Shown:
    """Return the title that may stand anywhere, with its language where it is not the page's."""
    if not event.is_sensitive:
        return shown(event, "title")
    # Never the real one, whatever was forgotten.
    return shown(event, "neutral_title") or Shown(_("Evenemang"))


def shown(record: Event | EventImage | EventSession | Series | Question | Topic, field: str) -> Shown:
    """Return a text in the language now in force, else the Swedish one, said to be Swedish."""
    translated: str | None = None
    if not is_source_language():
        translated = getattr(record, f"{field}_{current_language()}", None)
    return Shown(translated) if translated else in_swedish(getattr(record, field) or "")


def session_title_of(session: EventSession) -> str:
    """Return a programme item's title."""
    return shown(session, "title").text


def when_of(event: Event) -> str:
    """Return *måndag 8 november 2021 kl. 09.00–12.00*, or the period where there is no date."""
    return shown_when(event).text


def shown_when(event: Event) -> Shown:
    """Return the same with its language: a period may be there in Swedish only."""
    if event.starts_at is None:
        return shown(event, "period") or Shown(_("Datum är inte bestämt"))
    if event.ends_at is None:
        text = fmt.moment(event.starts_at, event.timezone)
    else:
        text = fmt.when(event.starts_at, event.ends_at, event.timezone)
    return Shown(f"{text} {_zone_name(event, event.starts_at)}".rstrip())


def where_of(event: Event, mode: Mode | None = None) -> str:
    """Return the place: *Stadshuset, Sturegatan 1*, *Digitalt*, or both; for one way of attending where it is given.

    Of a sensitive event only the street: the name of a place may tell the theme.
    """
    return _where(event, mode, event.venue_address if event.is_sensitive else _venue_line(event))


def full_where_of(event: Event, mode: Mode | None = None) -> str:
    """Return the place with its name; for the event's own page and for who has signed up only."""
    return _where(event, mode, _venue_line(event))


def kind_label(kind: EventKind) -> str:
    """Return *Webbinarium*."""
    return str(KIND_LABELS[kind])


def audience_label(audience: Audience) -> str:
    """Return *Öppet för alla*, short, for tags and lists."""
    return str(AUDIENCE_LABELS[audience])


def audience_text(audience: Audience) -> str:
    """Return whom it is for, in a sentence."""
    return str(AUDIENCE_TEXTS[audience])


def mode_label(mode: Mode) -> str:
    """Return *På plats* or *Digitalt*."""
    return str(MODE_LABELS[mode])


def tag_of(event: Event) -> str:
    """Return *Webbinarium · öppet för alla*."""
    label = audience_label(event.audience)
    return f"{kind_label(event.kind)} · {label[:1].lower()}{label[1:]}"


def _where(event: Event, mode: Mode | None, venue: str) -> str:
    online: str = _("Digitalt")
    place: str = venue or _place_to_come(event)
    if mode is None and event.attendance is Attendance.HYBRID:
        online = _("%(place)s, eller digitalt", place=place)
    is_online = Mode.ONLINE in event.modes if mode is None else mode is Mode.ONLINE
    return online if is_online else place


def _venue_line(event: Event) -> str:
    return ", ".join(part for part in (event.venue_name, event.venue_address) if part)


def _place_to_come(event: Event) -> str:
    text: str = _("Platsen meddelas senare")
    if event.is_sensitive and event.venue_name:
        text = _("Platsen står på evenemangets sida")
    return text


def _zone_name(event: Event, at: datetime) -> str:
    """Name the zone on pages in other languages of what can be followed from elsewhere: *Swedish time (CET, UTC+1)*."""
    if is_source_language() or event.attendance is Attendance.ON_SITE:
        return ""
    local = at.astimezone(ZoneInfo(event.timezone))
    hours = (local.utcoffset() or timedelta(0)) / timedelta(hours=1)
    name: str = _("svensk tid (%(zone)s, UTC%(hours)s)", zone=local.tzname(), hours=f"{hours:+g}")
    return name
