"""Hosts are compared as hosts are; what fails before a route is known gets a plain page and makes no noise."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, render_template
from werkzeug.test import EnvironBuilder, run_wsgi_app

from eventapp import app as product
from eventapp.core import web
from eventapp.core.incoming_requests import trusted_hosts

SITE = "anmalan.example.se"


def make_site(database: str) -> Flask:
    """Return the application as it stands behind a proxy: errors become pages."""
    settings = {
        "BASE_URL": f"https://{SITE}:8443",
        "ALLOWED_HOSTS": "www.anmälan.example",
        "TRUSTED_PROXIES": 1,
    }
    quiet = {"TESTING": False, "PROPAGATE_EXCEPTIONS": False}
    return product.create_app({"SQLALCHEMY_DATABASE_URI": database} | settings | quiet)


@pytest.fixture
def site(database: str) -> Flask:
    """The application behind a proxy."""
    return make_site(database)


@pytest.fixture
def noise(caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """What is logged at the level that is shown in production."""
    caplog.set_level(logging.WARNING)
    return caplog.records


def ask(site: Flask, **environ: Any) -> tuple[int, str, Any]:
    """Send a request as a server would pass it on, whatever it has in it."""
    environment = EnvironBuilder(path="/", headers={"X-Forwarded-Proto": "https"}).get_environ()
    environment |= {"HTTP_HOST": SITE} | environ
    body, status, headers = run_wsgi_app(site.wsgi_app, environment)
    return int(status[:3]), b"".join(body).decode(), headers


OWN_HOSTS = [
    SITE,
    "Anmalan.EXAMPLE.se",
    f"{SITE}.",
    f"{SITE}.:443",
    f"{SITE}:443",
    f"{SITE}:80",
    f"{SITE}:8443",
    "www.xn--anmlan-dua.example",
    "WWW.XN--ANMLAN-DUA.example.",
]
OTHER_HOSTS = [
    "evil.test",
    f"evil.{SITE}",
    f"{SITE}.evil.test",
    f"{SITE}..",
    f".{SITE}",
    "127.0.0.1:8000",
    "localhost",
    "[::1]:8000",
    "",
    " ",
    f"{SITE}:x",
    f"{SITE}:99999",
    f"{SITE}/x",
    f"user@{SITE}",
    f"{SITE}, evil.test",
    "å\xff.test",
    "a" * 8000,
    "\0",
]


def test_the_sites_own_hosts_are_served(site: Flask) -> None:
    assert {host for host in OWN_HOSTS if ask(site, HTTP_HOST=host)[0] != 200} == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_host_gets_a_plain_page_and_makes_no_noise(
    site: Flask, noise: list[logging.LogRecord], method: str
) -> None:
    for path in ("/", "/en/kontakt", "/static/x", "/arrangor/", "/anmalan/x/avboka"):
        for host in OTHER_HOSTS:
            code, page, headers = ask(site, HTTP_HOST=host, PATH_INFO=path, REQUEST_METHOD=method)
            assert code == 400, host
            assert "<h1>" in page
            assert "href" not in page
            assert "Content-Security-Policy" in headers
    assert noise == []


def test_the_usual_error_page_cannot_be_shown_before_routing(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: it needs links, for which there is no adapter, and 500 and tracebacks come of it."""
    monkeypatch.setattr(
        web, "_error_page", lambda code, **_: render_template("errors/error.html", code=code, is_csrf=False)
    )

    with pytest.raises(AttributeError, match="build"):
        ask(site, HTTP_HOST="evil.test")


@pytest.mark.parametrize("environ", [{"HTTP_HOST": SITE.upper()}, {"QUERY_STRING": "\xff"}])
def test_what_is_not_normalised_fails(
    database: str, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    """Control: without the step the site refuses its own host, and a query of raw octets is an unexpected error."""
    monkeypatch.setattr(product, "NormalisedRequest", lambda wsgi_app: wsgi_app)

    assert ask(make_site(database), **environ)[0] in {400, 500}


BROKEN: list[dict[str, Any]] = [
    {"HTTP_X_FORWARDED_PROTO": "javascript"},
    {"HTTP_X_FORWARDED_FOR": "\0, 1.2.3.4, ,,"},
    {
        "HTTP_X_FORWARDED_HOST": "evil.test",
        "HTTP_X_FORWARDED_PORT": "x",
        "HTTP_X_FORWARDED_PREFIX": "//evil.test",
    },
    {"SCRIPT_NAME": "//evil.test"},
    {"SCRIPT_NAME": "/en/en", "PATH_INFO": ""},
    {"PATH_INFO": ""},
    {"PATH_INFO": "//evil.test/%2e%2e"},
    {"PATH_INFO": "/en//[::1"},
    {"PATH_INFO": "\xff\xfe"},
    {"PATH_INFO": "/\0"},
    {"PATH_INFO": "/" + "a/" * 4000},
    {"QUERY_STRING": "%ff=%00&&&=&" + "a=1&" * 2000},
    {"QUERY_STRING": "\xff[;"},
    {"HTTP_COOKIE": "\xff=;;;=\0"},
    {"HTTP_REFERER": "https://["},
    {"HTTP_RANGE": "bytes=9-1,x"},
    {"HTTP_IF_MODIFIED_SINCE": "Fri, 99 Foo 0000"},
    {"HTTP_ACCEPT_LANGUAGE": ";;q=x"},
    {"CONTENT_LENGTH": "x"},
    {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "99999999999"},
    {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=\xff"},
    {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 5000},
    {"CONTENT_TYPE": "multipart/form-data; boundary=\xff"},
    {"CONTENT_TYPE": 'multipart/form-data; boundary="', "wsgi.input": BytesIO(b"--\r\n\r\n")},
    {"REQUEST_METHOD": "\xff"},
]


@pytest.mark.parametrize("path", ["/", "/arrangor/logga-in", "/anmalan/x/avboka", "/finns-inte"])
def test_a_malformed_request_is_refused_with_a_page_and_makes_no_noise(
    site: Flask, noise: list[logging.LogRecord], path: str
) -> None:
    for environ in BROKEN:
        for method in ("GET", "POST"):
            body = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.input": BytesIO(b"a=%ff&\0")}
            request = {"PATH_INFO": path, "REQUEST_METHOD": method} | body | environ
            code, page, headers = ask(site, **request)
            assert code < 500, environ
            assert code < 400 or "<h1" in page, environ
            assert "evil.test" not in headers.get("Location", "")
    assert noise == []


def test_names_are_kept_plain_and_with_a_dot_at_the_end() -> None:
    assert trusted_hosts("https://A.example:8443/x", " b.example. ,,") == [
        "a.example",
        "a.example.",
        "b.example",
        "b.example.",
    ]
