"""Who may come in: nothing but a name or a reference, and where to go."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.text import sort_key
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Mode
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.participants import ParticipantFilter, conditions, ordering, workshop_titles
from eventapp.registrations.references import reference_of


@dataclass(frozen=True, slots=True)
class DoorRow:
    """One person with a seat; `called` is the name, or the reference in a list without names."""

    called: str
    mode: Mode
    workshops: list[str]


def list_at_door(scope: Scope, *, only_references: bool) -> list[DoorRow]:
    """Return everybody with a seat whom the host may see, by name; references in their own order. Two queries."""
    chosen = ParticipantFilter(status=RegistrationStatus.CONFIRMED)
    rows = db.session.execute(
        sa.select(Registration.id, Registration.public_id, Registration.name, Registration.mode)
        .where(*conditions(scope, chosen))
        .order_by(*ordering(chosen))
    ).all()
    titles = workshop_titles([row.id for row in rows])
    people = [
        DoorRow(
            reference_of(row.public_id) if only_references else row.name, row.mode, titles.get(row.id, [])
        )
        for row in rows
    ]
    # The order of the names would tell whose reference it is.
    return sorted(people, key=lambda row: sort_key(row.called)) if only_references else people
