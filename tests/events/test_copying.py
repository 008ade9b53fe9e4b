"""A new occasion from an event: all but people, dates, mails and lists, the times as far from the start as before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.copying import KEPT
from eventapp.events.kinds import Attendance, ContributorKind, EventStatus, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor, EventImage, MailSupplement, UnfinishedForm
from tests.support.builders import (
    make_event,
    make_federation,
    make_pool,
    make_question,
    make_series,
    make_session,
    make_topic,
    sign_up,
    swedish,
)
from tests.support.editing import Editor

pytestmark = pytest.mark.both_databases
#: What a copy does not have, and why: its own names, states, times, counts and decisions.
OWN = {
    *(
        "id",
        "public_id",
        "slug",
        "status",
        "created_at",
        "published_at",
        "changed_at",
        "cancelled_at",
        "version",
    ),
    *("revision", "queue_counter", "cancellation_reason", "unconfirmed_reason", "meeting_url"),
    *("starts_at", "ends_at", "period", "period_en", "registration_opens_at", "registration_closes_at"),
}


@pytest.fixture
def hosts(session):
    return [make_federation(), make_federation()]


@pytest.fixture
def former(hosts, session):
    """A joint day in October with everything, before the clocks go back."""
    start = swedish("2027-10-29 09:00")
    event = make_event(
        hosts=hosts,
        title="Demokratidagen",
        starts_at=start,
        ends_at=start + timedelta(hours=7),
        registration_closes_at=start - timedelta(days=1),
        attendance=Attendance.HYBRID,
        meeting_url="https://mote.example/1",
        venue_name="Salen",
        description="Välkommen.",
        series=make_series(),
        topics=[make_topic(), make_topic()],
        seats=10,
    )
    event.hosts[1].share_released_at = start - timedelta(days=7)
    make_pool(event, PoolKind.SHARE, 5, federation_id=hosts[1].id)
    make_session(event, title="Start")
    make_session(event, title="Samtal", slot=1, seats=3)
    make_question(event, label="Vad vill du?")
    event.contributors.append(
        Contributor(
            public_id=new_public_id(),
            position=0,
            kind=ContributorKind.LECTURER,
            name="Robin Ek",
            is_procured=True,
            confirmed_at=now(),
            confirmed_by="Robin",
        )
    )
    event.image = EventImage(
        public_id=new_public_id(),
        media_type="image/png",
        width=1,
        height=1,
        alt="Bild",
        credit="Vi",
        content=b"x",
    )
    session.add(MailSupplement(kind="registration_confirmed", event_id=event.id, text="Ta med fika."))
    session.add(UnfinishedForm(event_id=event.id, page="details", values={}, faults=1, saved_at=now()))
    sign_up(event, federation_id=hosts[0].id, sessions={1: event.sessions[1].id})
    return event


def copy(app, host, former, **fields):
    path = f"/arrangor/evenemang/{former.public_id}/kopiera"
    values = {"title": "Demokratidagen igen", "start_day": "", "start_clock": "09:00"} | fields
    answer = Editor(app, host).post(path, **values)
    assert answer.status_code == 303, answer.text
    return db.session.scalars(sa.select(Event).where(Event.public_id == answer.location.split("/")[3])).one()


def test_everything_but_people_and_dates_comes_along(app, hosts, former):
    event = copy(app, hosts[0], former)
    assert {name: getattr(event, name) for name in KEPT} == {name: getattr(former, name) for name in KEPT} | {
        "title": "Demokratidagen igen"
    }
    assert (event.status, event.slug) == (EventStatus.DRAFT, "demokratidagen-igen")
    assert [host.federation_id for host in event.hosts] == [host.id for host in hosts]
    assert {(pool.kind, pool.capacity, pool.taken) for pool in event.pools} == {
        (PoolKind.EVENT, 10, 0),
        (PoolKind.SHARE, 5, 0),
        (PoolKind.SESSION, 3, 0),
    }
    assert [session.title for session in event.sessions] == ["Start", "Samtal"]
    assert [slot.number for slot in event.slots] == [1]
    assert [question.label for question in event.questions] == ["Vad vill du?"]
    assert {topic.id for topic in event.topics} == {topic.id for topic in former.topics}
    assert (event.image.alt, event.image.content) == ("Bild", b"x")
    query = sa.select(MailSupplement.text).where(MailSupplement.event_id == event.id)
    assert db.session.scalars(query).all() == ["Ta med fika."]


def test_every_field_is_either_kept_or_the_new_ones_own():
    assert set(KEPT) | OWN == set(Event.__table__.columns.keys())
    assert set(KEPT).isdisjoint(OWN)


def test_seats_limit_the_new_workshop_and_share(app, hosts, former):
    event = copy(app, hosts[0], former)
    workshop = next(pool for pool in event.pools if pool.kind is PoolKind.SESSION)
    share = next(pool for pool in event.pools if pool.kind is PoolKind.SHARE)
    assert workshop.session_id == event.sessions[1].id
    assert share.federation_id == hosts[1].id


def test_contributors_have_to_confirm_anew_by_another_link(app, hosts, former):
    one = copy(app, hosts[0], former).contributors[0]
    assert (one.name, one.is_procured, one.confirmed_at, one.confirmed_by) == ("Robin Ek", True, None, "")
    assert one.public_id != former.contributors[0].public_id


def test_without_a_day_no_time_is_known(app, hosts, former):
    event = copy(app, hosts[0], former)
    times = [event.starts_at, event.ends_at, event.registration_closes_at, event.hosts[1].share_released_at]
    times += [at for session in event.sessions for at in (session.starts_at, session.ends_at)]
    assert set(times) == {None}


def test_with_a_day_the_clock_shows_the_same_though_summer_time_ends_between(app, hosts, former):
    event = copy(app, hosts[0], former, start_day="2027-11-08", start_clock="10:00")
    assert event.starts_at == swedish("2027-11-08 10:00")
    assert event.ends_at == swedish("2027-11-08 17:00")
    assert event.sessions[0].starts_at == swedish("2027-11-08 10:00")
    assert event.sessions[1].starts_at == swedish("2027-11-08 10:30")
    assert event.registration_closes_at == swedish("2027-11-07 10:00")
    assert event.hosts[1].share_released_at == swedish("2027-11-01 10:00")


def test_the_former_event_is_as_it_was(app, hosts, former):
    before = {name: getattr(former, name) for name in Event.__table__.columns.keys()}  # noqa: SIM118
    copy(app, hosts[0], former, start_day="2027-11-08")
    again = db.session.get(Event, former.id, populate_existing=True)
    assert {name: getattr(again, name) for name in before} == before


def test_day_that_cannot_be_read_is_said(app, hosts, former):
    path = f"/arrangor/evenemang/{former.public_id}/kopiera"
    answer = Editor(app, hosts[0]).post(path, title="", start_day="snart", start_clock="")
    assert answer.status_code == 200
    assert all(
        text in answer.text for text in ("Skriv en rubrik", "Skriv dagen med siffror", 'value="snart"')
    )
