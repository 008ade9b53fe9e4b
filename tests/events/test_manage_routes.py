"""The organisers' list of events and an event's overview."""

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.federations.models import Role
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries


@pytest.fixture
def host(session, at):
    at("2027-10-01 12:00")
    return make_federation()


def events_page(app, *roles):
    return OrganiserBrowser(app, make_organiser(*roles)).get("/arrangor/").text


def test_own_and_co_hosted_events_are_listed_and_no_others(app, host):
    other = make_federation()
    make_event(hosts=[host], title="Eget")
    make_event(hosts=[other, host], title="Gemensamt")
    make_event(hosts=[other], title="Andras")
    make_event(hosts=[host], title="Utkastet", status=EventStatus.DRAFT)
    text = events_page(app, (host, Role.DOOR))
    assert [title for title in ("Eget", "Gemensamt", "Andras", "Utkastet") if title in text] == [
        "Eget",
        "Gemensamt",
        "Utkastet",
    ]


def test_coming_stand_first_and_undated_after_them(app, host):
    for title, start in (
        ("Sen", "2027-12-01"),
        ("Förr", "2027-05-01"),
        ("Snart", "2027-10-02"),
        ("Odaterat", None),
    ):
        make_event(hosts=[host], title=title, starts_at=swedish(start) if start else None, period="Våren")
    text = events_page(app, (host, Role.VIEWER))
    order = sorted(("Sen", "Förr", "Snart", "Odaterat"), key=lambda title: text.index(f">{title}<"))
    assert order == ["Snart", "Sen", "Odaterat", "Förr"]


def test_seats_and_queue_are_told(app, host):
    event = make_event(hosts=[host], seats=2)
    for number in range(4):
        sign_up(event, f"{number}@example.se")
    cancel_registration(registration_of(event, "3@example.se").id)
    text = events_page(app, (host, Role.VIEWER))
    assert "2 av 2" in text
    overview = OrganiserBrowser(app, make_organiser((host, Role.VIEWER))).get(
        f"/arrangor/evenemang/{event.public_id}"
    )
    assert "anmälda av 2" in overview.text


def test_overview_counts_needs_without_telling_them(app, host):
    event = make_event(hosts=[host])
    sign_up(event, "a@example.se", needs="hörslinga")
    sign_up(event, "b@example.se", food="vegan")
    sign_up(event, "c@example.se")
    text = (
        OrganiserBrowser(app, make_organiser((host, Role.VIEWER)))
        .get(f"/arrangor/evenemang/{event.public_id}")
        .text
    )
    assert "2 deltagare har skrivit vad de behöver" in text
    assert "hörslinga" not in text


def test_door_sees_the_event_but_no_way_to_its_people(app, host):
    event = make_event(hosts=[host])
    text = (
        OrganiserBrowser(app, make_organiser((host, Role.DOOR)))
        .get(f"/arrangor/evenemang/{event.public_id}")
        .text
    )
    assert "Deltagare" not in text


def test_theme_of_a_sensitive_event_stays_on_its_own_page(app, host):
    event = make_event(hosts=[host], title="Våld", is_sensitive=True, neutral_title="Kunskapsseminarium")
    browser = OrganiserBrowser(app, make_organiser((host, Role.OWNER)))
    own = f"/arrangor/evenemang/{event.public_id}"
    for path in ("/arrangor/", own, f"{own}/deltagare", f"{own}/deltagare/hamta"):
        text = browser.get(path).text
        assert "Kunskapsseminarium" in text
        assert "Våld" not in text


@pytest.mark.both_databases
def test_number_of_queries_does_not_grow_with_the_events(app, session):
    hosts = [make_federation(), make_federation()]
    organiser = make_organiser((hosts[0], Role.OWNER))
    counts = []
    for number in (3, 30):
        for _ in range(number):
            make_event(hosts=hosts)
        browser = OrganiserBrowser(app, organiser)
        with count_queries() as statements:
            assert browser.get("/arrangor/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_what_waits_leads_to_where_it_is_done(app, host):
    event = make_event(hosts=[host], title="Demokratidagen")
    make_event(hosts=[host])
    sign_up(event)
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.about == registration_of(event).public_id)
        .values(status=MessageStatus.FAILED)
    )
    page = events_page(app, (host, Role.EDITOR))
    there = f"/arrangor/evenemang/{event.public_id}/mejl?lage=misslyckade"
    assert f'<a href="{there}">1 mejl kom inte fram</a> <span class="soft">Demokratidagen</span>' in page
