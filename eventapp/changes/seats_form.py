"""The form about seats, the waiting list and when one can sign up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from eventapp.changes.seats import SeatRules
from eventapp.core.fields import NumberField
from eventapp.core.moments import ClockField, DayField, local_parts, read_moment
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import Attendance, Mode, PoolKind
from eventapp.events.models import Event
from eventapp.registrations.event_seats import Limits, limits_of

MOST_SEATS = 100_000
MOST_HOURS = 60 * 24


class SeatsForm(EditForm):
    """All of the page; the boxes for the ways of attending are there where both are offered or one is limited."""

    total = NumberField(_l("Platser sammanlagt"), [Optional()], least=1, most=MOST_SEATS)
    on_site = NumberField(_l("Platser på plats"), [Optional()], least=1, most=MOST_SEATS)
    online = NumberField(_l("Digitala platser"), [Optional()], least=1, most=MOST_SEATS)
    has_waiting_list = BooleanField(_l("Det går att ställa sig i kö när det är fullt"))
    queue_ends_hours = NumberField(
        _l("Så många timmar före start slutar kön"), [Optional()], least=0, most=MOST_HOURS
    )
    opens_day = DayField(_l("Anmälan öppnar, dag"), [Optional()])
    opens_clock = ClockField(_l("Anmälan öppnar, tid"), [Optional()])
    closes_day = DayField(_l("Anmälan stänger, dag"), [Optional()])
    closes_clock = ClockField(_l("Anmälan stänger, tid"), [Optional()])

    def __init__(self, event: Event, **arguments: Any) -> None:
        self._limits = limits_of(event.pools)
        super().__init__(data=_values_of(event, self._limits), **arguments)
        self._zone, self._end = event.timezone, event.ends_at or event.starts_at
        self._opens_at: datetime | None = None
        self._closes_at: datetime | None = None
        for mode in Mode:
            is_limited = any(pool.kind is PoolKind(mode.value) for pool in event.pools)
            if event.attendance is not Attendance.HYBRID and not is_limited:
                del self[mode.value]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each box, then that the times fit each other."""
        super().validate(extra_validators)
        self._opens_at = read_moment(self.opens_day, self.opens_clock, self._zone)
        self._closes_at = read_moment(self.closes_day, self.closes_clock, self._zone)
        if self._opens_at and self._closes_at and self._closes_at <= self._opens_at:
            self.closes_day.errors = [_("Välj en tid som kommer efter att anmälan har öppnat")]
        elif self._closes_at and self._end and self._closes_at > self._end:
            self.closes_day.errors = [_("Välj en tid innan evenemanget är slut")]
        return not self.errors

    def wanted(self) -> SeatRules:
        """Return what the page says; call after the form is found valid."""
        return SeatRules(
            limits=Limits(
                total=self.total.data, on_site=self._limit("on_site"), online=self._limit("online")
            ),
            has_waiting_list=self.has_waiting_list.data,
            queue_ends_hours=self.queue_ends_hours.data,
            registration_opens_at=self._opens_at,
            registration_closes_at=self._closes_at,
        )

    def _limit(self, name: str) -> int | None:
        limit: int | None = self[name].data if name in self else getattr(self._limits, name)
        return limit


def _values_of(event: Event, limits: Limits) -> dict[str, Any]:
    opens_day, opens_clock = local_parts(event.registration_opens_at, event.timezone)
    closes_day, closes_clock = local_parts(event.registration_closes_at, event.timezone)
    return {
        "total": limits.total,
        "on_site": limits.on_site,
        "online": limits.online,
        "has_waiting_list": event.has_waiting_list,
        "queue_ends_hours": event.queue_ends_hours,
        "opens_day": opens_day,
        "opens_clock": opens_clock,
        "closes_day": closes_day,
        "closes_clock": closes_clock,
    }
