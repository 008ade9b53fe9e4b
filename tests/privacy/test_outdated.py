"""What goes by its own age: contents of mails, outcomes of forms, counts, sign-ins; what has not, stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit, count_hit
from eventapp.core.transactions import write
from eventapp.federations.models import SignIn
from eventapp.federations.services import sign_in
from eventapp.messages.models import MessageStatus, OutboxMessage, ReceivedMessage
from eventapp.privacy.commands import count_due, purge_all
from eventapp.privacy.models import PurgeRecord, What
from eventapp.registrations.mail import link_requested
from eventapp.registrations.models import FormSubmission
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.calendar_answers import receive_mail
from tests.support.organisers import make_organiser

pytestmark = pytest.mark.both_databases
LONG_AGO = swedish("2027-01-01 12:00")


@pytest.fixture(autouse=True)
def kept(session, at):
    """A mail sent, one still waiting, a lost link, an outcome of a form, a count and a sign-in, of one moment."""
    at("2027-11-01 12:00")
    with write():
        event = make_event()
        sign_up(event, "sent@example.se")
        sign_up(event, "waiting@example.se")
        link_requested("lost@example.se", [registration_of(event, "sent@example.se")], "sv")
        sent = sa.update(OutboxMessage).where(OutboxMessage.recipient != "waiting@example.se")
        db.session.execute(sent.values(status=MessageStatus.SENT, finished_at=OutboxMessage.created_at))
        made = db.session.scalars(sa.select(OutboxMessage.created_at)).first()
        db.session.add(FormSubmission(form_id="x", event_id=event.id, outcome={}, created_at=made))
        count_hit("sign-up", "192.0.2.1")
        receive_mail(b"From: brev@example.se\r\nSubject: Hej\r\n\r\nHej\r\n")
        sign_in(make_organiser().id)


@pytest.mark.parametrize(
    ("moment", "gone"),
    [
        ("2027-11-02 10:59", {}),
        ("2027-11-02 11:01", {What.LIMITS: 1}),
        ("2027-11-03 12:01", {What.LIMITS: 1, What.FORMS: 1}),
        (
            "2027-11-15 12:01",
            {What.LIMITS: 1, What.FORMS: 1, What.MAIL_CONTENT: 2, What.MAIL_ADDRESSES: 1},
        ),
    ],
)
def test_each_kind_goes_on_its_day(at, moment, gone):
    at(moment)

    assert purge_all() == gone
    assert count_due() == {}


def test_the_row_of_an_emptied_mail_stays_and_what_waits_is_whole(at):
    at("2027-11-20 12:00")
    purge_all()
    rows = db.session.execute(sa.select(OutboxMessage.recipient, OutboxMessage.payload.is_(None)))

    assert sorted(map(tuple, rows)) == [("", True), ("sent@example.se", True), ("waiting@example.se", False)]


def test_who_wrote_to_the_mailbox_is_forgotten_after_thirty_days_and_that_it_was_handled_is_not(at):
    senders = sa.select(ReceivedMessage.sender)
    at("2027-12-01 11:59")
    purge_all()
    assert db.session.scalars(senders).all() == ["brev@example.se"]
    at("2027-12-01 12:01")
    assert count_due()[What.REPLIES] == 1
    purge_all()
    assert db.session.scalars(senders).all() == [""]


def test_sign_ins_go_after_thirty_days_of_silence(at):
    at("2027-12-01 11:59")
    purge_all()
    assert db.session.scalars(sa.select(SignIn)).all()
    at("2027-12-01 12:01")
    purge_all()
    assert db.session.scalars(sa.select(SignIn)).all() == []


def test_looking_changes_nothing(at):
    at("2028-06-01 12:00")
    count_due()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(LimitHit)) == 1
    assert db.session.scalars(sa.select(PurgeRecord)).all() == []


def test_a_day_has_one_line_for_each_class_in_the_protocol(at):
    at("2027-11-15 12:01")
    purge_all()
    with write():
        count_hit("sign-up", "192.0.2.1")
        db.session.execute(sa.update(LimitHit).values(at=LONG_AGO))
    at("2027-11-15 14:00")
    purge_all()

    lines = db.session.scalars(sa.select(PurgeRecord).order_by(PurgeRecord.what)).all()
    assert [(line.what, line.number, line.days) for line in lines] == [
        (What.FORMS, 1, 2),
        (What.LIMITS, 2, 1),
        (What.MAIL_ADDRESSES, 1, 14),
        (What.MAIL_CONTENT, 2, 14),
    ]
