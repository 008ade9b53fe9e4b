"""Requests that no form makes: garbage in addresses, choices, cookies and bodies gets a page, never a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from eventapp.federations.models import Role
from eventapp.registrations.links import join_token, own_token
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.forms import fill_in, hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

GARBAGE = [
    "\0",
    "a\0b",
    "\x0b\x1c\u2028",
    "\r\nSet-Cookie: x=1",
    "%",
    "'; DROP TABLE event; --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "å" * 4000,
    "9" * 30,
    "-1",
    "٣",
    "👩‍👩‍👧",
    "\u202etxt",
]
PATHS = [
    "/{}",
    "/en/{}",
    "/evenemang/{}",
    "/evenemang/{}.ics",
    "/evenemang/{}/anmalan",
    "/evenemang/{}/anmalan/klar",
    "/serie/{}",
    "/forbund/{}",
    "/anmalan/{}",
    "/anmalan/{}/andra",
    "/anmalan/{}/kalender.ics",
    "/anmalan/{}/paminnelser",
    "/delta/{}",
    "/static/{}",
]
BODIES = [
    ("application/json", b'{"name": "Kim"}'),
    ("text/plain", b"name=Kim"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nno header end"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"name=%ff%00&email=%"),
    ("", b"\0\xff"),
]
RAW = ["%ff%fe", "%ed%a0%80", "%c0%ae", "%00"]
CHOICES = ["forbund", "typ", "amne", "deltagande", "malgrupp", "q", "visa", "sida"]
LIST_CHOICES = ["q", "status", "forbund", "sortera", "sida"]


def all_garbage() -> list[str]:
    """Return the garbage as it stands in an address."""
    return [quote(value, safe="") for value in GARBAGE] + RAW


def test_garbage_in_the_choices_of_the_calendar_chooses_nothing(app: Flask) -> None:
    make_event()
    client = app.test_client()

    codes = {client.get(f"/?{name}={value}").status_code for name in CHOICES for value in all_garbage()}

    assert codes == {200}


def test_garbage_in_an_address_is_not_found(app: Flask) -> None:
    client = app.test_client()
    codes = {client.get(path.format(value)).status_code for path in PATHS for value in all_garbage()}

    assert codes <= {302, 308, 404}


def test_garbage_after_a_real_public_id_opens_nothing(app: Flask) -> None:
    event = make_event()
    sign_up(event)
    registration = registration_of(event)
    tokens = [own_token(registration), join_token(registration)]
    client = app.test_client()

    for token in tokens:
        public_id = token.partition("-")[0]
        for value in (*all_garbage(), "", "a" * 32):
            for address in (f"/anmalan/{public_id}-{value}", f"/delta/{public_id}-{value}"):
                assert client.get(address).status_code == 404, address


def test_garbage_in_an_organisers_addresses_and_choices_opens_nothing_and_chooses_nothing(app: Flask) -> None:
    federation = make_federation()
    event = make_event(hosts=[federation])
    people = f"/arrangor/evenemang/{event.public_id}/deltagare"
    browser = OrganiserBrowser(app, make_organiser((federation, Role.OWNER)))
    values = all_garbage()

    for value in values:
        assert browser.get(f"/arrangor/evenemang/{value}").status_code == 404
        assert browser.get(f"/arrangor/evenemang/{value}/deltagare").status_code == 404
        assert browser.get(f"{people}/{value}").status_code == 404
        assert browser.get(f"/arrangor/lank/{value}").status_code in {404, 410}
    codes = {browser.get(f"{people}?{name}={value}").status_code for name in LIST_CHOICES for value in values}
    assert codes == {200}


def test_garbage_signs_nobody_in_and_sends_nobody_a_link(app: Flask) -> None:
    client = app.test_client()

    for value in ("\0", "a\0b@@example.se", "å" * 300, "\u2028", "{0.__class__}"):
        for path in ("/arrangor/logga-in", "/min-anmalan"):
            answer = fill_in(client, path, email=value, password=value)
            assert answer.status_code in {200, 429}
            assert "<title>Fel:" in answer.text


def test_a_broken_cookie_counts_as_none(app: Flask) -> None:
    event = make_event()
    client = app.test_client(use_cookies=False)
    form = f"/evenemang/{event.slug}/anmalan"

    for cookie in ("", "x", "a.b.c", "\x7f", "%00", "e30.aaaa.bbbb", "9" * 4000):
        headers = {"Cookie": f"eventapp={cookie}"}
        codes = [
            client.get(path, headers=headers).status_code for path in (form, f"{form}/klar", "/arrangor/")
        ]
        assert codes == [200, 302, 302]


def test_a_form_of_more_than_a_megabyte_is_refused_with_a_page(app: Flask) -> None:
    event = make_event()
    client = app.test_client()
    path = f"/evenemang/{event.slug}/anmalan"
    fields = hidden_fields(client.get(path).text) | {"name": "Kim", "email": "kim@example.se"}

    for size in (600_000, 1_200_000):
        answer = client.post(path, data=fields | {"needs": "å" * size})
        assert answer.status_code == 413
        assert "<h1" in answer.text
    many = client.post(path, data={f"field_{number}": "x" for number in range(20_000)})
    assert many.status_code in {200, 413}


def test_a_body_that_is_no_form_gets_the_form_again(app: Flask) -> None:
    path = f"/evenemang/{make_event().slug}/anmalan"
    client = app.test_client()

    for content_type, body in BODIES:
        answer = client.post(path, data=body, headers={"Content-Type": content_type})
        assert answer.status_code in {200, 400}, body
        assert "<h1" in answer.text


def test_a_method_that_is_not_offered_gets_a_page(app: Flask) -> None:
    client = app.test_client()

    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "X" * 40):
        for path in ("/", "/evenemang/x", "/evenemang/x/anmalan"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405
            assert "<h1" in answer.text
