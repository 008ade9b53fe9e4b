"""Two hundred people for twenty seats, over HTTP, in one and in four processes, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.registrations.links import own_token
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.builders import make_event, sign_up
from tests.support.processes import RunningServer
from tests.support.visitor import Visitor

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.usefixtures("session"),
    # Two hundred people at once take their time where other tests run beside.
    pytest.mark.timeout(400),
]

SEATS, PEOPLE, AT_ONCE = 20, 200, 16


def registrations(event: Event, status: RegistrationStatus) -> list[Registration]:
    """Return an event's registrations in one state, by place in the queue."""
    db.session.rollback()
    query = sa.select(Registration).where(Registration.event_id == event.id, Registration.status == status)
    return list(db.session.scalars(query.order_by(Registration.queue_number, Registration.id)))


def all_at_once(tasks: list[Callable[[], object]]) -> list[object]:
    """Run the tasks, sixteen at a time, and return what they returned, in order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


def seats_taken(event: Event) -> tuple[int, int]:
    """Return taken and capacity of the event's pool."""
    db.session.rollback()
    pool = db.session.scalars(sa.select(SeatPool).where(SeatPool.event_id == event.id)).one()
    return pool.taken, pool.capacity


@pytest.mark.parametrize("workers", [1, 4])
def test_twenty_seats_go_to_twenty_people_and_the_rest_queue_in_order(
    workers: int,
    serve: Callable[..., RunningServer],
    start_process: Callable[..., object],
):
    event = make_event(seats=SEATS)
    slug = event.slug
    db.session.commit()
    server = serve(workers=workers)

    answers = all_at_once(
        [
            lambda n=number: Visitor(server.url).sign_up(slug, f"exempelperson.{n}@race.example")
            for number in range(PEOPLE)
        ]
    )

    assert {answer.code for answer in answers} == {200}
    assert sum(answer.heading == "Du är anmäld" for answer in answers) == SEATS
    assert sum(answer.heading == "Du står i kö" for answer in answers) == PEOPLE - SEATS
    waiting = registrations(event, RegistrationStatus.WAITLISTED)
    assert [one.queue_number for one in waiting] == list(range(1, PEOPLE - SEATS + 1))
    assert [one.id for one in waiting] == sorted(one.id for one in waiting)
    assert len(registrations(event, RegistrationStatus.CONFIRMED)) == SEATS
    assert seats_taken(event) == (SEATS, SEATS)
    assert start_process("doctor").process.wait(30) == 0


def test_while_twenty_cancel_and_forty_sign_up_no_seat_is_idle_and_none_is_given_twice(
    serve: Callable[..., RunningServer], start_process: Callable[..., object]
):
    event = make_event(seats=SEATS)
    for number in range(SEATS + 5):
        sign_up(event, f"first.{number}@race.example")
    db.session.commit()
    leaving = [own_token(one) for one in registrations(event, RegistrationStatus.CONFIRMED)]
    slug = event.slug
    db.session.rollback()
    server = serve(workers=4)

    def cancel(token: str) -> int:
        return Visitor(server.url).send_form(f"/anmalan/{token}/avboka").code

    def join(number: int) -> int:
        return Visitor(server.url).sign_up(slug, f"new.{number}@race.example").code

    tasks: list[Callable[[], object]] = []
    for number, token in enumerate(leaving):
        tasks += [lambda t=token: cancel(t), lambda n=2 * number: join(n), lambda n=2 * number + 1: join(n)]
    assert set(all_at_once(tasks)) == {200}

    assert len(registrations(event, RegistrationStatus.CANCELLED)) == SEATS
    assert len(registrations(event, RegistrationStatus.CONFIRMED)) == SEATS
    assert len(registrations(event, RegistrationStatus.WAITLISTED)) == 25
    assert seats_taken(event) == (SEATS, SEATS)
    assert start_process("doctor").process.wait(30) == 0
