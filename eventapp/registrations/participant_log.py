"""What has happened to one registration, from the trail."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from eventapp.audit.models import ActorKind, AuditEntry
from eventapp.core.extensions import db
from eventapp.federations.models import Organiser


def list_actions(public_id: str) -> tuple[Sequence[AuditEntry], dict[int, str]]:
    """Return a registration's log, newest first, and the names of the organisers in it. One query."""
    by_organiser = sa.and_(Organiser.id == AuditEntry.actor_id, AuditEntry.actor_kind == ActorKind.ORGANISER)
    statement = (
        sa.select(AuditEntry, Organiser.name)
        .outerjoin(Organiser, by_organiser)
        .where(AuditEntry.record_kind == "registration", AuditEntry.record_id == public_id)
        .order_by(AuditEntry.id.desc())
    )
    rows = db.session.execute(statement).all()
    return [row[0] for row in rows], {row[0].actor_id or 0: row[1] for row in rows if row[1]}
