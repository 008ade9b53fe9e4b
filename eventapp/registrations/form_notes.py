"""What stands beside the choices of a form: seats left, full workshops."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.events.seating import Seats, is_mode_full, mode_seats, session_seats
from eventapp.events.seats_shown import seats_words
from eventapp.registrations.models import Registration


@dataclass(frozen=True)
class ChoiceNotes:
    """Notes by the value of a choice, and the values that cannot be chosen."""

    notes: dict[str, str] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()


def mode_notes(event: Event, registration: Registration | None = None) -> ChoiceNotes:
    """Return the seats left for each way of attending; a full one can be chosen by who signs up, one then queues.

    Somebody registered keeps the seat of the event, so that only the other way's own seats count.
    """
    notes = {}
    for mode in event.modes:
        seats = mode_seats(event, mode)
        if registration is None and is_mode_full(event, mode):
            notes[mode.value] = _("(fullt, du kan ställa dig i kö)")
        elif seats is not None and not seats.is_full:
            notes[mode.value] = _seats_note(event, seats)
        elif seats is not None and registration is not None and registration.mode is not mode:
            notes[mode.value] = _("(fullt)")
    return ChoiceNotes(notes)


def slot_notes(event: Event, registration: Registration | None = None) -> dict[int, ChoiceNotes]:
    """Return, for each slot, the seats left in its workshops; a full one is shut unless it is one's own."""
    own = {choice.session_id for choice in registration.choices} if registration else set()
    found: dict[int, ChoiceNotes] = {}
    for slot in event.slots:
        notes, shut = {}, set()
        for session in event.sessions:
            seats = session_seats(event, session)
            if session.slot != slot.number or seats is None:
                continue
            if seats.is_full and session.id not in own:
                notes[session.public_id] = _("(fullt)")
                shut.add(session.public_id)
            else:
                notes[session.public_id] = _seats_note(event, seats)
        found[slot.number] = ChoiceNotes(notes, frozenset(shut))
    return found


def _seats_note(event: Event, seats: Seats) -> str:
    return "" if seats.is_full else f"({seats_words(seats.left, event.id)})"
