"""Reading what has been told about an event, and what of all of it is outdated."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.database import UtcDateTime
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.models import Event
from eventapp.feedback.models import Feedback

#: For what is about the site, and about an event that never got a date.
KEPT_OTHERWISE = timedelta(days=365)


def find_by_form(form_id: str) -> Feedback | None:
    """Return what came by a form, None where nothing has."""
    return db.session.scalar(sa.select(Feedback).where(Feedback.form_id == form_id))


def list_feedback_on(event_id: int, page: int = 1) -> Page[Feedback]:
    """Return one page of what has been told about an event; a page beyond the last is the last. One query."""
    return _read_page(Feedback.event_id == event_id, page)


def list_site_reports(page: int = 1) -> Page[Feedback]:
    """Return one page of what has been told about the site itself; a page beyond the last is the last. One query."""
    return _read_page(Feedback.event_id.is_(None), page)


def _read_page(about: sa.ColumnElement[bool], page: int) -> Page[Feedback]:
    statement = sa.select(Feedback).where(about).order_by(Feedback.created_at.desc(), Feedback.id.desc())
    return read_page(statement, page).map(lambda row: row[0])


def list_outdated_ids() -> list[int]:
    """Return what has been kept as long as its form promised. One query."""
    kept = sa.select(
        Feedback.id,
        Feedback.created_at,
        sa.func.coalesce(Event.ends_at, Event.starts_at, type_=UtcDateTime()).label("ends_at"),
        Event.retention_days,
    ).outerjoin(Event, Event.id == Feedback.event_id)
    now = clock.now()
    return [row.id for row in db.session.execute(kept) if _due_at(*row[1:]) <= now]


def _due_at(created_at: datetime, ends_at: datetime | None, days: int | None) -> datetime:
    if ends_at is None or days is None:
        return created_at + KEPT_OTHERWISE
    return max(created_at, ends_at) + timedelta(days=days)
