"""Limits added, changed and taken away while people are on it: nobody loses a seat, who waits gets what is free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.changes.plans import Plan
from eventapp.changes.refusals import EventCalledOff
from eventapp.changes.seats import SeatRules, change_seat_rules, plan_seat_rules
from eventapp.core.extensions import db
from eventapp.events.editing import claim_version
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import Attendance, EventStatus, Mode, PoolKind
from eventapp.events.models import Event
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.event_seats import Limits, limits_of
from eventapp.registrations.models import RegistrationStatus, SeatHold
from eventapp.registrations.seats import read_pools
from tests.registrations.reading import read
from tests.support.builders import make_event, make_federation, make_pool, registration_of, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

START = swedish("2027-11-08 09:00")


@pytest.fixture(autouse=True)
def _october(at: Any) -> None:
    at("2027-10-01 12:00")


def rules(event: Event, **changed: Any) -> SeatRules:
    """Return what holds now, with other limits and rules where they are given."""
    names = {"total", "on_site", "online"} & changed.keys()
    limits = replace(limits_of(read_pools(event.id)), **{name: changed.pop(name) for name in names})
    now = SeatRules(
        limits=limits,
        has_waiting_list=event.has_waiting_list,
        queue_ends_hours=event.queue_ends_hours,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
    )
    return replace(now, **changed)


def change(event: Event, **changed: Any) -> Plan:
    """Foretell a change, make it, and make sure that both say the same and the seats are right."""
    wanted = rules(event, **changed)
    db.session.flush()
    with count_queries() as asked:
        plan = plan_seat_rules(event, wanted)
    assert [one for one in asked if not one.startswith("SELECT")] == []
    assert change_seat_rules(claim_version(event.id, event.version), wanted, SYSTEM) == plan
    db.session.flush()
    assert find_seat_problems() == []
    return plan


def pools(event: Event) -> dict[PoolKind, tuple[int, int]]:
    return {pool.kind: (pool.taken, pool.capacity) for pool in read_pools(event.id)}


def fill(event: Event, number: int, **overrides: Any) -> None:
    for one in range(number):
        sign_up(event, f"person.{one}@example.se", **overrides)


def test_more_seats_go_to_those_who_wait_with_mail_and_entry() -> None:
    event = make_event(seats=1, starts_at=START)
    fill(event, 4)
    assert change(event, total=3) == Plan(promoted=2)

    assert pools(event) == {PoolKind.EVENT: (3, 3)}
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == "waitlist_promoted")
    told = [read(one) for one in db.session.scalars(query.order_by(OutboxMessage.id))]
    assert [one.message["To"] for one in told] == ["person.1@example.se", "person.2@example.se"]
    assert told[0].method == "REQUEST"
    assert "Det har blivit en plats till, och den är din." in told[0].text
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "change_seats")).one()
    assert entry.details == {"changed": {"seats": [1, 3]}}


def test_a_limit_added_later_counts_and_holds_every_seat_there_is() -> None:
    event = make_event(seats=None, attendance=Attendance.HYBRID, starts_at=START)
    fill(event, 3)
    sign_up(event, "online@example.se", mode=Mode.ONLINE)
    assert change(event, total=4, on_site=3, online=2) == Plan()

    assert pools(event) == {PoolKind.EVENT: (4, 4), PoolKind.ON_SITE: (3, 3), PoolKind.ONLINE: (1, 2)}
    assert len(registration_of(event, "online@example.se").holds) == 2


def test_a_limit_taken_away_lets_everybody_in_and_leaves_nothing_behind() -> None:
    event = make_event(seats=1, starts_at=START)
    fill(event, 3)
    assert change(event, total=None) == Plan(promoted=2)
    assert pools(event) == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SeatHold)) == 0


@pytest.mark.parametrize("seats", [None, 5])
def test_fewer_seats_than_are_taken_are_refused_with_their_number(seats: int | None) -> None:
    event = make_event(seats=seats, attendance=Attendance.HYBRID, starts_at=START)
    fill(event, 3)
    for limit, field in (({"total": 2}, "total"), ({"on_site": 2}, "on_site")):
        wanted = rules(event, **limit)
        with pytest.raises(FieldRefused) as refused:
            plan_seat_rules(event, wanted)
        assert refused.value.field == field
        assert str(refused.value.sentence) == "3 platser är redan tagna. Skriv minst 3."
        with pytest.raises(FieldRefused):
            change_seat_rules(event, wanted, SYSTEM)


def test_the_total_holds_the_hosts_shares() -> None:
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=2, starts_at=START)
    make_pool(event, PoolKind.SHARE, 3, federation_id=hosts[1].id)
    fill(event, 3)
    assert limits_of(read_pools(event.id)).total == 5

    with pytest.raises(FieldRefused) as refused:
        plan_seat_rules(event, rules(event, total=4))
    assert "värdarnas andelar är 3 platser. Skriv minst 5." in str(refused.value.sentence)
    with pytest.raises(FieldRefused, match="FieldRefused"):
        plan_seat_rules(event, rules(event, total=None))
    assert change(event, total=6) == Plan(promoted=1)
    assert pools(event) == {PoolKind.EVENT: (3, 3), PoolKind.SHARE: (0, 3)}


def test_a_total_added_beside_a_share_holds_only_those_outside_it() -> None:
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=None, starts_at=START)
    make_pool(event, PoolKind.SHARE, 2, federation_id=hosts[1].id)
    sign_up(event, federation_id=hosts[1].id)
    sign_up(event, "annan@example.se", federation_id=hosts[0].id)
    change(event, total=5)
    assert pools(event) == {PoolKind.EVENT: (1, 3), PoolKind.SHARE: (1, 2)}


def test_a_queue_that_has_ended_gets_nothing_until_its_end_is_moved(at: Any) -> None:
    event = make_event(seats=1, starts_at=START)
    event.queue_ends_hours = 48
    fill(event, 2)
    at("2027-11-07 12:00")
    assert change(event, total=2) == Plan()
    assert change(event, queue_ends_hours=2) == Plan(promoted=1)
    assert registration_of(event, "person.1@example.se").status is RegistrationStatus.CONFIRMED


def test_what_is_called_off_keeps_its_seats() -> None:
    event = make_event(seats=1, status=EventStatus.CANCELLED)
    with pytest.raises(EventCalledOff):
        plan_seat_rules(event, rules(event, total=2))


def test_without_the_holds_the_doctor_would_see_it() -> None:
    event = make_event(seats=None, starts_at=START)
    fill(event, 2)
    make_pool(event, PoolKind.EVENT, 5)
    assert find_seat_problems() != []


def test_limits_of_an_event_without_any() -> None:
    assert limits_of([]) == Limits(total=None, on_site=None, online=None)
