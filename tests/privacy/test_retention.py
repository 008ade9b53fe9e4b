"""The data of people go on the day that was promised, event by event; numbers and a protocol stay."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.headcount import count_people, count_people_and_mail, count_seated_and_waiting
from eventapp.events.hosted import scope_on
from eventapp.events.kinds import Attendance, Mode
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.events.statistic_models import EventStatistic, Facet
from eventapp.messages.models import OutboxMessage
from eventapp.privacy import removal
from eventapp.privacy.commands import count_due, list_steps, purge_all
from eventapp.privacy.models import PurgeRecord, What
from eventapp.privacy.queries import list_planned
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.event_changes import cancel_event
from eventapp.registrations.models import Answer, AttendeeRole, Registration, SessionChoice
from eventapp.registrations.participants import list_advance_questions
from eventapp.registrations.services import cancel_registration, return_attendee
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.moving import move_event
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases
START = "2027-11-08 09:00"


@pytest.fixture(autouse=True)
def now(session, at):
    at("2027-10-01 12:00")


def number_of(table) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def make_full_event(**overrides):
    """Make an event on 8 November with somebody who has a seat, one who waits and one who cancelled."""
    event = make_event(seats=1, starts_at=swedish(START), **overrides)
    question = make_question(event, retention_days=30)
    workshop = make_session(event, slot=1, seats=5)
    sign_up(
        event,
        "kim@example.se",
        needs="Hörslinga",
        food="Vegan",
        advance_question="Vad gör ni åt tystnaden?",
        role=AttendeeRole.MANAGER,
        sessions={1: workshop.id},
        answers={question.id: ["Ja"]},
    )
    sign_up(event, "waits@example.se")
    sign_up(event, "left@example.se")
    cancel_registration(registration_of(event, "left@example.se").id)
    db.session.commit()
    return event


def test_each_field_goes_on_its_own_day(at):
    event = make_full_event()
    seen = {}
    for moment in ("2027-11-08 10:59", "2027-11-08 11:01", "2027-11-22 11:01", "2027-12-08 11:01"):
        at(moment)
        purge_all()
        kim = registration_of(event)
        seen[moment[5:10] + moment[10:]] = (kim.advance_question != "", kim.needs != "", number_of(Answer))
    assert list(seen.values()) == [(True, True, 1), (False, True, 1), (False, False, 1), (False, False, 0)]

    at("2028-02-06 10:59")
    purge_all()
    assert number_of(Registration) == 3
    at("2028-02-06 11:01")
    purge_all()
    tables = (Registration, CalendarEntry, SessionChoice, Answer)
    assert [number_of(table) for table in tables] == [0, 0, 0, 0]
    assert count_due() == {}


def test_what_was_asked_in_advance_is_nameless_after_the_event_and_gone_in_the_end(at):
    event = make_full_event()
    at("2027-11-09 09:00")
    purge_all()
    scope = scope_on(event, {event.coordinating_host.id})
    assert list_advance_questions(scope) == ["Vad gör ni åt tystnaden?"]

    at("2028-02-07 09:00")
    purge_all()
    assert list_advance_questions(scope) == []


def test_numbers_stay_as_they_were_and_each_host_keeps_its_own(at):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, attendance=Attendance.HYBRID, seats=2, starts_at=swedish(START))
    sign_up(event, "a@example.se", federation_id=hosts[0].id, mode=Mode.ONLINE, organisation="Enskild firma")
    sign_up(event, "b@example.se", federation_id=hosts[1].id, mode=Mode.ON_SITE, role=AttendeeRole.ELECTED)
    sign_up(event, "c@example.se", federation_id=hosts[1].id, mode=Mode.ON_SITE)
    db.session.execute(sa.update(OutboxMessage).values(status="sent", finished_at=OutboxMessage.created_at))
    db.session.commit()
    scopes = [scope_on(event, {host.id}) for host in hosts]
    before = [(count_people(scope), count_people_and_mail(scope)) for scope in scopes]
    seats = count_seated_and_waiting([event.id])

    at("2028-02-07 09:00")
    purge_all()

    assert [(count_people(scope), count_people_and_mail(scope)) for scope in scopes] == before
    assert count_seated_and_waiting([event.id]) == seats
    facets = (Facet.ROLE, Facet.ORGANISATION)
    rows = sa.select(EventStatistic.value, EventStatistic.number).where(EventStatistic.facet.in_(facets))
    assert sorted(map(tuple, db.session.execute(rows))) == [("", 1), ("elected", 1)]


def test_a_workplace_is_counted_where_three_share_it(at):
    event = make_event(starts_at=swedish(START))
    for number in range(5):
        sign_up(event, f"p{number}@example.se", organisation="Insatsen" if number < 3 else f"Firma {number}")
    db.session.commit()
    at("2028-02-07 09:00")
    purge_all()

    rows = sa.select(EventStatistic.value, EventStatistic.number).where(
        EventStatistic.facet == Facet.ORGANISATION
    )
    assert sorted(map(tuple, db.session.execute(rows))) == [("", 2), ("Insatsen", 3)]


def test_doctor_finds_nothing_wrong_afterwards(at):
    make_full_event()
    at("2028-02-07 09:00")
    purge_all()

    assert find_seat_problems() == []
    assert set(db.session.scalars(sa.select(SeatPool.taken))) == {0}


def test_a_moved_event_keeps_its_people_longer(at):
    event = make_full_event()
    with write():
        move_event(event, swedish("2027-12-08 09:00"), swedish("2027-12-08 11:00"))
    at("2028-02-07 09:00")
    purge_all()
    assert number_of(Registration) == 3
    at("2028-03-08 09:00")
    purge_all()
    assert number_of(Registration) == 0


def test_the_days_of_an_event_that_was_called_off_are_counted_from_then(at):
    event = make_full_event()
    with write():
        cancel_event(event.id, "", SYSTEM)
    at("2027-12-30 10:59")
    purge_all()
    assert number_of(Registration) == 3
    at("2027-12-30 11:01")
    purge_all()
    assert number_of(Registration) == 0


def test_who_cancelled_on_an_event_without_a_date_goes_by_that_day_and_others_stay(at):
    event = make_event(seats=5)
    for address in ("a@example.se", "b@example.se", "c@example.se"):
        sign_up(event, address)
    cancel_registration(registration_of(event, "a@example.se").id)
    at("2027-10-10 12:00")
    cancel_registration(registration_of(event, "b@example.se").id)
    event.starts_at = event.ends_at = None
    db.session.commit()
    at("2027-12-31 12:00")
    purge_all()

    assert set(db.session.scalars(sa.select(Registration.email))) == {"b@example.se", "c@example.se"}


def test_entries_of_before_somebody_came_back_go_too(at):
    event = make_event(starts_at=swedish(START))
    sign_up(event)
    cancel_registration(registration_of(event).id)
    return_attendee(registration_of(event).id)
    db.session.commit()
    assert number_of(CalendarEntry) == 2
    at("2028-02-07 09:00")
    purge_all()

    assert number_of(CalendarEntry) == 0


def test_the_protocol_says_what_how_long_how_many_by_what_rule_and_which_version(at):
    event = make_full_event()
    at("2028-02-07 09:00")
    purge_all()

    lines = db.session.scalars(sa.select(PurgeRecord).where(PurgeRecord.event_id == event.id)).all()
    assert {line.what: (line.number, line.days) for line in lines} == {
        What.ASKERS: (1, 0),
        What.NEEDS: (1, 14),
        What.ANSWERS: (1, 30),
        What.REGISTRATIONS: (3, 90),
        What.CALENDAR: (1, 90),
        What.MAIL_ADDRESSES: (4, 90),
    }
    assert {(line.rule, line.version) for line in lines} == {("Dnr 1/2021, 2021-06-21", "0.1.0")}
    assert {line.day.isoformat() for line in lines} == {"2028-02-07"}


def test_a_second_run_does_nothing(at):
    make_full_event()
    at("2028-02-07 09:00")
    purge_all()
    rows = [number_of(PurgeRecord), number_of(EventStatistic)]
    numbers = db.session.scalars(sa.select(EventStatistic.number).order_by(EventStatistic.id)).all()

    assert purge_all() == {}
    assert list(list_steps()) == []
    assert [number_of(PurgeRecord), number_of(EventStatistic)] == rows
    assert db.session.scalars(sa.select(EventStatistic.number).order_by(EventStatistic.id)).all() == numbers


def test_many_go_in_batches_and_a_run_that_was_killed_is_finished_by_the_next(at, monkeypatch):
    monkeypatch.setattr(removal, "BATCH", 2)
    monkeypatch.setattr("eventapp.privacy.services.BATCH", 2)
    event = make_event(starts_at=swedish(START))
    for number in range(7):
        sign_up(event, f"p{number}@example.se", organisation="Insatsen")
    db.session.commit()
    at("2028-02-07 09:00")
    before = count_people(scope_on(event, {event.coordinating_host.id}))
    _die_at(monkeypatch, commit=3)
    with pytest.raises(KeyboardInterrupt):
        purge_all()
    db.session.rollback()
    assert 0 < number_of(Registration) < 7
    monkeypatch.undo()
    purge_all()

    assert number_of(Registration) == 0
    assert count_people(scope_on(event, {event.coordinating_host.id})) == before
    numbers = sa.select(EventStatistic.number).where(EventStatistic.value == "Insatsen")
    assert db.session.scalars(numbers).all() == [7]
    lines = sa.select(PurgeRecord.number).where(PurgeRecord.what == What.REGISTRATIONS)
    assert db.session.scalars(lines).all() == [7]


def test_more_people_are_no_more_queries(at):
    asked = []
    for people in (1, 12):
        event = make_event(starts_at=swedish(START))
        for number in range(people):
            sign_up(event, f"p{number}@example.se", needs="x", advance_question=f"Fråga {number}")
        db.session.commit()
        at("2028-02-07 09:00")
        with count_queries() as statements:
            purge_all()
        asked.append(len([one for one in statements if not one.startswith("INSERT")]))
        at("2027-10-01 12:00")
    assert asked[0] == asked[1]


def test_planning_takes_eight_queries_however_many_events_there_are(at):
    for _ in range(4):
        make_full_event()
    db.session.rollback()
    with count_queries() as statements:
        planned = list_planned()

    assert len(statements) <= 8
    assert len({one.event.id for one in planned}) == 4


def test_the_trail_keeps_who_did_what_and_forgets_with_what(at):
    event = make_full_event()
    registration = registration_of(event)
    entries = sa.select(AuditEntry).where(AuditEntry.record_id == registration.public_id)
    for entry in db.session.scalars(entries):
        entry.details = {"fields": ["needs"]}
    number = len(db.session.scalars(entries).all())
    db.session.commit()
    at("2028-02-07 09:00")
    purge_all()

    kept = db.session.scalars(entries.execution_options(populate_existing=True)).all()
    assert [entry.details for entry in kept] == [{}] * number


def _die_at(monkeypatch, *, commit: int) -> None:
    left = [commit]
    real = db.session.commit

    def die() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        real()

    monkeypatch.setattr(db.session, "commit", die)


def test_events_are_left_alone(at):
    make_full_event()
    at("2028-02-07 09:00")
    purge_all()
    assert number_of(Event) == 1
