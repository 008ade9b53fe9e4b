"""Saving what an event offers those who need something, and whether it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eventapp.audit.services import Actor, record_change
from eventapp.core.extensions import db
from eventapp.events.details import forget_origins
from eventapp.events.kinds import Offered
from eventapp.events.models import Event
from eventapp.federations.provenance import FieldGroup

NAMES = ("captions", "sign_language", "hearing_loop", "step_free", "quiet_room", "is_recorded")


def save_access(event: Event, answers: Mapping[str, Offered], *, is_recorded: bool, actor: Actor) -> None:
    """Save the answers to a claimed event, by its field names; nobody is written to."""
    before = _facts(event)
    for name, answer in answers.items():
        setattr(event, name, answer)
    event.is_recorded = is_recorded
    record = ("event", event.public_id)
    if record_change(
        actor, "access_edited", record=record, before=before, after=_facts(event), event_id=event.id
    ):
        forget_origins(event, [FieldGroup.ACCESSIBILITY])
    db.session.flush()


def _facts(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in NAMES}
