"""After people's data have gone, every page about them and their event still answers with a sentence."""

from __future__ import annotations

import pytest

from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.privacy.commands import purge_all
from eventapp.registrations.links import join_token, own_token
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.forms import fill_in
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.both_databases


@pytest.fixture
def purged(session, at):
    """An event of last year whose only participant is gone, and what the links were."""
    at("2027-10-01 12:00")
    event = make_event(starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, advance_question="Vad gör ni?")
    registration = registration_of(event)
    links = own_token(registration), join_token(registration), registration.public_id
    db.session.commit()
    at("2028-03-01 12:00")
    purge_all()
    return event, links


@pytest.mark.parametrize("rest", ["", "/andra", "/avboka", "/kalender.ics", "/uppgifter", "/uppgifter.json"])
def test_the_persons_links_say_that_they_are_dead(client, purged, rest):
    answer = client.get(f"/anmalan/{purged[1][0]}{rest}")

    assert answer.status_code == 404
    assert "Länken gäller inte längre" in answer.text


def test_joining_and_asking_for_the_link_lead_nowhere(client, purged):
    assert client.get(f"/delta/{purged[1][1]}").status_code == 404
    fill_in(client, "/min-anmalan", email="kim@example.se")
    assert purge_all() == {}


def test_the_hosts_see_numbers_and_why_there_are_no_names(app, client, purged):
    event, (_own, _join, public_id) = purged
    browser = OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))
    people = f"/arrangor/evenemang/{event.public_id}"

    assert "Uppgifterna om deltagarna är borttagna" in browser.get(f"{people}/deltagare").text
    assert browser.get(f"{people}/deltagare/{public_id}").status_code == 404
    assert browser.get(f"{people}/fragor").status_code == 200
    lines = browser.post(f"{people}/deltagare.csv").get_data(as_text=True).strip().splitlines()
    assert len(lines) == 1
    assert client.get(f"/evenemang/{event.slug}").status_code == 200
