"""The pages with numbers: of an event, of a year, for who may see whom; before and after people's data go."""

from datetime import timedelta

import pytest

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.federations.models import Role
from eventapp.privacy.commands import purge_all
from eventapp.registrations.models import AttendeeRole
from tests.support.builders import (
    make_event,
    make_federation,
    make_topic,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def host(session):
    return make_federation(slug="egna", short_name="Egna")


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.VIEWER)))


def sign_many_up(event, number, **details):
    for each in range(number):
        place = details.get("organisation", "")
        sign_up(event, f"person-{place[:3]}-{each}@example.se", **details)


def test_event_shows_how_many_how_and_when(host, browser):
    event = make_event(hosts=[host])
    sign_many_up(event, 6, organisation="Insats Unga framåt", role=AttendeeRole.EMPLOYEE)
    sign_many_up(event, 5, organisation="Botkyrka kommun", role=AttendeeRole.MANAGER)
    page = browser.get(f"/arrangor/evenemang/{event.public_id}/siffror").text
    assert "Insats Unga framåt" in page
    assert "Botkyrka kommun" in page
    assert "Chef" in page
    assert "anmälda av 20" in page


def test_workplace_of_few_is_never_named(host, browser):
    event = make_event(hosts=[host])
    sign_many_up(event, 8, organisation="Insats Unga framåt")
    sign_many_up(event, 5, organisation="Botkyrka kommun")
    sign_many_up(event, 4, organisation="Enskild firma Åkesson")
    page = browser.get(f"/arrangor/evenemang/{event.public_id}/siffror").text
    assert "Enskild firma" not in page
    assert "Insats Unga framåt" in page
    assert "Övriga" in page


def test_who_stayed_away_is_said_once_somebody_was_noted_as_come(host, browser):
    event = make_event(hosts=[host])
    sign_many_up(event, 3)
    page = f"/arrangor/evenemang/{event.public_id}/siffror"
    assert "uteblev" not in browser.get(page).text
    registration_of(event, "person--0@example.se").attended_at = clock.now()
    db.session.commit()
    assert "<dt>uteblev</dt><dd>2</dd>" in browser.get(page).text


def test_numbers_are_the_same_when_the_people_are_gone(app, host, browser, session):
    event = make_event(hosts=[host])
    sign_many_up(event, 6, organisation="Insats Unga framåt", role=AttendeeRole.EMPLOYEE)
    db.session.commit()
    address = f"/arrangor/evenemang/{event.public_id}/siffror"
    before = browser.get(address).text
    organiser = make_organiser((host, Role.VIEWER))
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=400)):
        purge_all()
        later = OrganiserBrowser(app, organiser).get(address).text
    assert before.split("<main")[1].split("csrf")[0] == later.split("<main")[1].split("csrf")[0]


def test_co_host_counts_its_own_people_only(app, host):
    other = make_federation(slug="andra")
    event = make_event(hosts=[other, host])
    sign_many_up(event, 6, organisation="Vår insats", federation_id=host.id)
    sign_many_up(event, 7, organisation="Deras insats", federation_id=other.id)
    page = OrganiserBrowser(app, make_organiser((host, Role.VIEWER))).get(
        f"/arrangor/evenemang/{event.public_id}/siffror"
    )
    assert "Vår insats" in page.text
    assert "Deras insats" not in page.text


def test_year_shows_events_and_which_grounds_were_taken_up(host, browser):
    age, religion = make_topic(name="Ålder", is_ground=True), make_topic(name="Religion", is_ground=True)
    event = make_event(hosts=[host], title="Om ålder", starts_at=swedish("2027-01-01 09:00"), topics=[age])
    make_event(hosts=[host], title="Nyårsafton", starts_at=swedish("2026-12-31 23:00"), topics=[religion])
    make_event(hosts=[host], title="Utkast", starts_at=swedish("2027-05-01 09:00"), status=EventStatus.DRAFT)
    sign_many_up(event, 6)
    page = browser.get("/arrangor/statistik/egna/2027").text
    assert "Om ålder" in page
    assert "Nyårsafton" not in page
    assert "Utkast" not in page
    ground = page[page.index(">Ålder<") :]
    assert "Har evenemang" in ground[:400]
    assert "Inget evenemang" in page[page.index(">Religion<") :][:400]


def test_statistics_of_another_federation_are_nobodys_business(browser):
    make_federation(slug="andra")
    assert browser.get("/arrangor/statistik/andra/2027").status_code == 404


def test_menu_leads_to_this_year_or_to_the_choice_of_federation(app, host, browser):
    assert browser.get("/arrangor/statistik").location.startswith("/arrangor/statistik/egna/")
    both = make_organiser((host, Role.VIEWER), (make_federation(slug="andra"), Role.VIEWER))
    page = OrganiserBrowser(app, both).client.get("/arrangor/statistik", follow_redirects=True).text
    assert "/arrangor/statistik/andra/" in page


def test_queries_do_not_grow_with_events_and_people(host, browser, session):
    def queries():
        with count_queries() as counted:
            browser.get("/arrangor/statistik/egna/2027")
        return len(counted)

    event = make_event(hosts=[host], starts_at=swedish("2027-02-01 09:00"))
    sign_many_up(event, 2)
    db.session.commit()
    few = queries()
    for month in range(3, 9):
        more = make_event(hosts=[host], starts_at=swedish(f"2027-0{month}-01 09:00"))
        sign_many_up(more, 5, organisation="Insats Unga framåt")
    db.session.commit()
    assert queries() == few
