"""Moves an event as its page does, without the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eventapp.audit.services import SYSTEM, Actor
from eventapp.changes.plans import Plan
from eventapp.changes.time_and_place import change_time_and_place, time_and_place_of
from eventapp.events.editing import claim_version
from eventapp.events.models import Event


def move_event(event: Event, starts_at: datetime, ends_at: datetime, actor: Actor = SYSTEM) -> Plan:
    """Give an event another time, with its programme, and return whom that reached."""
    claimed = claim_version(event.id, event.version)
    wanted = replace(time_and_place_of(claimed), starts_at=starts_at, ends_at=ends_at)
    return change_time_and_place(claimed, wanted, moves_programme=True, actor=actor)
