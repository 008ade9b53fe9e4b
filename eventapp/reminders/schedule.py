"""When a reminder is to go out: so long before the start, and not in the night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventapp.reminders.models import ReminderRule

MINUTES_OF_A_DAY = 24 * 60
QUIET_FROM = time(20)
QUIET_UNTIL = time(7)
#: Where a moment in the quiet hours goes: this time of the evening before the night.
EVENING = time(19)
#: The quiet hours move a moment back by at most 12 hours, and a change of time by one more.
LONGEST_SHIFT = timedelta(hours=13)


def moment_of(rule: ReminderRule, starts_at: datetime, timezone: str) -> datetime:
    """Return the instant (UTC) from which the reminder is due.

    Whole days are counted on the event's wall clock, so that *one day before 09.00* is 09.00 also over a
    change of time; less than a day is counted in real minutes.
    """
    zone = ZoneInfo(timezone)
    before = timedelta(minutes=rule.minutes_before)
    if rule.minutes_before % MINUTES_OF_A_DAY == 0:
        moment = starts_at.astimezone(zone) - before
    else:
        moment = (starts_at.astimezone(UTC) - before).astimezone(zone)
    if not rule.ignores_quiet_hours:
        moment = _out_of_quiet_hours(moment)
    return moment.astimezone(UTC)


def _out_of_quiet_hours(moment: datetime) -> datetime:
    """Move a local time between 20.00 and 07.00 back to 19.00 of that evening."""
    if moment.time() >= QUIET_FROM:
        return datetime.combine(moment.date(), EVENING, moment.tzinfo)
    if moment.time() < QUIET_UNTIL:
        return datetime.combine(moment.date() - timedelta(days=1), EVENING, moment.tzinfo)
    return moment
