"""The examples for nginx and Caddy as they are: redirect, HTTP/2, host, sizes, slow clients, logs; a planted fault."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.image_routes import LARGEST_FORM
from eventapp.registrations.links import own_token
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.production.engines.engine import Engine
from tests.production.person import Person
from tests.production.site import Site
from tests.support.builders import make_event, registration_of, sign_up

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("session"), pytest.mark.timeout(900)]

BOTH = pytest.mark.parametrize("proxy_kind", ["nginx", "caddy"], indirect=True)
#: Half-sent requests at one time: more than two processes have threads.
SLOW_CLIENTS = 30
#: Of the web processes together, with some to spare.
MORE_THAN_THREADS = 100


@pytest.fixture
def own_page() -> str:
    """The path of somebody's own page."""
    with write():
        event = make_event()
        sign_up(event)
        return f"/anmalan/{own_token(registration_of(event))}"


def connect(site: Site, *protocols: str) -> ssl.SSLSocket:
    """Open a connection to the proxy, over TLS with the test's authority."""
    context = ssl.create_default_context(cafile=str(site.certificates.authority))
    context.set_alpn_protocols(list(protocols))
    plain = socket.create_connection(("127.0.0.1", site.proxy.https_port), timeout=30)
    return context.wrap_socket(plain, server_hostname="anmalan.example")


def say(site: Site, *lines: str) -> str:
    """Send a request as it is and return all that is answered."""
    with connect(site, "http/1.1") as line:
        line.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
        received = b""
        while part := line.recv(65536):
            received += part
    return received.decode(errors="replace")


def half_a_request(site: Site, *, is_head_whole: bool = True) -> bytes:
    """Return the beginning of a form that is sent, broken off in its body or in its head."""
    head = f"POST /min-anmalan HTTP/1.1\r\nHost: {site.name}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return (head + ("Content-Length: 1000\r\n\r\nemail=" if is_head_whole else "")).encode()


@BOTH
def test_http_leads_to_https_and_to_no_other_name(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.proxy.http_port, timeout=30)
    connection.request("GET", "/en/kontakt?a=1", headers={"Host": "anmalan.example"})
    answer = connection.getresponse()
    connection.close()

    assert answer.status in {301, 308}
    assert re.sub(r":\d+", "", answer.headers["Location"]) == "https://anmalan.example/en/kontakt?a=1"


@BOTH
def test_http_2_is_spoken_and_hsts_sent(site: Site) -> None:
    with connect(site, "h2", "http/1.1") as line:
        assert line.selected_alpn_protocol() == "h2"
    assert "max-age=31536000" in site.fetch("/").headers["Strict-Transport-Security"]


@BOTH
def test_the_hosts_own_spellings_are_served_and_another_is_refused(site: Site) -> None:
    for host in ("anmalan.example", "ANMALAN.example", "anmalan.example:443", "anmalan.example."):
        assert site.fetch("/", Host=host).code == 200, host
    for host in ("evil.test", "127.0.0.1", "localhost:8000", "anmalan.example.evil.test"):
        answer = say(site, "GET / HTTP/1.1", f"Host: {host}")
        # Caddy has no site for it and answers 200 with nothing; nginx asks the product.
        assert "<h1>" not in answer or " 400 " in answer.splitlines()[0], host
        assert "evil.test" not in answer
    assert "Traceback" not in site.server.printed


@BOTH
def test_malformed_requests_get_no_500_and_leave_no_traceback(site: Site) -> None:
    targets = [
        "/%",
        "/?\xff",
        "/\xff",
        "//evil.test",
        "/%00",
        "/?%ff=%00",
        "/en/en/",
        "/..%2f..",
        "/" + "a" * 7000,
        "*",
    ]
    headers = [
        "X-Forwarded-Proto: javascript",
        "X-Forwarded-Host: evil.test",
        "Cookie: \xff",
        "Referer: https://[",
    ]
    for target in targets:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = say(
                site, f"{method} {target} HTTP/1.1", "Host: anmalan.example", *headers, "Content-Length: 0"
            )
            first = answer.partition("\r\n")[0]
            assert " 5" not in first[:12], (method, target, first)
            assert "evil.test" not in "".join(re.findall(r"(?im)^location:.*", answer))
    assert site.server.printed.count("\n") == 1, site.server.printed  # where it listens, and no more


@BOTH
def test_the_largest_upload_passes_and_more_is_refused(site: Site) -> None:
    address, kind = "/arrangor/evenemang/finns-inte/redigera/bild", "application/octet-stream"

    assert site.fetch(address, "POST", b"x" * LARGEST_FORM, Content_Type=kind).code == 400  # no CSRF token
    connection = connect(site, "http/1.1")
    with connection:
        head = (
            f"POST {address} HTTP/1.1\r\nHost: anmalan.example\r\nContent-Length: {LARGEST_FORM * 2}\r\n\r\n"
        )
        connection.sendall(head.encode())
        with suppress(OSError):  # nginx answers by the length alone, and reads on for a while only
            connection.sendall(b"x" * LARGEST_FORM * 2)
        assert b" 413 " in connection.recv(200).splitlines()[0]


@BOTH
def test_slow_clients_keep_nobody_waiting(site: Site, own_page: str) -> None:
    with ExitStack() as open_lines:
        for number in range(SLOW_CLIENTS):
            line = open_lines.enter_context(connect(site, "http/1.1"))
            line.sendall(half_a_request(site, is_head_whole=bool(number % 2)))
        begun = time.monotonic()
        codes = {site.fetch(path).code for path in ("/", "/kontakt", own_page, "/min-anmalan") * 3}
        assert codes == {200}
        # Without the proxy each of them would wait for the slow ones, a minute or more.
        assert time.monotonic() - begun < 30


def test_without_a_proxy_slow_clients_keep_everybody_waiting(site: Site) -> None:
    """Control: why the README asks for a proxy."""
    host, _, port = site.server.url.removeprefix("http://").partition(":")
    with ExitStack() as open_lines:
        for _number in range(MORE_THAN_THREADS):
            line = open_lines.enter_context(socket.create_connection((host, int(port)), timeout=30))
            line.sendall(half_a_request(site))
        connection = open_lines.enter_context(closing(http.client.HTTPConnection(host, int(port), timeout=5)))
        connection.request("GET", "/halsa/webb", headers={"Host": site.name})
        with pytest.raises(TimeoutError):
            connection.getresponse()


@BOTH
def test_nothing_personal_is_written_down(site: Site, own_page: str) -> None:
    secret = own_page.rpartition("/")[2]
    for path in (
        own_page,
        f"/en{own_page}/andra",
        f"{own_page}/kalender/fornya",
        f"/arrangor/logga-in?next={own_page}",
    ):
        site.fetch(path, Referer=f"{site.url}{own_page}")
    assert site.server.stop() == 0
    assert site.fetch(own_page).code == 502

    assert secret not in site.proxy.logged()
    assert secret not in site.server.printed


def test_pages_are_not_compressed_and_styles_are(site: Site) -> None:
    page = site.fetch("/", Accept_Encoding="gzip")
    style = re.search(rb'href="(/static/css/base.css[^"]*)"', page.body)

    assert "Content-Encoding" not in page.headers
    assert style is not None
    assert site.fetch(style.group(1).decode(), Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_a_monitor_on_the_machine_names_the_host(site: Site) -> None:
    port = int(site.server.url.rpartition(":")[2])
    codes = {}
    for host in (site.name, f"127.0.0.1:{port}"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/halsa/webb", headers={"Host": host})
        codes[host] = connection.getresponse().status
        connection.close()

    assert codes == {site.name: 200, f"127.0.0.1:{port}": 400}


@pytest.fixture
def plant(site: Site) -> Callable[[], None]:
    """Let nginx send another Referrer-Policy than the product does."""

    def begin() -> None:
        site.proxy.change(
            "location / {",
            'location / { proxy_hide_header Referrer-Policy; add_header Referrer-Policy "no-referrer" always;',
        )

    return begin


@pytest.mark.parametrize("engine_kind", ["chromium", "firefox", "webkit"], indirect=True)
def test_with_no_referrer_every_engine_is_refused(
    engine: Engine, site: Site, app: Flask, own_page: str, plant: Callable[[], None]
) -> None:
    """Control: the fault that the story of the personal pages would meet, planted in front of the product."""
    person = Person(engine, site, app)
    plant()
    person.open(own_page)
    person.press("a[href$='/avboka']")

    with pytest.raises(AssertionError, match="Sidan hade varit öppen länge"):
        person.press("main form button")
    db.session.rollback()
    registration = db.session.scalars(sa.select(Registration)).one()
    assert registration.status is RegistrationStatus.CONFIRMED
