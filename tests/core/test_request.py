"""What a request may carry: signs nobody sees reach no view and no database, in whatever they come."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from flask import request
from werkzeug.datastructures import FileStorage

from eventapp.core import request as requests
from eventapp.core.request import Parameters, Request
from eventapp.federations.models import Role
from tests.support.addresses import path_of, values_for
from tests.support.builders import make_event, make_federation
from tests.support.forms import every_field
from tests.support.organisers import OrganiserBrowser, make_organiser

#: As they stand in an address.
HOSTILE = ["%00", "a%00b", "%01%1b%7f", "%ED%A0%80", "%FF", "//[", "%0D%0AX-Sent:%20y", "9" * 30]
#: Of requests; gunicorn lets no line break and no NUL through.
HEADERS = {
    "Accept-Language": "\x01\xff;q=x",
    "Cookie": "eventapp=\x01\xff; \x7f=a; eventapp",
    "If-None-Match": '"\xff',
    "If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 -1200",
    "Origin": "https://[",
    "Range": "bytes=9-0,\xff",
    "Referer": "//[",
    "User-Agent": "\xff" * 300,
    "X-Forwarded-For": "\x01, ::1%\xff",
}


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("a\0b", "ab"),
        ("\x1b[0m\x7f\x0b\ud800", "[0m"),
        ("en\ttabb\r\noch rad", "en\ttabb\r\noch rad"),
        ("år\u00a0två\u200d", "år\u00a0två\u200d"),
    ],
)
def test_parameters_lose_controls_in_names_and_values(given, cleaned):
    assert Parameters({given: [given, given]}).getlist(cleaned) == [cleaned, cleaned]


def test_uploaded_file_stays_as_it_is():
    file = FileStorage()
    assert Parameters([("fil", file)])["fil"] is file


def test_query_form_and_cookies_are_cleaned(app):
    given = {"query_string": "q=a%00", "data": {"name": "Kim\0"}, "headers": {"Cookie": "who=a\0"}}
    with app.test_request_context("/", method="POST", **given):
        assert (request.args["q"], request.form["name"], request.cookies["who"]) == ("a", "Kim", "a")
        assert request.values["q"] == "a"


class Recording(Request):
    """Notes which parameters are asked for, whether they are there or not."""

    asked: ClassVar[set[str]] = set()

    class parameter_storage_class(Parameters):  # noqa: N801
        def get(self, key, *rest, **more):
            Recording.asked.add(key)
            return super().get(key, *rest, **more)

        def getlist(self, key, *rest):
            Recording.asked.add(key)
            return super().getlist(key, *rest)

        def __contains__(self, key):
            Recording.asked.add(key)
            return super().__contains__(key)


@pytest.fixture
def browser(app, session):
    """An owner's browser, and values for every variable of every address."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    host = make_federation()
    browser = OrganiserBrowser(app, make_organiser((host, Role.OWNER), is_administrator=True))
    browser.values = values_for(app, make_event(hosts=[host]), host, app.url_map.iter_rules())
    return browser


def find_faults_of_queries(app, browser, hostile):
    """Return the addresses that fail with these values of the parameters that their pages ask for."""
    wrong = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        path = path_of(app, rule, browser.values)
        app.request_class, Recording.asked = Recording, set()
        browser.get(path).close()
        app.request_class, asked = Request, sorted(Recording.asked)
        queries = [f"{name}={value}" for name in asked for value in hostile]
        queries += ["&".join(f"{name}={value}" for name in asked) for value in hostile] if asked[1:] else []
        for query in queries:
            with browser.get(f"{path}?{query}") as answer:
                if answer.status_code >= 500:
                    wrong.append((rule.rule, query))
    return wrong


@pytest.mark.both_databases
def test_hostile_queries_get_a_page(app, browser):
    assert find_faults_of_queries(app, browser, ["a%00b"]) == []


@pytest.mark.heavy
@pytest.mark.both_databases
def test_all_hostile_queries_get_a_page(app, browser):
    assert find_faults_of_queries(app, browser, HOSTILE) == []


@pytest.mark.postgresql
def test_unseen_signs_in_a_query_are_found_where_nothing_cleans_them(app, browser, monkeypatch):
    monkeypatch.setattr(requests, "_UNSEEN", re.compile(r"(?!)"))
    rules = {rule for rule, _query in find_faults_of_queries(app, browser, ["%00"])}
    assert "/arrangor/evenemang/<public_id>/utlamnande/<disclosure_id>" in rules


def find_faults_of_forms(app, browser):
    """Return the pages that fail when each field of their form ends with NUL."""
    wrong = []
    for rule in app.url_map.iter_rules():
        if not {"GET", "POST"} <= rule.methods:
            continue
        path = path_of(app, rule, browser.values)
        fields = every_field(browser.get(path).text)
        sent = {f"{name}\0": f"{value}\0" for name, value in fields.items()}
        if browser.post(path, **sent).status_code >= 500:
            wrong.append(rule.rule)
    return wrong


@pytest.mark.postgresql
def test_forms_with_unseen_signs_get_a_page(app, browser):
    assert find_faults_of_forms(app, browser) == []


@pytest.mark.parametrize(
    "path", ["/", "/kalender.ics", "/min-anmalan", "/arrangor/", "/en/arrangor/", "/halsa/webb"]
)
@pytest.mark.both_databases
def test_hostile_headers_and_raw_octets_get_a_page(app, browser, path):
    for name, value in HEADERS.items():
        assert app.test_client(use_cookies=False).get(path, headers={name: value}).status_code < 500, name
    for query in ("q=\xff", "\xed\xa0\x80", "next=\x00", "%", "&&=&;"):
        asked = app.test_client().get(path, environ_overrides={"QUERY_STRING": query})
        assert asked.status_code < 500, query
