"""Calendar files that a person fetches: the same data give the same octets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eventapp.calendars.documents import CalendarFacts, Revision, download, revision_of
from eventapp.calendars.models import CalendarEntry
from eventapp.messages.installation import installation


def event_file(
    public_id: str,
    facts: CalendarFacts,
    *,
    revision: int,
    changed_at: datetime,
    created_at: datetime | None = None,
) -> bytes:
    """Return the public file of an event; its UID is no person's."""
    event = Revision(
        uid=f"e-{public_id}@{installation().uid_domain}",
        sequence=revision,
        stamped_at=changed_at,
        changed_at=changed_at,
        created_at=created_at,
    )
    return download([(facts, event)])


def entry_file(entry: CalendarEntry, facts: CalendarFacts, workshops: Sequence[CalendarFacts]) -> bytes:
    """Return a person's own file: the entry that came by mail, and each workshop as an entry of its own.

    A workshop's `key` makes its UID, so it stays the same when others come or go.
    """
    dated = [(facts, revision_of(entry))]
    dated += [(workshop, revision_of(entry, workshop_uid(entry, workshop))) for workshop in workshops]
    return download(dated)


def workshop_uid(entry: CalendarEntry, workshop: CalendarFacts) -> str:
    """Return the UID of a workshop's own entry beside a person's."""
    return f"w-{workshop.key}-{entry.uid.removeprefix('r-')}"
