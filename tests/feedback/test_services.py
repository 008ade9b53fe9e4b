"""What has been told goes on the day its form promised, not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.feedback.models import Feedback, FeedbackKind
from eventapp.feedback.services import Told, forget_outdated, report_site, tell_hosts
from tests.support.builders import make_event

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.both_databases]


def told(kind, text="Hej"):
    """Return what a form says."""
    return Told(kind=kind, text=text, language="sv")


def left_after(days):
    """Return how much is left when this has run so many days from now."""
    with clock.frozen(clock.now() + timedelta(days=days)), write():
        forget_outdated()
    return db.session.scalar(sa.select(sa.func.count(Feedback.id)))


@pytest.mark.parametrize(
    ("starts_in", "kept"),
    [(14, 14 + 90), (-30, 90), (None, 365)],
    ids=["before the event", "after it", "without a date"],
)
def test_feedback_on_an_event_goes_with_the_event_or_as_long_after_it_was_told(starts_in, kept):
    start = clock.now() + timedelta(days=starts_in) if starts_in is not None else None
    with write():
        event = make_event(starts_at=start, retention_days=90)
        tell_hosts(event.id, told(FeedbackKind.WRONG), form_id="ett", network="")

    assert left_after(kept - 1) == 1
    assert left_after(kept + 1) == 0


def test_a_report_about_the_site_goes_after_a_year():
    with write():
        report_site(told(FeedbackKind.FAULT), form_id="ett", network="")

    assert left_after(364) == 1
    assert left_after(366) == 0


def test_deleting_an_event_deletes_what_was_told_about_it():
    with write():
        event = make_event()
        tell_hosts(event.id, told(FeedbackKind.OPINION), form_id="ett", network="")
    with write():
        db.session.delete(event)

    assert db.session.scalar(sa.select(sa.func.count(Feedback.id))) == 0


def test_nothing_about_an_event_can_hold_a_way_to_reach_somebody():
    with write():
        event = make_event()
    with pytest.raises(sa.exc.IntegrityError), write():
        tell_hosts(
            event.id,
            Told(kind=FeedbackKind.WRONG, text="Hej", contact="kim@example.se", language="sv"),
            form_id="ett",
            network="",
        )
