"""Guaranteed seats become common on the day that was set, once, and go to who waits."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp import doctor
from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.changes.hosts import HostsWanted, HostWanted, change_hosts
from eventapp.changes.share_release import (
    find_share_problems,
    list_events_with_due_shares,
    release_due_shares,
)
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus, PoolKind
from eventapp.events.part_models import SeatPool
from eventapp.events.queries import lock_event
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import RegistrationStatus
from eventapp.worker import run_round
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
RELEASE = swedish("2027-11-01 12:00")


@pytest.fixture
def hosts():
    return [make_federation(), make_federation()]


@pytest.fixture
def event(at, hosts):
    """Four of six seats are guaranteed to the first host, who uses one; two of the second host wait."""
    at("2027-10-01 12:00")
    event = make_event(hosts=hosts, seats=6, starts_at=swedish("2027-11-08 09:00"))
    wanted = HostsWanted(
        hosts=(
            HostWanted(federation_id=hosts[0].id, share=4, released_at=RELEASE),
            HostWanted(federation_id=hosts[1].id),
        ),
        coordinating_id=hosts[0].id,
    )
    change_hosts(lock_event(event.id), wanted, SYSTEM)
    sign_up(event, "first@example.se", federation_id=hosts[0].id)
    for number in range(4):
        sign_up(event, f"second-{number}@example.se", federation_id=hosts[1].id)
    db.session.commit()
    return event


def pools(event):
    db.session.rollback()
    rows = sa.select(SeatPool.kind, SeatPool.taken, SeatPool.capacity).where(SeatPool.event_id == event.id)
    return sorted(tuple(row) for row in db.session.execute(rows))


def release(event_id: int) -> int:
    with write():
        return release_due_shares(event_id)


def test_share_stays_until_its_time(at, event):
    at(RELEASE - timedelta(seconds=1))
    assert list_events_with_due_shares() == []
    assert release(event.id) == 0
    assert pools(event) == [(PoolKind.EVENT, 2, 2), (PoolKind.SHARE, 1, 4)]


def test_at_its_time_all_of_it_is_common_and_who_waits_gets_a_seat(at, event):
    at(RELEASE)
    run_round()
    assert pools(event) == [(PoolKind.EVENT, 5, 6)]
    assert registration_of(event, "second-3@example.se").status is RegistrationStatus.CONFIRMED
    assert find_seat_problems() == []
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "release_share")).one()
    assert entry.details == {"federation": event.hosts[0].federation.slug, "seats": 4}


def test_second_round_finds_nothing(at, event):
    at(RELEASE)
    assert (release(event.id), release(event.id)) == (1, 0)


def test_two_workers_release_once(app, at, event):
    at(RELEASE)
    event_id = event.id

    def worker(_number: int) -> int:
        with app.app_context():
            return release(event_id)

    with ThreadPoolExecutor(8) as threads:
        contexts = [contextvars.copy_context() for _number in range(8)]
        done = list(threads.map(lambda context: context.run(worker, 0), contexts))

    assert sum(done) == 1
    assert pools(event) == [(PoolKind.EVENT, 5, 6)]
    assert (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action == "release_share")
        )
        == 1
    )


def test_sign_ups_meanwhile_lose_nothing_and_take_nothing_twice(app, at, event, hosts):
    at(RELEASE)
    event_id, federation_id = event.id, hosts[0].id

    def sign_up_apart(number: int) -> None:
        with app.app_context(), write():
            sign_up(lock_event(event_id), f"new-{number}@example.se", federation_id=federation_id)

    def release_apart(_number: int) -> None:
        with app.app_context():
            release(event_id)

    tasks = [sign_up_apart, sign_up_apart, release_apart, sign_up_apart, release_apart, sign_up_apart]
    with ThreadPoolExecutor(6) as threads:
        contexts = [contextvars.copy_context() for _task in tasks]
        list(
            threads.map(
                lambda each: each[0].run(each[1], each[2]), zip(contexts, tasks, range(6), strict=True)
            )
        )

    assert pools(event) == [(PoolKind.EVENT, 6, 6)]
    assert find_seat_problems() == []


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_share_of_an_event_that_is_not_public_stays(at, event, status):
    event.status = status
    db.session.commit()
    at(RELEASE)
    assert list_events_with_due_shares() == []
    assert release(event.id) == 0


def test_doctor_tells_of_a_share_that_is_late(at, event):
    at(RELEASE + timedelta(minutes=4))
    assert list(find_share_problems()) == []
    at(RELEASE + timedelta(minutes=6))
    sentences = [finding.sentence for finding in doctor.examine()]
    assert any("should be common by now" in sentence for sentence in sentences)
    run_round()
    assert list(find_share_problems()) == []


def test_doctor_tells_of_a_share_of_no_host(event):
    other = make_federation()
    event.pools.append(SeatPool(kind=PoolKind.SHARE, capacity=2, federation_id=other.id))
    db.session.flush()
    assert any("is the share of no host" in sentence for sentence in find_share_problems())
