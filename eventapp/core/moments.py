"""Fields for a day and a time of day, and the instant that both mean in a zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.widgets import TextInput

from eventapp.core.fields import SHOWN_AGAIN
from eventapp.core.text import one_line

#: Years in which something is held; others are slips of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2100
CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.:]?([0-5]\d))?")
_SECONDS = re.compile(r"(?<=^\d\d:\d\d):\d\d.*$")


class DayInput(TextInput):  # type: ignore[misc]
    """A box for a day, with the browser's own calendar where it has one."""

    input_type = "date"


class ClockInput(TextInput):  # type: ignore[misc]
    """A box for a time of day, with the browser's own clock where it has one."""

    input_type = "time"


class TypedField(StringField):  # type: ignore[misc]
    """A value that is typed: None where nothing is, and shown again as it was typed where it cannot be read."""

    sentence: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            self.typed = one_line(valuelist[0])[:SHOWN_AGAIN]
            self.data = self.read(self.typed) if self.typed else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what was typed and cannot be read."""
        if self.typed and self.data is None:
            raise ValidationError(self.sentence)

    def read(self, typed: str) -> Any:
        """Return the value that a text means, None where it means none."""
        raise NotImplementedError

    def __call__(self, **attributes: Any) -> Any:
        """Return the box; one for any text where what was typed is none of its own, or the browser would empty it."""
        if self.typed and self.data is None:
            attributes["type"] = "text"
        return super().__call__(**attributes)

    def _value(self) -> str:
        if self.typed is not None and self.data is None:
            return self.typed
        return "" if self.data is None else self.written()

    def written(self) -> str:
        """Return the value as the browser's box wants it."""
        raise NotImplementedError


class DayField(TypedField):
    """A day: *2027-11-08*."""

    widget = DayInput()
    data: date | None
    sentence = _l("Skriv dagen med siffror: år, månad, dag. Till exempel 2027-11-08")

    def read(self, typed: str) -> date | None:
        """Return the day, None for one that no calendar has or that nobody means."""
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None

    def written(self) -> str:
        """Return *2027-11-08*."""
        return self.data.isoformat() if self.data else ""


class ClockField(TypedField):
    """A time of day: *09:00*, *9.00*, *9*."""

    widget = ClockInput()
    data: time | None
    sentence = _l("Skriv klockslaget med siffror, till exempel 09.00")

    def read(self, typed: str) -> time | None:
        """Return the time of day, None for one that no clock shows; seconds are dropped."""
        found = CLOCK.fullmatch(_SECONDS.sub("", typed))
        return time(int(found[1]), int(found[2] or 0)) if found else None

    def written(self) -> str:
        """Return *09:00*."""
        return f"{self.data:%H:%M}" if self.data else ""


def instant_of(day: date, clock: time, zone: str) -> datetime | None:
    """Return the instant when the clocks of a zone show this; None in the hour that summer time skips.

    In the hour that comes twice it is the first time.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    instant = local.astimezone(UTC)
    is_shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)
    return instant if is_shown else None


def local_parts(at: datetime | None, zone: str) -> tuple[date | None, time | None]:
    """Return the day and the time of day that a zone's clocks show, for the boxes of a form."""
    if at is None:
        return None, None
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.time().replace(second=0, microsecond=0)


def read_moment(day: DayField, clock: ClockField, zone: str) -> datetime | None:
    """Return the instant that two boxes mean, None where both are empty; what is missing is said at its box."""
    if day.errors or clock.errors or (day.data is None and clock.data is None):
        return None
    if day.data is None:
        day.errors = [_("Fyll i dagen också")]
    elif clock.data is None:
        clock.errors = [_("Fyll i klockslaget också")]
    else:
        instant = instant_of(day.data, clock.data, zone)
        if instant is None:
            clock.errors = [_("Klockan ställs om den här natten. Välj en annan tid.")]
        return instant
    return None
