"""Taking people off the list: their calendars lose what was offered, whatever still waited to go out."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.changes.time_and_place import change_time_and_place, time_and_place_of
from eventapp.core.extensions import db
from eventapp.events.queries import lock_event
from eventapp.invitations.services import invite_people, remove_invitees
from eventapp.messages.models import MessageStatus, OutboxMessage
from tests.support.builders import make_event, make_invitee
from tests.support.calendar_client import CalendarClient

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


def test_who_is_taken_off_while_the_date_goes_still_loses_the_entry():
    event = make_event()
    invitee = make_invitee(event)
    address = invitee.email
    invite_people(event.id, [invitee.id], SYSTEM, "batch")
    db.session.execute(sa.update(OutboxMessage).values(status=MessageStatus.SENT))
    undated = replace(time_and_place_of(event), starts_at=None, ends_at=None, period="I höst")
    change_time_and_place(lock_event(event.id), undated, moves_programme=True, actor=SYSTEM)
    remove_invitees(event.id, [invitee.id], SYSTEM)

    calendar = CalendarClient(address)
    left = sa.select(OutboxMessage).where(OutboxMessage.status != MessageStatus.WITHDRAWN)
    for mail in db.session.scalars(left.order_by(OutboxMessage.id)):
        calendar.take(mail.payload)
    assert len(calendar.uids) == 1
    assert calendar.entries == []
