"""The form about when and where an event is, and how one takes part."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from eventapp.changes.change_words import ATTENDANCE_LABELS
from eventapp.changes.time_and_place import MODES, TimeAndPlace
from eventapp.core.fields import LineField, MaxLength, NumberField, OneChoiceField, TextField
from eventapp.core.moments import ClockField, DayField, local_parts, read_moment
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event

#: The page opens at most a day before the start.
MOST_JOIN_MINUTES = 24 * 60
USUAL_JOIN_MINUTES = 30


class MeetingAddress:
    """A link that begins with https:// and names a host."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise for what is no such link."""
        if not _is_https(field.data or ""):
            raise ValidationError(_l("Klistra in hela länken till mötet. Den börjar med https://"))


class TimeAndPlaceForm(EditForm):
    """All of the page; the instants are in the event's zone."""

    start_day = DayField(_l("Startdag"), [Optional()])
    start_clock = ClockField(_l("Starttid"), [Optional()])
    end_day = DayField(_l("Slutdag"), [Optional()])
    end_clock = ClockField(_l("Sluttid"), [Optional()])
    period = LineField(_l("Period"), [Optional(), MaxLength(120)])
    period_en = LineField(_l("Period på engelska"), [Optional(), MaxLength(120)])
    attendance = OneChoiceField(
        _l("Hur deltar man?"),
        choices=[SelectChoice(one.value, label) for one, label in ATTENDANCE_LABELS.items()],
        message=_l("Välj hur man deltar"),
        is_required=True,
    )
    venue_name = LineField(_l("Lokal"), [Optional(), MaxLength(200)])
    venue_address = LineField(_l("Adress"), [Optional(), MaxLength(300)])
    directions = TextField(_l("Så hittar man dit"), [Optional(), MaxLength(2000)])
    meeting_url = LineField(_l("Länk till mötet"), [Optional(), MaxLength(500), MeetingAddress()])
    join_opens_minutes = NumberField(
        _l("Så många minuter före start öppnar sidan där man ansluter"), least=0, most=MOST_JOIN_MINUTES
    )
    other_way_in = LineField(_l("Annat sätt att delta"), [Optional(), MaxLength(300)])
    moves_programme = BooleanField(_l("Flytta programmet och sista anmälningsdag lika mycket"))

    def __init__(self, event: Event, **arguments: Any) -> None:
        super().__init__(data=_values_of(event), **arguments)
        self._zone, self._status = event.timezone, event.status
        self._starts_at: datetime | None = None
        self._ends_at: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each box, then that the times fit each other and that what is published stays whole."""
        super().validate(extra_validators)
        self._read_times()
        if self._status is not EventStatus.DRAFT and not self.errors:
            self._keep_whole()
        return not self.errors

    def wanted(self) -> TimeAndPlace:
        """Return what the page says; call after the form is found valid."""
        has_date = self._starts_at is not None
        return TimeAndPlace(
            starts_at=self._starts_at,
            ends_at=self._ends_at,
            period=None if has_date else self.period.data or None,
            period_en=None if has_date else self.period_en.data or None,
            attendance=Attendance(self.attendance.data),
            venue_name=self.venue_name.data or "",
            venue_address=self.venue_address.data or "",
            directions=self.directions.data or "",
            meeting_url=self.meeting_url.data or None,
            join_opens_minutes=_or_usual(self.join_opens_minutes.data),
            other_way_in=self.other_way_in.data or "",
        )

    def _read_times(self) -> None:
        self._starts_at = read_moment(self.start_day, self.start_clock, self._zone)
        if self._starts_at is None:
            if (self.end_day.data or self.end_clock.data) and not self.start_day.errors:
                self.start_day.errors = [_("Fyll i startdagen också")]
            self._ends_at = None
            return
        if self.end_day.data is None and not self.end_day.errors:
            self.end_day.data = self.start_day.data if self.end_clock.data else None
        self._ends_at = read_moment(self.end_day, self.end_clock, self._zone)
        if self._ends_at is not None and self._ends_at <= self._starts_at:
            self.end_clock.errors = [_("Välj en sluttid som kommer efter starttiden")]

    def _keep_whole(self) -> None:
        """Ask for what an event must have to be published."""
        if self._starts_at is None:
            if not self.period.data:
                self.start_day.errors = [_("Fyll i när evenemanget är, eller en period")]
            return
        if self._ends_at is None:
            self.end_clock.errors = [_("Fyll i när evenemanget slutar")]
        modes = MODES[Attendance(self.attendance.data)]
        if Mode.ON_SITE in modes and not (self.venue_name.data or self.venue_address.data):
            self.venue_name.errors = [_("Fyll i var evenemanget är")]
        if Mode.ONLINE in modes and not self.meeting_url.data:
            self.meeting_url.errors = [_("Lägg in länken till det digitala mötet")]


def has_something_to_move(event: Event) -> bool:
    """Tell whether an event has times of its own that can be moved along."""
    if event.starts_at is None:
        return False
    return event.registration_closes_at is not None or any(item.starts_at for item in event.sessions)


def _values_of(event: Event) -> dict[str, Any]:
    start_day, start_clock = local_parts(event.starts_at, event.timezone)
    end_day, end_clock = local_parts(event.ends_at, event.timezone)
    times: dict[str, date | time | None] = {
        "start_day": start_day,
        "start_clock": start_clock,
        "end_day": end_day,
        "end_clock": end_clock,
    }
    kept = ("period", "period_en", "venue_name", "venue_address", "directions", "meeting_url")
    return {
        **times,
        **{name: getattr(event, name) for name in kept},
        "attendance": event.attendance.value,
        "join_opens_minutes": event.join_opens_minutes,
        "other_way_in": event.other_way_in,
        "moves_programme": True,
    }


def _or_usual(minutes: int | None) -> int:
    return USUAL_JOIN_MINUTES if minutes is None else minutes


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_there = "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False
    return parts.scheme == "https" and is_there and not any(sign.isspace() for sign in url)
