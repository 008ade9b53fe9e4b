"""What tests of the whole URL map share: who visits, and what sees whether they wrote."""

from __future__ import annotations

import pytest

from eventapp.events.kinds import Attendance
from eventapp.federations.models import Role
from tests.support.addresses import values_for
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.watching import Watched


@pytest.fixture
def visit(app):
    """Open a page as an organiser, each time with the cookie of a new session: `visit(organiser)(method, path)`."""

    def begin(organiser):
        browser = OrganiserBrowser(app, organiser)
        token = browser.token()
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = browser.client.get_cookie(name, path=app.config["SESSION_COOKIE_PATH"] or "/").value

        def send(method, path, **carried):
            client = app.test_client()
            client.set_cookie(name, cookie)
            form = {"data": {"csrf_token": token}} if method == "POST" else {}
            return client.open(path, method=method, **form | carried)

        return send

    return begin


@pytest.fixture
def watched(session):
    """Watch the database from when the test asks: `watched()`."""
    opened = []

    def begin():
        opened.append(Watched())
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


@pytest.fixture
def world(app, session):
    """One federation's event with one person, and values of every variable for it."""
    host = make_federation(slug="egna")
    event = make_event(hosts=[host], attendance=Attendance.HYBRID)
    return host, values_for(app, event, host)


@pytest.fixture
def people(world):
    """Who comes: by name, what role they have where."""
    host, other = world[0], make_federation(slug="andras")
    return {
        "anonymous": None,
        "owner elsewhere": make_organiser((other, Role.OWNER)),
        "administrator": make_organiser(is_administrator=True),
        **{role.value: make_organiser((host, role)) for role in Role},
    }
