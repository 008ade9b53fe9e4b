"""Keeping what somebody tells, and letting those know whom it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import TooManyAttempts, count_hit, hits
from eventapp.events.queries import lock_event
from eventapp.feedback import mail
from eventapp.feedback.models import Feedback, FeedbackKind
from eventapp.feedback.queries import find_by_form, list_outdated_ids

LIMIT_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a form says."""

    kind: FeedbackKind
    text: str
    place: str = ""
    contact: str = ""
    language: str


def tell_hosts(event_id: int, told: Told, *, form_id: str, network: str) -> None:
    """Keep what somebody says of an event and let its hosts know; the same form again changes nothing.

    Raises `TooManyAttempts` before anything is written.
    """
    # Two at once would both make the day's mail.
    event = lock_event(event_id)
    feedback = _keep(told, event_id, form_id, network)
    if feedback is not None:
        mail.feedback_left(feedback, event)


def report_site(told: Told, *, form_id: str, network: str) -> None:
    """Keep what somebody says of the site and mail it to those who run it; the same form again changes nothing.

    Raises `TooManyAttempts` before anything is written.
    """
    feedback = _keep(told, None, form_id, network)
    if feedback is not None:
        mail.site_reported(feedback)


def forget_outdated() -> int:
    """Delete what has been kept as long as its form promised; returns how many. To be run daily."""
    ids = list_outdated_ids()
    db.session.execute(sa.delete(Feedback).where(Feedback.id.in_(ids)))
    return len(ids)


def _keep(told: Told, event_id: int | None, form_id: str, network: str) -> Feedback | None:
    """Return the new row, None where the form has come before."""
    if find_by_form(form_id) is not None:
        return None
    allowed = int(current_app.config["FEEDBACK_LIMIT"])
    if allowed and hits("feedback", network, LIMIT_WINDOW) >= allowed:
        raise TooManyAttempts(int(LIMIT_WINDOW.total_seconds() // 60))
    if allowed:
        count_hit("feedback", network)
    feedback = Feedback(
        form_id=form_id,
        event_id=event_id,
        kind=told.kind,
        text=told.text,
        place=told.place,
        contact=told.contact,
        language=told.language,
        created_at=clock.now(),
    )
    db.session.add(feedback)
    db.session.flush()
    return feedback
