"""Calling an event off reaches everybody once; a draft that nobody has seen is deleted instead."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.changes.cancelling import (
    EventIsOver,
    NotDeletable,
    cancel_event,
    delete_draft,
    plan_cancelling,
)
from eventapp.changes.plans import Plan
from eventapp.changes.refusals import EventCalledOff
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.editing import claim_version, keep_unfinished
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.messages.models import OutboxMessage
from tests.support.builders import make_event, make_question, make_session, sign_up, swedish

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture(autouse=True)
def _october(at: Any) -> None:
    at("2027-10-01 12:00")


def invite(event: Event) -> None:
    """Put somebody on the list who was invited and is silent."""
    invitee = Invitee(
        public_id=new_public_id(),
        event_id=event.id,
        federation_id=event.coordinating_host.id,
        email="bjuden@example.se",
        email_key="bjuden@example.se",
        created_at=swedish("2027-09-01 09:00"),
    )
    invitee.invited_at = swedish("2027-09-01 09:00")
    db.session.add(invitee)
    db.session.flush()


def test_seats_queue_and_invited_are_told_and_who_has_no_address_is_to_be_called() -> None:
    event = make_event(seats=1, starts_at=swedish("2027-11-08 09:00"))
    sign_up(event)
    sign_up(event, "waits@example.se")
    sign_up(event, "", name="Alias")
    invite(event)
    plan = plan_cancelling(event)
    assert plan == Plan(updates=2, calls=1, invitees=1)
    assert plan.mails == 3

    assert cancel_event(claim_version(event.id, event.version), "För få anmälda", SYSTEM) == plan

    db.session.flush()
    told = sa.select(OutboxMessage.recipient).where(OutboxMessage.created_at.is_not(None))
    called_off = set(db.session.scalars(told.where(OutboxMessage.kind.like("%cancelled%")))) | set(
        db.session.scalars(told.where(OutboxMessage.kind.like("%called_off%")))
    )
    assert called_off == {"kim@example.se", "waits@example.se", "bjuden@example.se"}
    assert event.status is EventStatus.CANCELLED
    with pytest.raises(EventCalledOff):
        cancel_event(claim_version(event.id, event.version), "Igen", SYSTEM)


def test_what_is_over_is_not_called_off(at: Any) -> None:
    event = make_event(starts_at=swedish("2027-10-08 09:00"))
    at("2027-11-01 12:00")
    with pytest.raises(EventIsOver):
        cancel_event(event, "För sent", SYSTEM)


def test_an_unseen_draft_goes_with_all_its_parts_and_stays_in_the_trail() -> None:
    event = make_event(status=EventStatus.DRAFT)
    make_session(event, slot=1, seats=5)
    make_question(event)
    keep_unfinished(event.id, "details", {"title": ["?"]}, 1)
    db.session.flush()
    delete_draft(claim_version(event.id, event.version), SYSTEM)

    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.record_id) == ("delete_draft", event.public_id)


@pytest.mark.parametrize(
    "overrides", [{"status": EventStatus.PUBLISHED}, {"published_at": swedish("2027-09-01 09:00")}]
)
def test_what_has_been_seen_is_not_deleted(overrides: dict[str, Any]) -> None:
    event = make_event(**{"status": EventStatus.DRAFT} | overrides)
    with pytest.raises(NotDeletable):
        delete_draft(event, SYSTEM)


def test_a_draft_with_somebody_invited_is_not_deleted() -> None:
    event = make_event(status=EventStatus.DRAFT)
    invite(event)
    with pytest.raises(NotDeletable):
        delete_draft(event, SYSTEM)
