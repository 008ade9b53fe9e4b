"""Reading what has been told about an event, and what of all of it is outdated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.database import UtcDateTime
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.feedback.models import Feedback

PAGE_SIZE = 50
#: For what is about the site, and about an event that never got a date.
KEPT_OTHERWISE = timedelta(days=365)


@dataclass(frozen=True)
class FeedbackPage:
    """One page of what has been told about an event, the latest first."""

    feedback: Sequence[Feedback]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(-(-self.total // PAGE_SIZE), 1)


def find_by_form(form_id: str) -> Feedback | None:
    """Return what came by a form, None where nothing has."""
    return db.session.scalar(sa.select(Feedback).where(Feedback.form_id == form_id))


def list_feedback_on(event_id: int, page: int = 1) -> FeedbackPage:
    """Return one page of what has been told about an event; a page beyond the last is the last. Two queries."""
    return _read_page(Feedback.event_id == event_id, page)


def list_site_reports(page: int = 1) -> FeedbackPage:
    """Return one page of what has been told about the site itself; a page beyond the last is the last. Two queries."""
    return _read_page(Feedback.event_id.is_(None), page)


def _read_page(about: sa.ColumnElement[bool], page: int) -> FeedbackPage:
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Feedback).where(about)) or 0
    page = min(page, max(-(-total // PAGE_SIZE), 1))
    statement = sa.select(Feedback).where(about).order_by(Feedback.created_at.desc(), Feedback.id.desc())
    found = db.session.scalars(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return FeedbackPage(found, total, page)


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
