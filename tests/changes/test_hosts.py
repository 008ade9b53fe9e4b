"""The hosts of an event and their guaranteed seats: nobody loses a seat, and none is idle while somebody waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.changes.host_refusals import CoordinatorIsFixed, HostHasPeople, HostNotReady
from eventapp.changes.hosts import HostsWanted, HostWanted, change_hosts, hosts_of, plan_hosts
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.events.queries import lock_event
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.share_seats import NoTotal, SharesExceedTotal, TooFewCommonSeats
from tests.support.builders import make_event, make_federation, make_pool, registration_of, sign_up
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def hosts():
    return [make_federation(slug=slug, short_name=slug.upper()) for slug in ("anna", "bo", "cia")]


@pytest.fixture
def event(hosts):
    return make_event(hosts=hosts[:2], seats=10)


def wish(event: Event, federations, shares=(), coordinating=0, released_at=None) -> HostsWanted:
    given = [*shares, *[None] * len(federations)]
    return HostsWanted(
        hosts=tuple(
            HostWanted(federation_id=one.id, share=share, released_at=released_at if share else None)
            for one, share in zip(federations, given, strict=False)
        ),
        coordinating_id=federations[coordinating].id,
    )


def change(event: Event, wanted: HostsWanted):
    return change_hosts(lock_event(event.id), wanted, SYSTEM)


def seats(event: Event) -> dict[str, tuple[int, int]]:
    """Return taken and capacity of the event's own pool and of each share; the doctor has nothing to say."""
    db.session.flush()
    db.session.expire_all()
    pools = db.session.scalars(sa.select(SeatPool).where(SeatPool.event_id == event.id))
    slugs = {host.federation_id: host.federation.slug for host in event.hosts}
    assert find_seat_problems() == []
    return {slugs.get(pool.federation_id, pool.kind.value): (pool.taken, pool.capacity) for pool in pools}


def people(event: Event, federation, number: int, start: int = 0) -> None:
    for n in range(start, start + number):
        sign_up(event, f"{federation.slug}-{n}@example.se", federation_id=federation.id)


def test_shares_are_made_of_the_events_own_seats(event, hosts):
    change(event, wish(event, hosts[:2], [4, 3]))
    assert seats(event) == {"event": (0, 3), "anna": (0, 4), "bo": (0, 3)}


def test_the_total_is_the_same_whatever_is_shared(event, hosts):
    for shares in ([4, 3], [10], [0, 10], [1, 1], []):
        change(event, wish(event, hosts[:2], shares))
        assert sum(capacity for _taken, capacity in seats(event).values()) == 10


def test_people_who_have_a_common_seat_take_one_of_their_share(event, hosts):
    people(event, hosts[0], 3)
    people(event, hosts[1], 2)
    change(event, wish(event, hosts[:2], [2, 5]))
    assert seats(event) == {"event": (1, 3), "anna": (2, 2), "bo": (2, 5)}


def test_nobody_loses_a_seat_when_a_share_is_given_up(event, hosts):
    change(event, wish(event, hosts[:2], [4, 3]))
    people(event, hosts[0], 4)
    change(event, wish(event, hosts[:2], [None, 3]))
    assert seats(event) == {"event": (4, 7), "bo": (0, 3)}
    assert registration_of(event, "anna-0@example.se").status is RegistrationStatus.CONFIRMED


def test_shares_above_the_total_are_refused_with_the_numbers(event, hosts):
    with pytest.raises(SharesExceedTotal) as refused:
        change(event, wish(event, hosts[:2], [6, 5]))
    assert "11 platser, och evenemanget har 10" in str(refused.value.sentence)


def test_share_below_what_is_taken_is_refused_at_its_field(event, hosts):
    change(event, wish(event, hosts[:2], [4]))
    people(event, hosts[0], 3)
    with pytest.raises(FieldRefused) as refused:
        change(event, wish(event, hosts[:2], [2]))
    assert refused.value.field == "share_anna"
    assert "Skriv minst 3" in str(refused.value.sentence)


def test_shares_leave_seats_for_those_who_have_a_common_one(event, hosts):
    people(event, hosts[1], 4)
    with pytest.raises(TooFewCommonSeats) as refused:
        change(event, wish(event, hosts[:2], [8]))
    assert "4 av de gemensamma platserna är redan tagna" in str(refused.value.sentence)
    assert "Minska andelarna med 2." in str(refused.value.sentence)


def test_shares_need_a_total(hosts):
    event = make_event(hosts=hosts[:2], seats=None)
    with pytest.raises(NoTotal):
        change(event, wish(event, hosts[:2], [2]))


def test_way_of_attending_keeps_its_own_limit(hosts):
    event = make_event(hosts=hosts[:2], seats=10, online=8)
    people(event, hosts[0], 3)
    change(event, wish(event, hosts[:2], [5]))
    assert seats(event) == {"event": (0, 5), "anna": (3, 5), "online": (3, 8)}


def test_what_becomes_common_goes_to_who_waits(event, hosts):
    change(event, wish(event, hosts[:2], [8]))
    people(event, hosts[1], 4)
    wanted = wish(event, hosts[:2], [5])
    assert (plan_hosts(event, wanted).promoted, change(event, wanted).promoted) == (2, 2)
    assert seats(event) == {"event": (4, 5), "anna": (0, 5)}


def test_planning_writes_nothing(event, hosts):
    change(event, wish(event, hosts[:2], [8]))
    people(event, hosts[1], 4)
    before = seats(event)
    plan_hosts(event, wish(event, hosts[:2], [5]))
    assert seats(event) == before


def test_host_with_people_stays(event, hosts):
    people(event, hosts[1], 2)
    with pytest.raises(HostHasPeople) as refused:
        change(event, wish(event, hosts[:1]))
    assert "BO har 2 anmälda" in str(refused.value.sentence)


def test_host_without_people_goes_and_its_share_is_common(event, hosts):
    change(event, wish(event, hosts[:2], [4, 3]))
    change(event, wish(event, hosts[:1], [4]))
    assert seats(event) == {"event": (0, 6), "anna": (0, 4)}


def test_another_host_sees_the_event_at_once(app, event, hosts):
    browser = OrganiserBrowser(app, make_organiser((hosts[2], Role.VIEWER)))
    assert event.title not in browser.get("/arrangor/").text
    change(event, wish(event, hosts))
    assert event.title in browser.get("/arrangor/").text


def test_coordination_moves_before_anybody_has_signed_up_and_not_after(event, hosts):
    change(event, wish(event, hosts[:2], coordinating=1))
    assert event.coordinating_host is hosts[1]
    people(event, hosts[0], 1)
    with pytest.raises(CoordinatorIsFixed):
        change(event, wish(event, hosts[:2], coordinating=0))


def test_public_event_takes_no_host_without_a_decision_on_retention(event, hosts):
    hosts[2].retention_decision = ""
    with pytest.raises(HostNotReady) as refused:
        change(event, wish(event, hosts))
    assert "CIA saknar gallringsbeslut" in str(refused.value.sentence)


def test_log_has_hosts_and_shares_before_and_after(event, hosts):
    change(event, wish(event, hosts, [4]))
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "change_hosts")).one()
    changed = entry.details["changed"]
    assert changed["hosts"] == [["anna", "bo"], ["anna", "bo", "cia"]]
    assert changed["shares"] == [{}, {"anna": [4, None]}]


def address(event: Event) -> str:
    return f"/arrangor/evenemang/{event.public_id}/redigera/varder"


def send(browser, event: Event, **fields):
    db.session.refresh(event)
    values = {"version": str(event.version), "hosts": ["anna", "bo"], "coordinating": "anna"}
    return browser.post(address(event), **values | fields)


@pytest.fixture
def browser(app, hosts):
    return OrganiserBrowser(app, make_organiser((hosts[0], Role.EDITOR)))


def test_page_saves_hosts_then_shares(browser, event, hosts):
    day = (now() + timedelta(days=7)).date().isoformat()
    assert send(browser, event, hosts=["anna", "bo", "cia"]).status_code == 303
    answer = send(browser, event, hosts=["anna", "bo", "cia"], share_cia="4", day_cia=day, clock_cia="12.00")
    assert answer.status_code == 303
    assert seats(event) == {"event": (0, 6), "cia": (0, 4)}
    assert [host.share for host in hosts_of(event).hosts] == [None, None, 4]
    assert event.hosts[2].share_released_at is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"hosts": ["bo"]}, "Välj ett av förbunden som bjuder in"),
        ({"hosts": []}, "Välj minst ett förbund"),
        ({"share_bo": "11"}, "Andelarna är tillsammans 11 platser"),
        ({"share_bo": "några"}, "Skriv ett heltal"),
        ({"day_bo": "2027-01-01", "clock_bo": "12.00"}, "Skriv hur många platser förbundet garanteras"),
        ({"share_bo": "2", "day_bo": "2020-01-01", "clock_bo": "12.00"}, "Välj en tid som kommer"),
        ({"share_bo": "2", "day_bo": "2020-01-01"}, "Fyll i klockslaget också"),
    ],
)
def test_page_says_what_needs_correcting(browser, event, fields, sentence):
    answer = send(browser, event, **fields)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert seats(event) == {"event": (0, 10)}


def test_release_comes_before_the_event(browser, event):
    day = (event.starts_at + timedelta(days=1)).date().isoformat()
    answer = send(browser, event, share_bo="2", day_bo=day, clock_bo="12.00")
    assert "Välj en tid före evenemanget" in answer.text


def test_page_asks_first_when_somebody_gets_a_seat(browser, event, hosts):
    change(event, wish(event, hosts[:2], [8]))
    people(event, hosts[1], 4)
    before = seats(event)
    asked = send(browser, event, share_anna="5")
    assert "2 får plats från kön" in asked.text
    assert seats(event) == before

    assert send(browser, event, share_anna="5", confirmed="1").status_code == 303
    kinds = db.session.scalars(sa.select(OutboxMessage.kind)).all()
    assert kinds.count("waitlist_promoted") == 2


def test_editor_of_another_host_reads_and_changes_nothing(app, event, hosts):
    browser = OrganiserBrowser(app, make_organiser((hosts[1], Role.EDITOR)))
    page = browser.get(address(event))
    assert page.status_code == 200
    assert "ANNA samordnar" in page.text
    assert send(browser, event, share_bo="5").status_code == 403
    assert browser.post(f"{address(event)}/{hosts[1].slug}/flytta", version="1").status_code == 403
    assert seats(event) == {"event": (0, 10)}


def test_order_of_hosts(browser, event):
    db.session.refresh(event)
    browser.post(f"{address(event)}/bo/flytta", riktning="upp", version=str(event.version))
    db.session.expire_all()
    assert [host.federation.slug for host in event.hosts] == ["bo", "anna"]


def test_public_page_names_non_signing_hosts_but_says_of_signers_only_that_they_signed(client, hosts):
    hosts[1].is_signer = False
    event = make_event(hosts=hosts[:2])
    page = client.get(f"/evenemang/{event.slug}").text
    assert hosts[1].name in page
    assert f"{hosts[0].name} har undertecknat Deklaration för en stark demokrati" in page
    assert f"{hosts[1].name} har undertecknat" not in page


def test_pool_of_a_workshop_is_left_alone(event, hosts):
    make_pool(event, PoolKind.ONLINE, 5)
    change(event, wish(event, hosts[:2], [4]))
    assert seats(event)["online"] == (0, 5)
