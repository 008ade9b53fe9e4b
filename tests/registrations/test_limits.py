"""Limits of public forms: mails to somebody else's address, sign-ups from one network, tries at a PIN."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import TooManyAttempts
from eventapp.federations.models import Role
from eventapp.registrations import limits, phone
from eventapp.registrations.errors import PinWornOut
from eventapp.registrations.limits import is_owners_browser
from eventapp.registrations.links import own_token
from eventapp.registrations.models import PhoneAccess
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.forms import fill_in, hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")
ADDRESS = "kim@example.se"
LOST = "/min-anmalan"


@pytest.fixture(autouse=True)
def limited(app):
    app.config["SIGNUP_LIMIT"] = 300


def send(client, event, email=ADDRESS):
    return fill_in(client, f"/evenemang/{event.slug}/anmalan", name="Kim", email=email).status_code


def ask(client, email=ADDRESS):
    fields = hidden_fields(client.get(LOST).text) | {"email": email}
    return client.post(LOST, data=fields).status_code


def press(client, registration):
    """Cancel behind the mailed link."""
    path = f"/anmalan/{own_token(registration)}/avboka"
    assert client.post(path, data=hidden_fields(client.get(path).text)).status_code == 303


def registered(client, email=ADDRESS):
    event = make_event()
    sign_up(event, email)
    db.session.commit()
    registration = registration_of(event, email)
    press(client, registration)
    return registration


def test_what_an_address_gets_is_limited_whether_or_not_its_owner_has_acted(app, client):
    registered(client)
    for email in (ADDRESS, "robin@example.se"):
        codes = [ask(app.test_client(), email) for _ in range(4)]
        assert codes == [200, 200, 200, 429]


def test_let_through_by_the_address_a_stranger_would_see_who_has_acted(app, client, monkeypatch):
    registered(client)
    known = set()
    monkeypatch.setattr(limits, "remember_owner", known.add)
    monkeypatch.setattr(
        "eventapp.registrations.lost_link_routes.is_owners_browser", lambda key: key == ADDRESS
    )
    codes = [[ask(app.test_client(), email) for _ in range(4)][-1] for email in (ADDRESS, "robin@example.se")]
    assert codes == [200, 429]


def test_browser_of_the_owner_is_not_counted_nor_does_it_use_up_what_others_may(app, client):
    registered(client)
    assert [ask(client) for _ in range(5)] == [200] * 5
    assert [send(client, make_event()) for _ in range(5)] == [200] * 5
    assert [ask(app.test_client()) for _ in range(4)] == [200, 200, 200, 429]


def test_browser_is_the_owners_for_a_day_and_for_that_address_only(app, client, at):
    begun = clock.now()
    at(begun)
    registered(client)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
        assert ADDRESS not in str(kept)
    with app.test_request_context() as request:
        request.session.update(kept)
        assert is_owners_browser(ADDRESS)
        assert not is_owners_browser("robin@example.se")
        at(begun + timedelta(days=1, seconds=1))
        assert not is_owners_browser(ADDRESS)


def test_tag_makes_no_new_address_and_proves_nothing_of_the_address_without_it(app, client):
    codes = [ask(app.test_client(), f"kim+{n}@example.se") for n in range(3)]
    assert [*codes, ask(app.test_client(), ADDRESS)] == [200, 200, 200, 429]
    registered(client, "kim+mine@example.se")
    assert ask(client, "kim+mine@example.se") == 200
    assert ask(client, ADDRESS) == 429


def test_all_public_forms_count_together(app):
    make_organiser((make_federation(), Role.OWNER), email=ADDRESS)
    assert send(app.test_client(), make_event()) == 200
    assert ask(app.test_client()) == 200
    lost = [
        OrganiserBrowser(app).post("/arrangor/glomt-losenord", email=ADDRESS).status_code for _ in range(2)
    ]
    assert lost == [200, 429]
    assert send(app.test_client(), make_event()) == 429


def test_ten_a_day_and_three_an_hour(app, at):
    begun = clock.now()
    codes = []
    for hour in range(5):
        at(begun + timedelta(hours=2 * hour))
        codes += [ask(app.test_client()) for _ in range(4)]
    assert codes.count(200) == 10
    assert codes[-3:] == [429] * 3


def test_who_opened_the_pages_by_pin_has_shown_no_address(app, client):
    event = make_event()
    sign_up(event, ADDRESS)
    registration = registration_of(event, ADDRESS)
    registration.phone_access = PhoneAccess(reference="tall-gran-10", pin_hash="x" * 64, contact="")
    db.session.commit()
    press(client, registration)
    with client.session_transaction() as cookie:
        assert limits.OWNED not in cookie


def test_stranger_s_tries_at_a_pin_do_not_shut_its_owner_out(session):
    for _ in range(5):
        phone.count_try("tall-gran-10", "203.0.113.9")
    with pytest.raises(TooManyAttempts):
        phone.count_try("tall-gran-10", "203.0.113.9")
    phone.count_try("tall-gran-10", "198.51.100.7")


def test_pin_tried_from_many_networks_is_worn_out_until_there_is_a_new_one(session):
    event = make_event()
    sign_up(event, ADDRESS)
    registration = registration_of(event, ADDRESS)
    registration.phone_access = PhoneAccess(reference="tall-gran-10", pin_hash="x" * 64, contact="")
    db.session.flush()
    for reference in ("tall-gran-10", "ek-bok-20"):
        for number in range(phone.MOST_FROM_ANYWHERE):
            phone.count_try(reference, f"192.0.2.{number}")
        with pytest.raises(PinWornOut):
            phone.count_try(reference, "198.51.100.7")
    phone.renew_pin(registration.id, phone.PERSON)
    phone.count_try("tall-gran-10", "198.51.100.7")
