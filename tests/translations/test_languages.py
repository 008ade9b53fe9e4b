"""The language of a page: in its address, kept by every link on it, changed by the switch, marked where it differs."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from eventapp.core import formatting as fmt
from eventapp.core.locale import in_language
from eventapp.events.kinds import Attendance
from eventapp.registrations.links import own_token
from tests.support.builders import make_event, make_federation, registration_of, sign_up, swedish
from tests.support.client import SeparateClient
from tests.support.forms import fill_in

pytestmark = pytest.mark.usefixtures("session")

SWITCH = re.compile(
    r'<ul class="language-switch">\s*<li><a href="([^"]*)" lang="(\w+)" hreflang="\2">([^<]*)</a>'
)
NBSP = "\N{NO-BREAK SPACE}"


def switch_of(page: str) -> tuple[str, str, str]:
    """Return address, language and text of the link to the other language."""
    found = SWITCH.search(page)
    assert found, page[:2000]
    address, language, text = found.groups()
    return unescape(address), language, text


@pytest.mark.parametrize("address", ["/en", "/en/"])
def test_the_english_front_page_has_both_addresses(client: SeparateClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert "Upcoming events" in answer.text


@pytest.mark.parametrize("address", ["/english-slug", "/en-slug", "/enkelt", "/EN/kontakt", "/x/en/kontakt"])
def test_what_only_looks_like_a_language_is_none(client: SeparateClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert '<html lang="sv">' in answer.text


def test_an_event_may_be_called_like_a_language(client: SeparateClient) -> None:
    make_event(slug="en", title="Slaget om ett ord")

    assert client.get("/evenemang/en").status_code == client.get("/en/evenemang/en").status_code == 200
    assert '<html lang="sv">' in client.get("/evenemang/en").text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?forbund=hbs&q=%C3%A5r+%26+dag",
        "/kontakt",
        "/forbund/",
        "/min-anmalan",
        "/finns-inte?x=1",
        "/forbund/inget",
    ],
)
def test_the_switch_stays_on_the_page_with_all_its_address_asks_for(
    client: SeparateClient, address: str
) -> None:
    assert switch_of(client.get(address).text) == (f"/en{address}", "en", "In English")
    assert switch_of(client.get(f"/en{address}").text) == (address, "sv", "På svenska")


def test_the_switch_stays_on_ones_own_page(client: SeparateClient) -> None:
    event = make_event()
    sign_up(event)
    own = f"/anmalan/{own_token(registration_of(event))}"

    for page in (own, f"{own}/andra", f"{own}/avboka", f"{own}/paminnelser"):
        text = client.get(page).text
        assert switch_of(text)[0] == f"/en{page}"
        assert switch_of(client.get(f"/en{page}").text)[0] == page
        assert 'rel="alternate"' not in text


@pytest.mark.parametrize(
    "address", ["//ond.example/x", "/en//ond.example/x", "/en/\\ond.example", "/en/%5Cond.example"]
)
def test_the_switch_never_leads_to_another_host(client: SeparateClient, address: str) -> None:
    answer = client.get(address, base_url="http://127.0.0.1", headers={"X-Forwarded-Host": "ond.example"})

    if answer.status_code < 400:
        assert "//ond.example" not in answer.headers.get("Location", "").removeprefix("http:")
        return
    leads_to = switch_of(answer.text)[0]
    assert leads_to.startswith("/")
    assert leads_to[1] not in "/\\"


def test_a_kept_page_shows_nobody_what_another_visitor_asked_for(client: SeparateClient) -> None:
    make_event(slug="ett")
    for page in ("/evenemang/ett", "/evenemang/ett/anmalan"):
        for prefix in ("", "/en"):
            first = client.get(f"{prefix}{page}?spar=hemligt").text
            second = client.get(f"{prefix}{page}").text
            assert "hemligt" not in first + second
            assert switch_of(second)[0] == ("" if prefix else "/en") + page


def test_a_page_tells_search_engines_its_other_languages(client: SeparateClient, app: Flask) -> None:
    make_event(slug="ett")
    text = client.get("/en/evenemang/ett").text

    assert f'<link rel="alternate" hreflang="sv" href="{app.config["BASE_URL"]}/evenemang/ett">' in text
    assert f'<link rel="alternate" hreflang="en" href="{app.config["BASE_URL"]}/en/evenemang/ett">' in text
    assert 'rel="alternate"' not in client.get("/en/finns-inte").text


def test_every_link_of_an_english_page_keeps_the_language(client: SeparateClient) -> None:
    make_event(slug="ett")
    for page in ("/en/", "/en/evenemang/ett", "/en/evenemang/ett/anmalan", "/en/kontakt"):
        text = SWITCH.sub("", client.get(page).text)
        paths = re.findall(r'(?:href|action)="(/[^"]*)"', text)
        assert len(paths) > 10
        assert [path for path in paths if not path.startswith("/en/")] == [], page


def test_who_signs_up_in_english_is_spoken_to_in_english(client: SeparateClient) -> None:
    event = make_event(slug="ett")
    page = fill_in(client, "/en/evenemang/ett/anmalan", name="Kim", email="kim@example.se").text

    assert "<h1>You are registered</h1>" in page
    assert registration_of(event).language == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", f"måndag 8{NBSP}november 2021 kl.{NBSP}09.00–12.00"),
        ("en", f"Monday 8{NBSP}November 2021, 09:00–12:00"),
    ],
)
def test_a_day_is_written_as_the_language_does(app: Flask, language: str, text: str) -> None:
    start, end = swedish("2021-11-08 09:00"), swedish("2021-11-08 12:00")
    with in_language(language):
        assert fmt.when(start, end) == text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "sv",
            {
                "several": f"måndag 8{NBSP}november kl.{NBSP}09.00–tisdag 9{NBSP}november 2021 kl.{NBSP}12.00",
                "years": f"fredag 31{NBSP}december 2021 kl.{NBSP}18.00–lördag 1{NBSP}januari 2022 kl.{NBSP}00.00",
                "deadline": f"fredag 5{NBSP}november 2021 kl.{NBSP}12.00",
                "short": f"8{NBSP}nov 2021",
                "span": f"kl.{NBSP}09.00–12.00",
                "table": "2021-11-08 09.00",
                "date": f"8{NBSP}november 2021",
            },
        ),
        (
            "en",
            {
                "several": f"Monday 8{NBSP}November, 09:00–Tuesday 9{NBSP}November 2021, 12:00",
                "years": f"Friday 31{NBSP}December 2021, 18:00–Saturday 1{NBSP}January 2022, 00:00",
                "deadline": f"Friday 5{NBSP}November 2021, 12:00",
                "short": f"8{NBSP}Nov 2021",
                "span": "09:00–12:00",
                "table": "2021-11-08 09:00",
                "date": f"8{NBSP}November 2021",
            },
        ),
    ],
)
def test_dates_and_times_are_written_as_required(app: Flask, language: str, expected: dict[str, str]) -> None:
    nine, noon = swedish("2021-11-08 09:00"), swedish("2021-11-08 12:00")
    with in_language(language):
        assert {
            "several": fmt.when(nine, swedish("2021-11-09 12:00")),
            "years": fmt.when(swedish("2021-12-31 18:00"), swedish("2022-01-01 00:00")),
            "deadline": fmt.moment(swedish("2021-11-05 12:00")),
            "short": fmt.short_day(nine),
            "span": fmt.clock_span(nine, noon),
            "table": fmt.table_moment(nine),
            "date": fmt.date_only(nine.date()),
        } == expected


def test_an_english_page_names_the_zone_of_what_can_be_followed_from_elsewhere(
    client: SeparateClient,
) -> None:
    start = swedish("2027-11-08 09:00")
    make_event(slug="ett", starts_at=start, attendance=Attendance.ONLINE)
    make_event(slug="tva", starts_at=start + timedelta(hours=1), attendance=Attendance.ON_SITE)

    assert "09:00–11:00 Swedish time (CET, UTC+1)" in client.get("/en/evenemang/ett").text
    assert "Swedish time" not in client.get("/en/evenemang/tva").text + client.get("/evenemang/ett").text


def test_a_date_to_come_is_said_in_the_pages_language(client: SeparateClient) -> None:
    facts: dict[str, Any] = {"starts_at": None, "hosts": [make_federation()]}
    make_event(
        slug="ett", period="Hösten 2027, datum kommer", period_en="Autumn 2027, date to be announced", **facts
    )
    make_event(slug="tva", period="Hösten 2027, datum kommer", **facts)

    assert "Autumn 2027, date to be announced" in client.get("/en/evenemang/ett").text
    assert '<span lang="sv">Hösten 2027, datum kommer</span>' in client.get("/en/evenemang/tva").text
    assert 'lang="sv">Hösten' not in client.get("/evenemang/tva").text
