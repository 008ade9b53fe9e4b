"""What the page with the whole programme shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.changes.programme import in_order_of_time
from eventapp.changes.programme_forms import make_slots_form
from eventapp.events.editing import list_unfinished
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.seating import session_seats
from eventapp.events.session_times import hours_of
from eventapp.registrations.workshop_seats import count_seated_by_session


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as the list shows it."""

    public_id: str
    title: str
    time: str
    #: Where it is; and of a workshop what it is chosen instead of, and its seats.
    facts: list[str]
    #: Fields that need correcting in what was typed and not saved whole.
    faults: int


def describe(event: Event) -> dict[str, Any]:
    """Return what the template asks for beside the event."""
    unfinished = list_unfinished(event.id)
    chosen = count_seated_by_session(event.id)
    return {
        "items": [
            _row(event, item, chosen.get(item.id, 0), unfinished.get(f"programme:{item.public_id}", 0))
            for item in event.sessions
        ],
        "is_in_order": in_order_of_time(event.sessions) == event.sessions,
        "new_faults": unfinished.get("programme:new", 0),
        "slots_form": make_slots_form(event) if event.slots else None,
        "has_optional_slot": any(not slot.is_required for slot in event.slots),
    }


def _row(event: Event, item: EventSession, chosen: int, faults: int) -> ItemRow:
    facts = [item.place] if item.place else []
    if item.slot is not None:
        facts += [_choice(event, item), _seats(event, item, chosen)]
    return ItemRow(item.public_id, item.title, hours_of(event, item.starts_at, item.ends_at), facts, faults)


def _choice(event: Event, item: EventSession) -> str:
    others = [one.title for one in event.sessions if one.slot == item.slot and one is not item]
    if not others:
        return _("Workshop som deltagarna väljer")
    return _("Workshop, i stället för %(others)s", others=_(" eller ").join(others))


def _seats(event: Event, item: EventSession, chosen: int) -> str:
    seats = session_seats(event, item)
    if seats is None:
        return ngettext("%(num)d har valt, ingen gräns", "%(num)d har valt, ingen gräns", chosen)
    return _("%(taken)s av %(capacity)s platser tagna", taken=seats.taken, capacity=seats.capacity)
