"""Needs that nobody has answered: counted with their age, opened one at a time, answered once."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.registrations.changing import change_registration
from eventapp.registrations.needs import working_days
from eventapp.registrations.sign_up import Choices
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.both_databases


@pytest.fixture
def host(session, at):
    at("2027-10-01 12:00")  # a Friday
    return make_federation(slug="egna", short_name="Egna")


@pytest.fixture
def organiser(host):
    return make_organiser((host, Role.EDITOR))


def page_of(app, organiser):
    return OrganiserBrowser(app, organiser).get("/arrangor/behov").text


def test_unanswered_needs_are_counted_with_their_age_and_not_told(app, host, organiser, at):
    event = make_event(hosts=[host], title="Vårt webbinarium", starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, needs="skrivtolk tack", name="Kim Åkesson")
    db.session.commit()
    at("2027-10-08 12:00")
    page = page_of(app, organiser)
    assert "Vårt webbinarium" in page
    assert "5 arbetsdagar" in page
    assert "svara nu" not in page
    at("2027-10-11 12:00")
    page = page_of(app, organiser)
    assert "svara nu" in page
    assert "skrivtolk" not in page
    assert "Kim" not in page


def test_next_is_whoever_has_waited_longest(app, host, organiser, at):
    event = make_event(hosts=[host], starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, "nyast@example.se", needs="")
    sign_up(event, "forst@example.se", needs="hörslinga")
    at("2027-10-02 12:00")
    sign_up(event, "sedan@example.se", needs="tolk")
    db.session.commit()
    browser = OrganiserBrowser(app, organiser)
    first = registration_of(event, "forst@example.se").public_id
    there = f"/arrangor/evenemang/{event.public_id}"
    assert browser.get(f"{there}/behov/nasta").location == f"{there}/deltagare/{first}#behov"
    assert browser.post(f"{there}/deltagare/{first}/behov/besvarat").status_code == 303
    second = registration_of(event, "sedan@example.se").public_id
    assert browser.get(f"{there}/behov/nasta").location == f"{there}/deltagare/{second}#behov"
    browser.post(f"{there}/deltagare/{second}/behov/besvarat")
    assert browser.get(f"{there}/behov/nasta").location == "/arrangor/behov"
    assert "Alla behov är besvarade" in page_of(app, organiser)
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "answer_needs")) == 2


def test_changed_need_has_to_be_answered_anew(app, host, organiser):
    event = make_event(hosts=[host], starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, needs="tolk")
    registration = registration_of(event)
    registration.needs_answered_at = swedish("2027-10-01 12:00")
    db.session.commit()
    assert "Alla behov är besvarade" in page_of(app, organiser)
    again = Choices(name=registration.name, mode=registration.mode, needs="tolk och ledsagare")
    change_registration(registration.id, again)
    db.session.commit()
    assert "Öppna nästa" in page_of(app, organiser)


def test_each_host_sees_how_many_of_its_own_only(app, host, organiser):
    other = make_federation(slug="andra")
    event = make_event(hosts=[other, host], title="Gemensam dag", starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, needs="tolk", federation_id=other.id)
    db.session.commit()
    assert "Gemensam dag" not in page_of(app, organiser)
    there = f"/arrangor/evenemang/{event.public_id}/behov/nasta"
    assert OrganiserBrowser(app, organiser).get(there).location == "/arrangor/behov"
    assert "Gemensam dag" in page_of(app, make_organiser((other, Role.EDITOR)))


def test_first_page_says_what_waits(app, host, organiser):
    event = make_event(hosts=[host], starts_at=swedish("2027-11-08 09:00"))
    sign_up(event, needs="tolk")
    db.session.commit()
    page = OrganiserBrowser(app, organiser).get("/arrangor/").text
    assert "1 obesvarat behov" in page
    viewer = make_organiser((host, Role.VIEWER))
    assert "obesvarat behov" not in OrganiserBrowser(app, viewer).get("/arrangor/").text


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        ("2027-10-01 12:00", "2027-10-01 23:00", 0),
        ("2027-10-01 12:00", "2027-10-04 01:00", 1),
        ("2027-10-02 12:00", "2027-10-03 12:00", 0),
        ("2027-10-01 12:00", "2027-10-22 12:00", 15),
        ("2027-10-30 12:00", "2027-11-05 12:00", 5),
    ],
)
def test_working_days_leave_out_saturdays_and_sundays(begins, ends, days):
    assert working_days(swedish(begins), swedish(ends)) == days
