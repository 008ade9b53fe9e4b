"""What is changed in words: as it is now, and as it will be."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.changes.time_and_place import TimeAndPlace, find_change, time_and_place_of
from eventapp.core import formatting as fmt
from eventapp.events.kinds import Attendance
from eventapp.events.models import Event

ATTENDANCE_LABELS = {
    Attendance.ON_SITE: _l("På plats"),
    Attendance.ONLINE: _l("Digitalt"),
    Attendance.HYBRID: _l("På plats eller digitalt"),
}


def facts_changed(event: Event, wanted: TimeAndPlace) -> list[tuple[str, str]]:
    """Return what people are told of, before and after: label and text."""
    now, change = time_and_place_of(event), find_change(event, wanted)
    facts = []
    if change.is_new_time:
        facts += [(_("Tid nu"), _when(now, event.timezone)), (_("Ny tid"), _when(wanted, event.timezone))]
    if now.attendance is not wanted.attendance:
        facts += [
            (_("Man deltar nu"), str(ATTENDANCE_LABELS[now.attendance])),
            (_("Man kommer att delta"), str(ATTENDANCE_LABELS[wanted.attendance])),
        ]
    if change.is_new_place:
        facts += [(_("Plats nu"), _place(now)), (_("Ny plats"), _place(wanted))]
    if change.is_new_way_in:
        facts.append((_("Annat sätt att delta"), wanted.other_way_in or _("Inget")))
    return facts


def _when(facts: TimeAndPlace, zone: str) -> str:
    if facts.starts_at is None:
        return facts.period or _("Inget datum")
    if facts.ends_at is None:
        return fmt.moment(facts.starts_at, zone)
    return fmt.when(facts.starts_at, facts.ends_at, zone)


def _place(facts: TimeAndPlace) -> str:
    return ", ".join(part for part in (facts.venue_name, facts.venue_address) if part) or _("Ingen plats")
