"""Writing to the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventapp.audit.models import ActorKind, AuditEntry
from eventapp.core import clock
from eventapp.core.extensions import db


@dataclass(frozen=True)
class Actor:
    """Who acts; services take one so that the trail can say who it was."""

    kind: ActorKind
    id: int | None = None


PERSON = Actor(ActorKind.PERSON)
SYSTEM = Actor(ActorKind.SYSTEM)


def organiser_actor(organiser_id: int) -> Actor:
    """Return the actor for a signed-in organiser."""
    return Actor(ActorKind.ORGANISER, organiser_id)


def record_action(
    actor: Actor,
    action: str,
    *,
    record: tuple[str, str],
    event_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one entry in the running transaction; `record` is (kind, public id), details hold no names."""
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            record_kind=record[0],
            record_id=record[1],
            event_id=event_id,
            details=details or {},
        )
    )


def record_change(
    actor: Actor,
    action: str,
    *,
    record: tuple[str, str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    event_id: int | None = None,
) -> bool:
    """Add one entry with what changed, as it was and as it is; tells whether anything did.

    Both hold the same names and values that JSON can write; nothing of a person.
    """
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        details = {name: [before.get(name), after[name]] for name in changed}
        record_action(actor, action, record=record, event_id=event_id, details={"changed": details})
    return bool(changed)
