"""The demo's data are whole, consistent, marked as what they are, and loaded only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from eventapp.core import clock
from eventapp.core.database import Base
from eventapp.core.transactions import write
from eventapp.demo.services import LoadedDemo, load_demo_data
from eventapp.demo.webinars import WEBINARS
from eventapp.events.kinds import Attendance, EventKind, EventStatus, PoolKind
from eventapp.events.models import Event, Series, Topic
from eventapp.events.part_models import SeatPool
from eventapp.events.presentation import title_of
from eventapp.federations.models import Commitment, Federation, Organiser, Role
from eventapp.federations.provenance import EVENT_GROUPS
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus, SeatHold

NOW = "2027-03-01 10:00"


@pytest.fixture
def demo(session: scoped_session[Session], at: Callable[[str], None]) -> scoped_session[Session]:
    """The demo's data, loaded on a Monday in March."""
    at(NOW)
    with write():
        load_demo_data()
    return session


def event(demo: scoped_session[Session], slug: str) -> Event:
    return demo.scalars(sa.select(Event).where(Event.slug == slug)).one()


def people(demo: scoped_session[Session], slug: str, status: RegistrationStatus) -> list[Registration]:
    query = sa.select(Registration).where(
        Registration.event_id == event(demo, slug).id, Registration.status == status
    )
    return list(demo.scalars(query.order_by(Registration.queue_number, Registration.id)))


def all_rows(demo: scoped_session[Session]) -> dict[str, list[Any]]:
    return {
        table.name: [tuple(row) for row in demo.execute(sa.select(table))]
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.both_databases
def test_loading_twice_changes_nothing(demo: scoped_session[Session]) -> None:
    before = all_rows(demo)

    with write():
        loaded = load_demo_data()

    assert loaded == LoadedDemo(federations=0, events=0, registrations=0)
    assert all_rows(demo) == before


def test_loading_months_later_adds_nothing_but_the_next_democracy_day(
    demo: scoped_session[Session], at: Callable[[str], None]
) -> None:
    at("2027-11-09 10:00")

    with write():
        loaded = load_demo_data()

    assert (loaded.federations, loaded.events) == (0, 1)
    assert event(demo, "demokratidagen-2028")


def test_loading_makes_no_mail(demo: scoped_session[Session]) -> None:
    assert demo.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


def test_people_are_nobody(demo: scoped_session[Session]) -> None:
    registrations = demo.scalars(sa.select(Registration)).all()

    assert all(person.name.startswith("Exempelperson ") for person in registrations)
    assert all(person.email.endswith(".example") for person in registrations)


def test_every_seat_taken_is_held_by_somebody(demo: scoped_session[Session]) -> None:
    held = Counter(demo.scalars(sa.select(SeatHold.pool_id)))
    pools = demo.scalars(sa.select(SeatPool)).all()

    assert {pool.id: pool.taken for pool in pools if pool.taken} == dict(held)
    assert all(pool.taken <= pool.capacity for pool in pools)


def test_confirmed_people_hold_all_they_need_and_others_nothing(demo: scoped_session[Session]) -> None:
    for person in demo.scalars(sa.select(Registration)):
        pools = [demo.get_one(SeatPool, hold.pool_id) for hold in person.holds]
        chosen = {choice.session_id for choice in person.choices}
        whole = [pool for pool in person.event.pools if pool.kind in {PoolKind.EVENT, person.mode.value}]
        if person.status is RegistrationStatus.CONFIRMED:
            assert {pool.session_id for pool in pools if pool.session_id} == chosen
            assert {pool.id for pool in pools} >= {pool.id for pool in whole}
        else:
            assert pools == []


def test_the_full_webinar_has_a_queue_in_order(demo: scoped_session[Session]) -> None:
    full = event(demo, "demokratin-100-ar-suvs")
    waiting = people(demo, full.slug, RegistrationStatus.WAITLISTED)

    assert [pool.free for pool in full.pools] == [0]
    assert [person.queue_number for person in waiting] == [1, 2, 3, 4, 5]
    assert full.queue_counter == 5


def test_the_coming_democracy_day_is_open_hybrid_and_joint(demo: scoped_session[Session]) -> None:
    day = event(demo, "demokratidagen-2027")

    assert day.starts_at is not None
    assert day.starts_at.isoformat() == "2027-11-08T08:00:00+00:00"
    assert day.attendance is Attendance.HYBRID
    assert day.coordinating_host.slug == "sundbyberg"
    assert len(day.hosts) == 6
    assert {pool.kind: pool.capacity for pool in day.pools if not pool.session_id} == {
        PoolKind.EVENT: 300,
        PoolKind.ON_SITE: 200,
    }
    assert 40 <= len(people(demo, day.slug, RegistrationStatus.CONFIRMED)) <= 90


def test_some_workshops_are_full_and_each_slot_has_room(demo: scoped_session[Session]) -> None:
    pools = [pool for pool in event(demo, "demokratidagen-2027").pools if pool.session is not None]

    assert {pool.session.slot for pool in pools if pool.session and not pool.free} == {1, 2}
    assert {pool.session.slot for pool in pools if pool.session and pool.free} == {1, 2}


def test_special_cases_are_there(demo: scoped_session[Session]) -> None:
    events = list(demo.scalars(sa.select(Event)))
    ahead = [item for item in events if item.starts_at is None or item.starts_at > clock.now()]

    assert [item.slug for item in ahead if item.starts_at is None] == ["tjanstedesign-med-medborgare"]
    assert [item.slug for item in ahead if item.status is EventStatus.CANCELLED] == ["unga-och-tilliten"]
    assert [item.slug for item in ahead if item.is_sensitive] == ["kunskapsseminarium-sodertalje"]
    assert EventKind.WORKSHOP in {item.kind for item in ahead}
    assert {item.slug for item in events if item not in ahead} >= {"demokratidagen-2021"}


def test_the_sensitive_theme_stands_in_no_public_word(demo: scoped_session[Session]) -> None:
    sensitive = event(demo, "kunskapsseminarium-sodertalje")

    assert "våld" not in title_of(sensitive).lower()
    assert sensitive.topics == []
    assert sensitive.series is None


@pytest.mark.parametrize("day", ["2027-03-01", "2027-06-20", "2026-12-31", "2027-10-30", "2027-08-02"])
def test_dates_lie_ahead_wherever_the_year_stands(
    session: scoped_session[Session], at: Callable[[str], None], day: str
) -> None:
    at(f"{day} 10:00")
    with write():
        load_demo_data()

    starts = {
        item.slug: item.starts_at - clock.now()
        for item in session.scalars(sa.select(Event))
        if item.starts_at and item.starts_at > clock.now()
    }
    ten = [starts[webinar.slug] for webinar in WEBINARS]
    assert len(starts) == 17
    assert all(timedelta(weeks=4) <= ahead <= timedelta(weeks=20) for ahead in ten)


def test_one_event_crosses_the_change_of_clocks(demo: scoped_session[Session]) -> None:
    night = event(demo, "ett-dygn-for-demokratin")

    assert night.starts_at is not None
    assert night.ends_at is not None
    assert night.ends_at - night.starts_at == timedelta(hours=23)


def test_every_event_says_where_its_facts_come_from(demo: scoped_session[Session]) -> None:
    for item in demo.scalars(sa.select(Event)):
        assert set(item.provenance) == set(EVENT_GROUPS)
        assert item.provenance["capacity"] == "sample"


def test_federations_are_real_and_their_contact_details_are_not(demo: scoped_session[Session]) -> None:
    federations = demo.scalars(sa.select(Federation)).all()

    assert len(federations) == 6
    assert all(federation.is_signer for federation in federations)
    assert [federation.slug for federation in federations if federation.signed_on] == ["sundbyberg"]
    assert all(federation.phone.startswith("08-465 004 ") for federation in federations)
    assert all(federation.provenance["contact"] == "sample" for federation in federations)
    assert all("Exempeluppgift" in federation.retention_decision for federation in federations)


def test_every_federation_has_a_summary_and_an_owner_without_password(demo: scoped_session[Session]) -> None:
    commitments = demo.scalars(sa.select(Commitment)).all()
    organisers = demo.scalars(sa.select(Organiser)).all()

    assert len(commitments) == len(organisers) == 6
    assert all(commitment.points and not commitment.full_text for commitment in commitments)
    assert all(organiser.password_hash is None for organiser in organisers)
    assert {membership.role for organiser in organisers for membership in organiser.memberships} == {
        Role.OWNER
    }


def test_subjects_hold_the_seven_grounds_and_the_series_have_events(demo: scoped_session[Session]) -> None:
    assert demo.scalar(sa.select(sa.func.count()).where(Topic.is_ground)) == 7
    for series in demo.scalars(sa.select(Series)):
        assert demo.scalar(sa.select(sa.func.count()).where(Event.series_id == series.id))
