"""What is kept of invited people goes with the event, and when they want it gone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.invitations.models import Invitee
from eventapp.invitations.services import invite_people
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.commands import purge_all
from eventapp.privacy.models import What
from eventapp.privacy.services import erase
from tests.invitations.people import path_of
from tests.support.builders import make_event, make_invitee, registration_of, sign_up, swedish
from tests.support.forms import fill_in

pytestmark = pytest.mark.both_databases
ADDRESS = "robin.ek@exempel.se"


@pytest.fixture
def event(app, session, at):
    at("2027-10-01 12:00")
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    event = make_event(starts_at=swedish("2027-11-08 09:00"))
    db.session.commit()
    return event


def invited(event, email=ADDRESS):
    invitee = make_invitee(event, email)
    db.session.commit()
    with write():
        invite_people(event.id, [invitee.id], SYSTEM, "lista")
    return invitee


def left() -> list[int]:
    """Return how many invitees, entries and mails with an address there are."""
    db.session.rollback()
    addressed = sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.recipient != "")
    tables = [sa.select(sa.func.count()).select_from(table) for table in (Invitee, CalendarEntry)]
    return [db.session.scalar(query) for query in (*tables, addressed)]


def test_list_goes_with_the_event_and_not_before(event, at):
    invited(event)
    at("2028-02-05 12:00")
    purge_all()
    assert left() == [1, 1, 1]
    at("2028-02-07 12:00")
    assert purge_all()[What.INVITEES] == 1
    assert left() == [0, 0, 0]


def test_list_of_another_event_stays_with_its_entries(event, at):
    later = make_event(starts_at=swedish("2028-03-01 09:00"))
    for one in (event, later):
        invited(one)
    with write():
        sign_up(event, ADDRESS)
    at("2028-02-07 12:00")
    purge_all()
    assert left() == [1, 1, 1]


def test_who_takes_a_registration_away_takes_the_invitation_along(event):
    invited(event)
    invited(event, "other@exempel.se")
    with write():
        sign_up(event, ADDRESS)
    with write():
        erase(registration_of(event, ADDRESS).id)
    assert left()[:2] == [1, 1]
    recipients = list(db.session.scalars(sa.select(OutboxMessage.recipient).order_by(OutboxMessage.id)))
    assert recipients == ["", "other@exempel.se", "", ADDRESS]


def test_invited_person_takes_their_own_data_away(client, event):
    path = path_of(invited(event), "/ta-bort")
    assert client.head(path).status_code == 200
    assert left() == [1, 1, 1]
    assert "borttagna" in fill_in(client, path).text
    assert left() == [0, 0, 1]
    last = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient != "")).one()
    assert last.kind == "invitation_withdrawn"
    assert client.get(path).status_code == 404
