"""The programme of a claimed event: adding, changing, ordering and taking away items, and which must be chosen.

An item is open to all, or a workshop in a slot: of those in one slot a person chooses at most one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action, record_change
from eventapp.changes.programme_plans import is_told
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.errors import FieldRefused
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession, SessionSlot
from eventapp.events.seating import session_seats
from eventapp.registrations.workshop_changes import (
    Placing,
    find_reach,
    follow_slot,
    forget_choices,
    placing_of,
    release_workshop,
    tell_of_workshop,
)
from eventapp.registrations.workshop_mail import Loss
from eventapp.registrations.workshop_seats import FewerSeatsThanTaken, limit_workshop, remove_limit

#: Instead of a slot's number: a slot that is still to be made.
NEW_SLOT = 0
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class ItemContent:
    """A programme item as an organiser writes it."""

    title: str
    placing: Placing
    title_en: str | None = None
    description: str = ""
    description_en: str | None = None
    #: Of a workshop; None: no limit.
    seats: int | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns of the item, but for its slot."""
        return {
            "title": self.title,
            "title_en": self.title_en,
            "description": self.description,
            "description_en": self.description_en,
            "place": self.placing.place,
            "starts_at": self.placing.starts_at,
            "ends_at": self.placing.ends_at,
        }


def get_item(event: Event, public_id: str) -> EventSession:
    """Return an item of the event's programme; raises NotFound."""
    found = next((one for one in event.sessions if one.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def add_item(event: Event, content: ItemContent, actor: Actor) -> EventSession:
    """Put an item into the programme, in front of what begins later."""
    session = EventSession(public_id=new_public_id(), position=0, **content.columns())
    items = list(event.sessions)
    items.insert(_place_for(items, session.starts_at), session)
    event.sessions.append(session)
    session.slot = _make_slot(event, content.placing.slot)
    _number(items)
    db.session.flush()
    _limit(event, session, content.seats)
    _tidy_slots(event)
    after = _state(event, session)
    record = ("session", session.public_id)
    record_change(actor, "add_session", record=record, before={}, after=after, event_id=event.id)
    return session


def change_item(event: Event, public_id: str, content: ItemContent, actor: Actor) -> int:
    """Change an item; who has chosen it keeps it or loses it, as was planned, and is told with a calendar update.

    Another spelling reaches nobody. Returns how many people it reached. Raises `FieldRefused`, NotFound.
    """
    session = get_item(event, public_id)
    before, old = _state(event, session), placing_of(session)
    new_slot = _make_slot(event, content.placing.slot)
    reach = find_reach(session, content.placing)
    release_workshop(session, reach, actor)
    for name, value in content.columns().items():
        setattr(session, name, value)
    session.slot = new_slot
    db.session.flush()
    follow_slot(session, old)
    _limit(event, session, content.seats)
    _tidy_slots(event)
    after, record = _state(event, session), ("session", session.public_id)
    record_change(actor, "change_session", record=record, before=before, after=after, event_id=event.id)
    if not is_told(event):
        return 0
    return tell_of_workshop(session, old, reach, Loss.OPEN_TO_ALL if new_slot is None else Loss.SAME_SLOT)


def remove_item(event: Event, public_id: str, actor: Actor) -> int:
    """Take an item out of the programme and out of everybody's choices, with the seats held of it; they are told.

    Returns how many people it reached. Raises NotFound.
    """
    session = get_item(event, public_id)
    record_action(
        actor,
        "delete_session",
        record=("session", session.public_id),
        event_id=event.id,
        details={name: value for name, value in _state(event, session).items() if value},
    )
    reach = find_reach(session, None)
    release_workshop(session, reach, actor)
    forget_choices(session)
    remove_limit(session.id)
    told = tell_of_workshop(session, placing_of(session), reach, Loss.GONE) if is_told(event) else 0
    event.sessions.remove(session)
    db.session.flush()
    db.session.expire(event, ["pools"])
    _number(event.sessions)
    _tidy_slots(event)
    return told


def move_item(event: Event, public_id: str, step: int, actor: Actor) -> None:
    """Move an item one place up (-1) or down (1); at the end of the list it stays. Raises NotFound."""
    session = get_item(event, public_id)
    items = list(event.sessions)
    place = items.index(session)
    items.insert(min(max(place + step, 0), len(items) - 1), items.pop(place))
    _number(items)
    record_action(
        actor,
        "move_session",
        record=("session", session.public_id),
        event_id=event.id,
        details={"place": [place + 1, items.index(session) + 1]},
    )


def order_by_time(event: Event, actor: Actor) -> None:
    """Put the items in the order in which they begin, those without a time last."""
    items = in_order_of_time(event.sessions)
    _number(items)
    record = ("event", event.public_id)
    record_action(actor, "order_sessions", record=record, event_id=event.id, details={})


def in_order_of_time(items: Collection[EventSession]) -> list[EventSession]:
    """Return the items in the order in which they begin; those that begin together stay as they are."""
    return sorted(items, key=lambda item: item.starts_at or LATEST)


def require_choice(event: Event, required: Collection[int], actor: Actor) -> None:
    """Let a choice be required in these slots and in no other; who has signed up already is not asked."""
    before = {f"slot_{slot.number}": slot.is_required for slot in event.slots}
    for slot in event.slots:
        slot.is_required = slot.number in required
    after = {f"slot_{slot.number}": slot.is_required for slot in event.slots}
    record = ("event", event.public_id)
    record_change(actor, "change_slots", record=record, before=before, after=after, event_id=event.id)


def _make_slot(event: Event, number: int | None) -> int | None:
    """Return the slot's number, of one that is made where it is to be new or has gone."""
    if number is None or any(slot.number == number for slot in event.slots):
        return number
    made = max((slot.number for slot in event.slots), default=0) + 1
    event.slots.append(SessionSlot(number=made))
    return made


def _tidy_slots(event: Event) -> None:
    """Take away the slots in which there is no workshop left: nobody could choose anything there."""
    used = {session.slot for session in event.sessions}
    for slot in list(event.slots):
        if slot.number not in used:
            event.slots.remove(slot)
    db.session.flush()


def _limit(event: Event, session: EventSession, seats: int | None) -> None:
    try:
        limit_workshop(event, session, seats if session.slot is not None else None)
    except FewerSeatsThanTaken as error:
        raise FieldRefused("seats", error.sentence) from error


def _number(items: Collection[EventSession]) -> None:
    for position, item in enumerate(items):
        item.position = position


def _place_for(items: Collection[EventSession], starts_at: datetime | None) -> int:
    """Return the place in front of the first item that begins later, else the last."""
    later = (place for place, item in enumerate(items) if (item.starts_at or LATEST) > (starts_at or LATEST))
    return next(later, len(items))


def _state(event: Event, session: EventSession) -> dict[str, Any]:
    """Return an item as the trail keeps it."""
    seats = session_seats(event, session)
    return {
        "title": session.title,
        "title_en": session.title_en,
        "description": session.description,
        "description_en": session.description_en,
        "place": session.place,
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "slot": session.slot,
        "seats": seats.capacity if seats else None,
    }
