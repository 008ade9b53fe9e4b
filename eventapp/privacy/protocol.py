"""Writing the protocol (*gallringsprotokoll*): what, how long, how many, by what rule, when, by which version."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp import __version__
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.privacy.models import PurgeRecord, What

SWEDEN = ZoneInfo("Europe/Stockholm")


def write_down(what: What, number: int, *, event: Event | None = None, days: int | None = None) -> None:
    """Add to the day's line of a class, in the transaction that took it away; nothing where it was none."""
    if not number:
        return
    now = clock.now()
    day = now.astimezone(SWEDEN).date()
    event_id = event.id if event is not None else None
    line = db.session.scalars(
        sa.select(PurgeRecord).where(
            PurgeRecord.day == day,
            PurgeRecord.what == what,
            PurgeRecord.event_id == event_id if event_id else PurgeRecord.event_id.is_(None),
        )
    ).first()
    if line is None:
        rule = event.coordinating_host.retention_decision if event is not None else ""
        line = PurgeRecord(
            day=day, at=now, what=what, event_id=event_id, number=0, rule=rule, version=__version__
        )
        db.session.add(line)
    line.number += number
    line.at, line.days, line.version = now, days, __version__
