"""What has been kept long enough goes; what has not, stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit, count_hit
from eventapp.core.transactions import write
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.privacy.services import count_outdated, take_away_outdated
from eventapp.registrations.models import FormSubmission
from tests.support.builders import make_event, sign_up

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def kept(session, at):
    """A mail sent, one still waiting, an outcome of a form and a count, all made at one moment."""
    at("2027-11-01 12:00")
    with write():
        event = make_event()
        sign_up(event, "sent@example.se")
        sign_up(event, "waiting@example.se")
        sent = sa.update(OutboxMessage).where(OutboxMessage.recipient == "sent@example.se")
        db.session.execute(sent.values(status=MessageStatus.SENT, finished_at=OutboxMessage.created_at))
        made = db.session.scalars(sa.select(OutboxMessage.created_at)).first()
        db.session.add(FormSubmission(form_id="x", event_id=event.id, outcome={}, created_at=made))
        count_hit("sign-up", "192.0.2.1")


@pytest.mark.parametrize(
    ("moment", "mails", "forms", "counts"),
    [
        ("2027-11-02 11:59", 0, 0, 0),
        ("2027-11-02 12:01", 0, 0, 1),
        ("2027-11-03 12:01", 0, 1, 1),
        ("2027-11-15 12:01", 1, 1, 1),
    ],
)
def test_each_kind_goes_on_its_day(at, moment, mails, forms, counts):
    at(moment)
    with write():
        taken = take_away_outdated()

    assert (taken.mails, taken.forms, taken.counts) == (mails, forms, counts)
    assert count_outdated().total == 0


def test_the_row_of_an_emptied_mail_stays_and_what_waits_is_whole(at):
    at("2028-01-01 12:00")
    with write():
        take_away_outdated()
    rows = db.session.execute(sa.select(OutboxMessage.recipient, OutboxMessage.payload.is_(None)))

    assert dict(map(tuple, rows)) == {"sent@example.se": True, "waiting@example.se": False}


def test_looking_changes_nothing(at):
    at("2028-01-01 12:00")
    count_outdated()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(LimitHit)) == 1
