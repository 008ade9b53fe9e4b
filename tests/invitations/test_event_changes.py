"""Invited people who have not answered hear of changes: their entry moves or goes, whatever their number."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus
from eventapp.events.queries import lock_event
from eventapp.invitations.event_changes import (
    count_invitees_to_tell,
    tell_invitees_of_cancellation,
    tell_invitees_of_change,
    withdraw_entries,
)
from eventapp.invitations.models import Invitee
from eventapp.invitations.services import invite_people
from eventapp.messages.installation import set_up_installation
from eventapp.messages.models import OutboxMessage
from tests.registrations.reading import read
from tests.support.builders import make_event, make_invitee, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(app, session, at):
    at("2027-10-01 12:00")
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    set_up_installation()
    event = make_event(starts_at=swedish("2027-11-08 09:00"))
    for language in ("sv", "en"):
        make_invitee(event, f"{language}@exempel.se", language=language)
    make_invitee(event, "nej@exempel.se", answer="declined")
    make_invitee(event, "ja@exempel.se")
    sign_up(event, "ja@exempel.se")
    make_invitee(event, "ej.inbjuden@exempel.se")
    return event


def invite(event, emails=("sv@exempel.se", "en@exempel.se", "nej@exempel.se", "ja@exempel.se")):
    ids = [one.id for one in db.session.scalars(sa.select(Invitee)) if one.email in emails]
    db.session.commit()
    with write():
        invite_people(event.id, ids, SYSTEM, "lista")


def latest(email):
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(OutboxMessage.id.desc())
    return read(db.session.scalars(query.limit(1)).one())


def test_change_reaches_the_silent_alone_in_their_language_with_their_entry(event):
    invite(event)
    assert count_invitees_to_tell(event.id) == 2
    with write():
        locked = lock_event(event.id)
        locked.starts_at, locked.ends_at = swedish("2027-11-09 13:00"), swedish("2027-11-09 15:00")
        locked.revision += 1
        assert tell_invitees_of_change(locked) == 2
    swedish_mail, english = latest("sv@exempel.se"), latest("en@exempel.se")
    assert swedish_mail.method == english.method == "REQUEST"
    assert swedish_mail.entry.sequence.value == "1"
    assert swedish_mail.entry.dtstart.value == swedish("2027-11-09 13:00")
    assert "13.00–15.00" in swedish_mail.text
    assert "/en/inbjudan/" in english.text
    assert [latest(email).entry is None for email in ("ja@exempel.se", "nej@exempel.se")] == [True, False]


def test_calling_off_takes_it_out_of_their_calendars(event):
    invite(event)
    with write():
        locked = lock_event(event.id)
        locked.status, locked.cancellation_reason = EventStatus.CANCELLED, "Föreläsaren är sjuk"
        assert tell_invitees_of_cancellation(locked) == 2
    mail = latest("sv@exempel.se")
    assert mail.method == "CANCEL"
    assert "Föreläsaren är sjuk." in mail.text


def test_date_that_goes_takes_the_entry_and_a_new_date_brings_another(event):
    invite(event)
    uid = latest("sv@exempel.se").entry.uid.value
    with write():
        locked = lock_event(event.id)
        withdrawals = withdraw_entries(locked)
        locked.starts_at = locked.ends_at = None
        locked.period = "Våren 2028"
        locked.revision += 1
        assert tell_invitees_of_change(locked, withdrawals) == 2
    assert (latest("sv@exempel.se").method, latest("sv@exempel.se").entry.uid.value) == ("CANCEL", uid)
    with write():
        locked = lock_event(event.id)
        locked.starts_at, locked.ends_at = swedish("2028-03-09 13:00"), swedish("2028-03-09 15:00")
        locked.revision += 1
        tell_invitees_of_change(locked)
    assert latest("sv@exempel.se").method == "REQUEST"
    assert latest("sv@exempel.se").entry.uid.value != uid


def test_three_hundred_take_no_more_queries_than_thirty(event):
    def queries(number):
        for count in range(number):
            make_invitee(event, f"p{number}.{count}@exempel.se", unit="Enhet")
        db.session.commit()
        ids = [
            one.id for one in db.session.scalars(sa.select(Invitee)) if one.email.startswith(f"p{number}.")
        ]
        db.session.commit()
        with count_queries() as inviting, write():
            invite_people(event.id, ids, SYSTEM, "lista")
        with count_queries() as changing, write():
            locked = lock_event(event.id)
            locked.revision += 1
            tell_invitees_of_change(locked)
        return [
            len([one for one in statements if one.startswith("SELECT")])
            for statements in (inviting, changing)
        ]

    assert queries(30) == queries(150)
