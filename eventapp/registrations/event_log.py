"""Everything that has happened on an event, as its hosts may read it, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventapp.audit.models import ActorKind, AuditEntry
from eventapp.core.paging import Page, read_page
from eventapp.events.hosted import Scope
from eventapp.federations.models import Organiser
from eventapp.registrations.log_fields import field_label, value_text
from eventapp.registrations.models import Registration

#: Kinds of records that belong to one host: others' are not shown.
OF_PEOPLE = ("registration", "invitee")
#: Details that say nothing to people, or stand elsewhere.
NOT_SHOWN = frozenset({"changed", "fields", "reason", "kept", "other", "disclosure", "batch"})

#: Invited people stand below this slice, so their table is named as the database names it.
_invitee = sa.table("invitee", sa.column("public_id"), sa.column("federation_id"))


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act, by whom, and the record where it is still there."""

    entry: AuditEntry
    organiser: str
    #: Public id and name of the person, where their data are still there.
    person_id: str
    person: str

    @property
    def changes(self) -> Mapping[str, Any]:
        """Field -> value before and after."""
        changed = self.entry.details.get("changed", {})
        return changed if isinstance(changed, dict) else {}

    @property
    def reason(self) -> str:
        """Why, in the organiser's own words."""
        return str(self.entry.details.get("reason", ""))

    def described_changes(self, zone: str) -> list[tuple[str, str, str]]:
        """Return field, before and after for people."""
        return [
            (field_label(name), value_text(pair[0], zone), value_text(pair[-1], zone))
            for name, pair in self.changes.items()
            if isinstance(pair, list) and pair
        ]

    def described_details(self, zone: str) -> list[tuple[str, str]]:
        """Return what else is known of the act: fields of the form that were changed, numbers, states."""
        details = self.entry.details
        known = {name: value for name, value in details.items() if name not in NOT_SHOWN}
        rows = [(field_label(name), value_text(value, zone)) for name, value in known.items()]
        without_values = [name for name in details.get("fields", []) if name not in self.changes]
        if without_values:
            rows.append((field_label("fields"), ", ".join(field_label(name) for name in without_values)))
        return rows


def list_log(scope: Scope, page: int = 1) -> Page[LogEntry]:
    """Return one page of an event's log, newest first; a page beyond the last is the last. One query."""
    found = read_page(_statement(scope), page)
    return found.map(lambda row: LogEntry(row[0], row[1] or "", row[2] or "", row[3] or ""))


def _statement(scope: Scope) -> sa.Select[Any]:
    by_organiser = sa.and_(Organiser.id == AuditEntry.actor_id, AuditEntry.actor_kind == ActorKind.ORGANISER)
    about = sa.and_(AuditEntry.record_kind == "registration", Registration.public_id == AuditEntry.record_id)
    columns: list[Any] = [
        AuditEntry,
        Organiser.name,
        Registration.public_id,
        Registration.name,
    ]
    return (
        sa.select(*columns)
        .outerjoin(Organiser, by_organiser)
        .outerjoin(Registration, about)
        .where(AuditEntry.event_id == scope.event.id, _may_be_read(scope))
        .order_by(AuditEntry.id.desc())
    )


def _may_be_read(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition on an entry: acts on people only where the host may see the person."""
    if scope.federation_ids is None:
        return sa.true()
    invited = sa.exists().where(
        AuditEntry.record_kind == "invitee",
        _invitee.c.public_id == AuditEntry.record_id,
        scope.covers(_invitee.c.federation_id),
    )
    return sa.or_(
        AuditEntry.record_kind.not_in(OF_PEOPLE),
        sa.and_(Registration.id.is_not(None), scope.covers(Registration.federation_id.expression)),
        invited,
    )
