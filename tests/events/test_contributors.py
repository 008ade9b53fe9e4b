"""Who contributes to an event, and how the procured confirm what is required of them."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.core.tokens import Purpose, make_token
from eventapp.events.contributors import contributor_token
from eventapp.events.kinds import ContributorKind
from eventapp.events.models import Event
from eventapp.events.requirement import (
    REQUIREMENT_VERSION,
    VERSIONS,
    confirmation_text,
    requirement_text,
)
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.commands import purge_all
from tests.registrations.reading import read
from tests.support.builders import make_contributor, make_event, make_federation, sign_up, swedish
from tests.support.forms import fill_in
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
CONFIRMED = "Har bekräftat vårt krav på inkludering, jämställdhet och icke-diskriminering"
WHOLE = {"name": "Kim Föreläsare", "kind": "lecturer", "organisation": "Provbolaget", "is_procured": "y"}


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def event(host):
    return make_event(hosts=[host])


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def address(event: Event, rest: str = "") -> str:
    return f"/arrangor/evenemang/{event.public_id}/redigera/medverkande{rest}"


def send(browser, event: Event, rest: str, **fields: str):
    db.session.refresh(event)
    return browser.post(address(event, rest), **{"version": str(event.version)} | fields)


def confirm(client, contributor, name: str = "Kim F"):
    return fill_in(client, f"/medverkan/{contributor_token(contributor)}", name=name)


def test_whoever_contributes_is_on_the_events_page(browser, event, client):
    assert send(browser, event, "/ny", **WHOLE).status_code == 303
    page = client.get(f"/evenemang/{event.slug}").text
    assert "Kim Föreläsare</strong>, föreläsare, Provbolaget" in page
    assert CONFIRMED not in page


def test_what_is_missing_is_said_and_what_was_typed_is_kept(browser, event):
    page = send(browser, event, "/ny", name="", organisation="Provbolaget", email="kim").text
    assert "Skriv vem som medverkar" in page
    assert "Välj vad personen gör" in page
    assert "Skriv hela e-postadressen" in page
    assert "Provbolaget" in page


def test_confirming_shows_on_the_page_that_was_in_memory(event, client):
    contributor = make_contributor(event)
    assert CONFIRMED not in client.get(f"/evenemang/{event.slug}").text

    page = confirm(client, contributor)

    db.session.refresh(contributor)
    assert "Kravet är bekräftat" in page.text
    assert (contributor.confirmed_by, contributor.confirmed_version) == ("Kim F", REQUIREMENT_VERSION)
    assert CONFIRMED in client.get(f"/evenemang/{event.slug}").text


def test_opening_the_link_confirms_nothing(event, client):
    contributor = make_contributor(event)
    answer = client.get(f"/medverkan/{contributor_token(contributor)}")
    db.session.refresh(contributor)
    assert requirement_text() in answer.text
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert contributor.confirmed_at is None


def test_a_name_is_needed_to_confirm(event, client):
    contributor = make_contributor(event)
    assert "Skriv ditt namn" in confirm(client, contributor, name="").text
    db.session.refresh(contributor)
    assert contributor.confirmed_at is None


def test_what_is_confirmed_stays_as_it_was_confirmed(event, client):
    contributor = make_contributor(event)
    path = f"/medverkan/{contributor_token(contributor)}"
    form = client.get(path)
    confirm(client, contributor)
    token = form.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    client.post(path, data={"csrf_token": token, "name": "Någon annan"})
    db.session.refresh(contributor)
    assert contributor.confirmed_by == "Kim F"


def test_link_for_another_purpose_or_of_somebody_not_procured_is_dead(event, client):
    contributor, unpaid = make_contributor(event), make_contributor(event, is_procured=False)
    other = make_token(Purpose.INVITATION, contributor.public_id, contributor.link_version)
    for token in (other, contributor_token(unpaid), "finns-inte"):
        assert client.get(f"/medverkan/{token}").status_code == 404


def test_new_link_ends_the_former(browser, event, client):
    contributor = make_contributor(event)
    old = contributor_token(contributor)
    send(browser, event, f"/{contributor.public_id}/ny-lank")
    db.session.refresh(contributor)
    assert client.get(f"/medverkan/{old}").status_code == 404
    assert client.get(f"/medverkan/{contributor_token(contributor)}").status_code == 200


def test_link_is_mailed_once_for_each_press(browser, event):
    contributor = make_contributor(event, email="kim@exempel.se")
    path = address(event, f"/{contributor.public_id}/skicka")
    version = str(event.version)
    for _press in range(2):
        browser.post(path, version=version)

    message = db.session.scalars(sa.select(OutboxMessage)).one()
    mail = read(message)
    assert message.recipient == "kim@exempel.se"
    assert f"/medverkan/{contributor_token(contributor)}" in mail.text
    assert requirement_text()[:40] in mail.text


def test_without_address_nothing_is_mailed_and_the_link_can_be_copied(browser, event):
    contributor = make_contributor(event)
    send(browser, event, f"/{contributor.public_id}/skicka")
    page = browser.get(address(event)).text
    assert "Lägg till en e-postadress först" in page
    assert f"/medverkan/{contributor_token(contributor)}" in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


def test_another_name_is_another_person(browser, event, client):
    contributor = make_contributor(event)
    confirm(client, contributor)
    old = contributor_token(contributor)
    path = f"/{contributor.public_id}"
    send(browser, event, path, name=contributor.name, kind="moderator", is_procured="y")
    db.session.refresh(contributor)
    assert contributor.kind is ContributorKind.MODERATOR
    assert contributor.confirmed_at

    send(browser, event, path, **WHOLE)
    db.session.refresh(contributor)
    assert contributor.confirmed_at is None
    assert client.get(f"/medverkan/{old}").status_code == 404


def test_order_and_removal(browser, event, client):
    names = ("A", "B", "C")
    ids = {name: make_contributor(event, name=name).public_id for name in names}
    send(browser, event, f"/{ids['C']}/flytta", riktning="upp")
    send(browser, event, f"/{ids['A']}/ta-bort")
    db.session.expire_all()
    assert [one.name for one in event.contributors] == ["C", "B"]


def test_sensitive_event_names_nobody(host, client):
    event = make_event(hosts=[host], is_sensitive=True, neutral_title="Kunskapsseminarium")
    make_contributor(event, name="Kim Föreläsare")
    assert "Kim Föreläsare" not in client.get(f"/evenemang/{event.slug}").text


def test_log_has_the_acts_without_names_and_addresses(browser, event):
    send(browser, event, "/ny", **WHOLE, email="kim@exempel.se")
    contributor = event.contributors[0]
    send(browser, event, f"/{contributor.public_id}", **WHOLE | {"name": "Robin", "email": ""})
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event_id == event.id)).all()
    told = [(entry.action, entry.details) for entry in entries]
    assert told == [("add_contributor", {}), ("change_contributor", {"fields": ["name", "email"]})]


@pytest.mark.parametrize("has_people", [True, False])
def test_address_goes_with_the_people_and_the_name_stays(at, host, has_people):
    at("2027-10-01 12:00")
    event = make_event(hosts=[host], starts_at=swedish("2027-11-08 09:00"))
    contributor = make_contributor(event, email="kim@exempel.se")
    if has_people:
        sign_up(event)
    db.session.commit()
    at("2028-02-06 10:59")
    purge_all()
    db.session.refresh(contributor)
    assert contributor.email == "kim@exempel.se"

    at("2028-02-06 11:01")
    purge_all()
    db.session.refresh(contributor)
    assert (contributor.email, contributor.name) == ("", "Robin Ek")


def test_requirement_has_a_version_for_each_wording(app):
    with app.test_request_context():
        text = f"{requirement_text()}\n{confirmation_text()}"
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert VERSIONS[REQUIREMENT_VERSION] == fingerprint, "a new wording needs a new version"
