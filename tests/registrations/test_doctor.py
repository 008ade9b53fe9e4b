"""The doctor's checks: silent where all is well, one sentence for each thing that is spoilt."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, Mode, PoolKind
from eventapp.events.part_models import SeatPool
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import Registration, RegistrationStatus, SeatHold, SessionChoice
from eventapp.registrations.services import cancel_registration
from tests.support.builders import (
    make_event,
    make_federation,
    make_pool,
    make_session,
    registration_of,
    sign_up,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def event():
    """A hybrid event with every kind of limit, one person in every state, and all as it should be."""
    host = make_federation()
    event = make_event(hosts=[host], seats=2, on_site=2, attendance=Attendance.HYBRID)
    make_pool(event, PoolKind.SHARE, 1, federation_id=host.id)
    workshop = make_session(event, slot=1, seats=3)
    sign_up(event, "host@example.se", mode=Mode.ON_SITE, federation_id=host.id, sessions={1: workshop.id})
    sign_up(event, "other@example.se", mode=Mode.ON_SITE)
    sign_up(event, "online@example.se", mode=Mode.ONLINE)
    sign_up(event, "waits@example.se", mode=Mode.ONLINE)
    sign_up(event, "gone@example.se", mode=Mode.ON_SITE)
    cancel_registration(registration_of(event, "gone@example.se").id)
    assert find_seat_problems() == []
    return event


def only_problem() -> str:
    db.session.flush()
    (problem,) = find_seat_problems()
    return problem


def hold(event, email, kind):
    """Return the seat that somebody holds of a kind of pool."""
    query = sa.select(SeatHold).join(SeatPool, SeatPool.id == SeatHold.pool_id)
    registration = registration_of(event, email)
    return db.session.scalars(
        query.where(SeatHold.registration_id == registration.id, SeatPool.kind == kind)
    ).one()


def drop_hold(event, email, kind):
    """Take a hold away and count it down, as a forgotten line of code would."""
    lost = hold(event, email, kind)
    db.session.execute(
        sa.update(SeatPool).where(SeatPool.id == lost.pool_id).values(taken=SeatPool.taken - 1)
    )
    db.session.delete(lost)


def test_a_wrong_count(event):
    db.session.execute(sa.update(SeatPool).where(SeatPool.kind == PoolKind.SESSION).values(taken=2))

    assert "2 of 3 seats are counted as taken, 1 are held" in only_problem()


def test_a_confirmed_person_without_a_seat_of_the_event(event):
    event.has_waiting_list = True
    drop_hold(event, "other@example.se", PoolKind.EVENT)
    problems = find_seat_problems()

    assert any("should hold one seat of the event but holds 0" in problem for problem in problems)
    assert any("waits while a seat it could have is idle" in problem for problem in problems)


def test_a_confirmed_person_without_a_seat_of_the_way_of_attending(event):
    drop_hold(event, "other@example.se", PoolKind.ON_SITE)

    assert "should hold one seat of its way of attending but holds 0" in only_problem()


def test_a_chosen_workshop_without_a_seat(event):
    drop_hold(event, "host@example.se", PoolKind.SESSION)

    assert "has chosen a workshop but holds no seat" in only_problem()


def test_a_seat_of_a_workshop_that_was_not_chosen(event):
    db.session.execute(sa.delete(SessionChoice))

    assert "(session) that is not for it" in only_problem()


@pytest.mark.parametrize("status", [RegistrationStatus.CANCELLED, RegistrationStatus.WAITLISTED])
def test_a_seat_of_somebody_who_has_none(event, status):
    registration_of(event, "online@example.se").status = status
    db.session.flush()

    assert any("holds a seat" in problem for problem in find_seat_problems())


def test_a_queue_number_given_twice_and_one_missing(event):
    sign_up(event, "waits-too@example.se", mode=Mode.ONLINE)
    waiting = registration_of(event, "waits-too@example.se")
    waiting.queue_number = 1
    assert "queue number 1 is given more than once" in only_problem()

    waiting.queue_number = None
    assert "does not fit its state" in only_problem()


def test_an_idle_seat_while_somebody_waits(event):
    db.session.execute(sa.update(SeatPool).where(SeatPool.kind == PoolKind.EVENT).values(capacity=3))

    assert "waits while a seat it could have is idle" in only_problem()


def test_no_sentence_holds_a_name_or_an_address(event):
    db.session.execute(sa.update(Registration).values(status=RegistrationStatus.CANCELLED))
    text = " ".join(find_seat_problems())

    assert text
    assert "@" not in text
    assert "Kim" not in text
