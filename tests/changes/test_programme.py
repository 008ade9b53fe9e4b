"""What changes of the programme do to people, seats, calendars and mails."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.changes.programme import NEW_SLOT, ItemContent, add_item, change_item, remove_item
from eventapp.changes.programme_plans import plan_placing
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.editing import claim_version
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import EventStatus, PoolKind
from eventapp.events.part_models import EventSession, SeatPool
from eventapp.events.queries import lock_event
from eventapp.messages.installation import set_up_installation
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import CallReason, PhoneAccess, RegistrationStatus
from eventapp.registrations.services import cancel_registration, return_attendee
from eventapp.registrations.workshop_changes import placing_of
from tests.registrations.reading import read
from tests.support.builders import make_event, make_session, registration_of, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

START = swedish("2027-11-08 09:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def event(at):
    """A day for two people."""
    at("2027-10-01 12:00")
    return make_event(seats=2, starts_at=START, ends_at=START + 7 * HOUR)


def workshop_at(event, hours, *, slot=1, seats=None, **more):
    start = START + hours * HOUR
    return make_session(event, slot=slot, seats=seats, starts_at=start, ends_at=start + HOUR, **more)


def content_of(session, **changes):
    """Return an item as it is, with some of it changed."""
    placing = {name: changes.pop(name) for name in ("slot", "place", "starts_at", "ends_at") & changes.keys()}
    limit = db.session.scalar(sa.select(SeatPool.capacity).where(SeatPool.session_id == session.id))
    content = ItemContent(
        title=session.title, seats=limit, placing=dataclasses.replace(placing_of(session), **placing)
    )
    return dataclasses.replace(content, **changes)


def change(event, session, **changes):
    claimed = claim_version(event.id, event.version)
    return change_item(claimed, session.public_id, content_of(session, **changes), SYSTEM)


def remove(event, session):
    return remove_item(claim_version(event.id, event.version), session.public_id, SYSTEM)


def mails(kind):
    return list(
        db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        )
    )


def chosen(event, email="kim@example.se"):
    return {choice.slot: choice.session_id for choice in registration_of(event, email).choices}


def test_a_limit_set_later_is_held_by_those_who_have_chosen(event):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    sign_up(event, "other@example.se")
    change(event, workshop, seats=1)
    pool = db.session.scalars(sa.select(SeatPool).where(SeatPool.kind == PoolKind.SESSION)).one()
    assert (pool.capacity, pool.taken) == (1, 1)
    assert find_seat_problems() == []


def test_a_limit_below_those_who_have_chosen_is_refused(event):
    workshop = workshop_at(event, 1)
    for email in ("a@example.se", "b@example.se"):
        sign_up(event, email, sessions={1: workshop.id})
    with pytest.raises(FieldRefused):
        change(event, workshop, seats=1)
    change(event, workshop, seats=2)
    with pytest.raises(FieldRefused):
        change(event, workshop, seats=1)


def test_a_limit_that_is_lifted_leaves_nobody_holding_a_seat_of_it(event):
    workshop = workshop_at(event, 1, seats=5)
    sign_up(event, sessions={1: workshop.id})
    change(event, workshop, seats=None)
    assert find_seat_problems() == []
    assert chosen(event) == {1: workshop.id}


def test_raising_a_limit_gives_nothing_to_who_waits_for_the_event(event):
    workshop = workshop_at(event, 1, seats=1)
    for email in ("a@example.se", "b@example.se"):
        sign_up(event, email)
    sign_up(event, "waits@example.se", sessions={1: workshop.id})
    assert change(event, workshop, seats=9) == 0
    assert registration_of(event, "waits@example.se").status is RegistrationStatus.WAITLISTED
    assert find_seat_problems() == []


def test_a_removed_workshop_leaves_choices_seats_and_calendars(event):
    workshop = workshop_at(event, 1, seats=5, title="Att lyssna")
    other = workshop_at(event, 2, slot=2, title="Att tala")
    sign_up(event, sessions={1: workshop.id, 2: other.id})
    sign_up(event, "second@example.se")
    sign_up(event, "waits@example.se", sessions={1: workshop.id})
    before = registration_of(event).calendar_entry
    uid, sequence = before.uid, before.sequence

    assert remove(event, workshop) == 2

    assert chosen(event) == {2: other.id}
    assert chosen(event, "waits@example.se") == {}
    assert find_seat_problems() == []
    assert [slot.number for slot in event.slots] == [2]
    seated, waiting = [read(mail) for mail in mails("workshop_removed")]
    assert (seated.method, seated.entry.uid.value) == ("REQUEST", uid)
    assert seated.entry.sequence.value == str(sequence + 1)
    assert "Att lyssna" not in seated.description
    assert "Att tala" in seated.description
    assert "Att lyssna" in seated.text
    assert any(link.endswith("/andra") for link in seated.hrefs)
    assert waiting.method is None


def test_a_removed_workshop_that_somebody_had_chosen_before_cancelling_does_not_come_back_with_them(event):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    cancel_registration(registration_of(event).id)
    assert remove(event, workshop) == 0
    return_attendee(registration_of(event).id)
    assert chosen(event) == {}


def test_a_moved_workshop_updates_the_entries_of_those_on_it_and_keeps_their_answers(event):
    workshop = workshop_at(event, 1, title="Att lyssna", place="Sal A")
    sign_up(event, sessions={1: workshop.id})
    sign_up(event, "other@example.se")
    registration_of(event).calendar_entry.partstat = "ACCEPTED"

    assert change(event, workshop, starts_at=START + 2 * HOUR, ends_at=START + 3 * HOUR, place="Sal B") == 1

    (mail,) = [read(one) for one in mails("workshop_changed")]
    assert mail.entry.sequence.value == "1"
    assert mail.entry.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert "Att lyssna, kl.\xa011.00–12.00, Sal B" in mail.description
    for text in (" ".join(mail.text.split()), mail.html):
        assert "Ny tid: kl. 11.00–12.00" in text
        assert "Tidigare tid: kl. 10.00–11.00" in text
        assert "Ny plats: Sal B" in text
        assert "Tidigare plats: Sal A" in text
    assert "krockar" not in mail.text


def test_moving_twice_tells_twice(event):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    for place in ("Sal B", "Sal A"):
        assert change(event, workshop, place=place) == 1
    assert [read(mail).entry.sequence.value for mail in mails("workshop_changed")] == ["1", "2"]


def test_another_spelling_or_limit_reaches_nobody(event):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    assert change(event, workshop, title="Stavat rätt", description="Nytt", seats=7) == 0
    assert registration_of(event).calendar_entry.sequence == 0


def test_a_new_time_that_overlaps_the_persons_other_workshop_is_counted_and_told(event):
    first, second = workshop_at(event, 1), workshop_at(event, 3, slot=2, title="Att tala")
    sign_up(event, sessions={1: first.id, 2: second.id})
    sign_up(event, "one@example.se", sessions={1: first.id})
    moved = content_of(first, starts_at=START + 3 * HOUR, ends_at=START + 4 * HOUR)

    plan = plan_placing(event, first, moved.placing)
    assert (plan.updates, plan.clashes, plan.lost_workshops) == (2, 1, 0)

    change(event, first, starts_at=START + 3 * HOUR, ends_at=START + 4 * HOUR)
    clash, fits = [read(mail) for mail in mails("workshop_changed")]
    assert "krockar nu med Att tala" in clash.text
    assert "krockar nu med Att tala" in clash.html
    assert "krockar" not in fits.text


def test_choices_follow_a_workshop_into_another_slot_unless_the_person_has_one_there(event):
    first, second = workshop_at(event, 1, seats=5), workshop_at(event, 3, slot=2)
    sign_up(event, sessions={1: first.id, 2: second.id})
    sign_up(event, "one@example.se", sessions={1: first.id})
    plan = plan_placing(event, first, content_of(first, slot=2).placing)
    assert (plan.updates, plan.lost_workshops) == (1, 1)

    assert change(event, first, slot=2) == 1

    assert chosen(event) == {2: second.id}
    assert chosen(event, "one@example.se") == {2: first.id}
    assert [slot.number for slot in event.slots] == [2]
    assert find_seat_problems() == []
    assert "går inte längre att kombinera" in read(mails("workshop_removed")[0]).text


def test_a_workshop_that_opens_to_all_is_chosen_by_nobody(event):
    workshop = workshop_at(event, 1, seats=5)
    sign_up(event, sessions={1: workshop.id})
    assert change(event, workshop, slot=None) == 1
    assert (chosen(event), workshop.slot, event.slots) == ({}, None, [])
    assert find_seat_problems() == []
    assert "öppen för alla" in read(mails("workshop_removed")[0]).text


def test_a_new_slot_gets_a_number_of_its_own(event):
    workshop_at(event, 1)
    added = add_item(
        event,
        ItemContent(title="B", placing=dataclasses.replace(placing_of(workshop_at(event, 2)), slot=NEW_SLOT)),
        SYSTEM,
    )
    assert added.slot == 2


def test_a_draft_and_an_event_that_is_over_tell_nobody(event, at):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    event.status = EventStatus.DRAFT
    assert change(event, workshop, place="Sal B") == 0
    event.status = EventStatus.PUBLISHED
    at("2027-11-09 09:00")
    plan = plan_placing(event, workshop, None)
    assert (plan.updates, plan.lost_workshops) == (0, 1)
    assert remove(event, workshop) == 0
    assert mails("workshop_changed") + mails("workshop_removed") == []


def test_who_has_no_address_is_to_be_called_and_a_graver_reason_stays(event):
    first, second = workshop_at(event, 1), workshop_at(event, 2, slot=2)
    sign_up(event, "", sessions={1: first.id, 2: second.id})
    person = registration_of(event, "")
    person.phone_access = PhoneAccess(reference="blå bok", pin_hash="x")
    assert plan_placing(event, first, None).calls == 1
    remove(event, first)
    assert person.phone_access.call_about is CallReason.WORKSHOP_GONE
    person.phone_access.call_about = CallReason.SEAT
    remove(event, second)
    assert person.phone_access.call_about is CallReason.SEAT


def test_the_theme_of_a_sensitive_event_is_in_no_mail(event):
    event.is_sensitive, event.neutral_title = True, "Kunskapsdag"
    first, second = (
        workshop_at(event, 1, title="Våld", place="Kvinnojouren"),
        workshop_at(event, 3, slot=2, title="Hot"),
    )
    sign_up(event, sessions={1: first.id, 2: second.id})
    change(event, first, starts_at=START + 3 * HOUR, ends_at=START + 4 * HOUR, place="Jourens sal")
    change(event, first, slot=2)
    remove(event, second)
    for mail in map(read, mails("workshop_changed") + mails("workshop_removed")):
        for theme in ("Våld", "Hot", "Kvinnojouren", "Jourens"):
            assert theme not in mail.subject + mail.text + mail.html + mail.calendar


def test_mails_are_in_the_language_of_the_registration(event):
    workshop = workshop_at(event, 1, title="Att lyssna", title_en="Listening")
    sign_up(event, sessions={1: workshop.id}, language="en")
    remove(event, workshop)
    mail = read(mails("workshop_removed")[0])
    assert mail.message["Content-Language"] == "en"
    assert "Listening" in mail.text


def test_who_lost_a_workshop_has_it_in_their_log(event):
    workshop = workshop_at(event, 1)
    sign_up(event, sessions={1: workshop.id})
    remove(event, workshop)
    record = AuditEntry.record_id == registration_of(event).public_id
    actions = db.session.scalars(sa.select(AuditEntry.action).where(record).order_by(AuditEntry.id)).all()
    assert actions == ["sign_up", "change"]


@pytest.mark.parametrize("act", ["move", "remove"])
def test_the_number_of_questions_to_the_database_does_not_grow_with_the_people(event, act):
    set_up_installation()
    db.session.execute(sa.update(SeatPool).values(capacity=100))
    counts = []
    for number in (3, 30):
        workshop = workshop_at(event, 1, seats=50)
        for count in range(number):
            sign_up(event, f"{act}{number}-{count}@example.se", sessions={1: workshop.id})
        db.session.commit()
        version, public_id, event_id = event.version, workshop.public_id, event.id
        moved = content_of(workshop, place="Sal B")
        with count_queries() as statements, write():
            claimed = claim_version(event_id, version)
            told = (
                remove_item(claimed, public_id, SYSTEM)
                if act == "remove"
                else change_item(claimed, public_id, moved, SYSTEM)
            )
        assert told == number
        counts.append(sum(not statement.startswith("INSERT") for statement in statements))
    assert counts[0] == counts[1]


def test_only_items_of_the_event_are_found(event):
    elsewhere = make_session(make_event())
    locked = lock_event(event.id)
    with pytest.raises(Exception, match="404"):
        remove_item(locked, elsewhere.public_id, SYSTEM)
    assert db.session.get(EventSession, elsewhere.id) is not None
