"""Fixtures of the production tests: certificates, a mail system, the site behind a proxy, a browser."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from eventapp.app import create_app
from eventapp.core.extensions import db
from tests.production.engines.chromium import Chromium
from tests.production.engines.engine import Engine
from tests.production.engines.webdriver import Firefox, WebKit, find_firefox, find_mini_browser
from tests.production.mail_side import MailSide, SubmissionServer, WholeSystem
from tests.production.site import Site
from tests.support import proxies
from tests.support.certificates import Certificates, make_certificates
from tests.support.mail_server import free_port
from tests.support.mail_system import REPLY, SENDER, MailSystem, missing
from tests.support.processes import start_server

#: Chromium finds any name on this machine; the others are told no more than which certificate to believe.
NAMES = {"chromium": "anmalan.example", "firefox": "localhost", "webkit": "localhost"}


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Which browser the test is in: chromium, firefox or webkit."""
    return getattr(request, "param", "chromium")


@pytest.fixture
def proxy_kind(request: pytest.FixtureRequest) -> str:
    """Which proxy stands in front: nginx or caddy."""
    return getattr(request, "param", "nginx")


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    """Certificates of an authority that nobody else knows."""
    if not all(proxies.find(program) for program in ("nginx", "caddy", "openssl")):
        pytest.skip(proxies.ADVICE)
    return make_certificates(tmp_path, "anmalan.example", "localhost")


@pytest.fixture
def mail_kind(request: pytest.FixtureRequest) -> str:
    """What mail goes through: `whole` is a mail system as organisations have it, `small` a submission server alone.

    Other browsers and proxies change nothing in how mail is sent, so they keep the small one, which starts at once.
    """
    return getattr(request, "param", "small")


@pytest.fixture(scope="session")
def mail_system() -> Iterator[MailSystem]:
    """Postfix, filters and Dovecot, started once: it takes ten seconds."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    system = MailSystem()
    try:
        system.come_up()
        yield system
    finally:
        system.go_down()


@pytest.fixture
def mail_side(
    certificates: Certificates, mail_kind: str, request: pytest.FixtureRequest
) -> Iterator[MailSide]:
    """The mail system that the product sends through."""
    if mail_kind == "whole":
        system: MailSystem = request.getfixturevalue("mail_system")
        system.empty()
        system.let_send(SENDER, REPLY)
        yield WholeSystem(system)
        return
    server = SubmissionServer(certificates)
    server.come_up()
    yield server
    server.go_down()


@pytest.fixture
def https_port() -> int:
    """The port of the proxy."""
    return free_port()


@pytest.fixture
def settings(database: str, mail_side: MailSide, engine_kind: str, https_port: int) -> dict[str, str]:
    """The environment of the product: production, as `config/env.example` has it."""
    name = NAMES[engine_kind]
    return {
        "EVENTAPP_CONFIG": "production",
        "EVENTAPP_SECRET_KEY": secrets.token_urlsafe(48),
        "EVENTAPP_BASE_URL": f"https://{name}"
        if engine_kind == "chromium"
        else f"https://{name}:{https_port}",
        "EVENTAPP_DATABASE_URL": database,
        "EVENTAPP_TRUSTED_PROXIES": "1",
        **mail_side.settings(),
    }


@pytest.fixture
def app(database: str, settings: dict[str, str]) -> Iterator[Flask]:
    """The application as the test writes with it: on the site's database, with its key, address and sender."""
    shared = ("SECRET_KEY", "BASE_URL", "MAIL_DEFAULT_SENDER", "REPLY_ADDRESS")
    overrides = {key: settings.get(f"EVENTAPP_{key}", "") for key in shared}
    app = create_app({"SQLALCHEMY_DATABASE_URI": database} | overrides)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def make_site(
    settings: dict[str, str],
    engine_kind: str,
    proxy_kind: str,
    https_port: int,
    certificates: Certificates,
    mail_side: MailSide,
    tmp_path: Path,
) -> Iterator[Callable[..., Site]]:
    """Start the site: `make_site()`; further settings as arguments. It says nothing of errors until it ends."""
    started: list[Site] = []

    def begin(**further: str) -> Site:
        server = start_server(settings | further, tmp_path / "server.log", workers=2, worker=True)
        backend = server.url.removeprefix("http://")
        name = NAMES[engine_kind]
        proxy = proxies.start_proxy(proxy_kind, tmp_path / "proxy", name, backend, certificates, https_port)
        started.append(Site(settings["EVENTAPP_BASE_URL"], server, proxy, certificates, mail_side))
        return started[-1]

    yield begin
    for site in started:
        site.proxy.stop()
        code = site.server.stop()
        assert code == 0, site.server.printed


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """The site in production."""
    return make_site()


@pytest.fixture
def engine(
    engine_kind: str, certificates: Certificates, request: pytest.FixtureRequest, tmp_path: Path, site: Site
) -> Iterator[Engine]:
    """The browser."""
    begun = _start_engine(engine_kind, certificates, request, tmp_path, site)
    yield begun
    begun.close()


def _start_engine(
    kind: str, certificates: Certificates, request: pytest.FixtureRequest, folder: Path, site: Site
) -> Engine:
    if kind == "firefox":
        if find_firefox() is None:
            pytest.skip("No Firefox was found. Install it (Debian: apt-get install firefox-esr)")
        return Firefox(folder)
    if kind == "webkit":
        if find_mini_browser() is None:
            pytest.skip("No WebKit was found. Install it (Debian: apt-get install webkit2gtk-driver xvfb)")
        return WebKit(folder)
    driver: Any = request.getfixturevalue("playwright")
    ports = {"443": site.proxy.https_port, "80": site.proxy.http_port}
    mapped = {f"{NAMES[kind]}:{public}": f"127.0.0.1:{real}" for public, real in ports.items()}
    return Chromium(driver, fingerprint=certificates.fingerprint, ports=mapped)
