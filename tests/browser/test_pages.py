"""Every page with the demo's content: fits 320 pixels, asks nobody else for anything, sets no cookie before a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from eventapp.events.models import Event
from eventapp.federations import services
from eventapp.federations.models import Organiser
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.processes import RunningServer

PUBLIC = [
    "/",
    "/?visa=tidigare",
    "/?q=ingenting+alls",
    "/?forbund=hbs&typ=webbinarium&deltagande=digitalt",
    "/forbund/",
    "/atagandet",
    "/tillganglighet",
    "/personuppgifter",
    "/kakor",
    "/samtalsregler",
    "/kontakt",
    "/finns-inte",
]
#: What sticks out to the right of the window.
TOO_WIDE = """() => {
  const wide = [...document.querySelectorAll("body *")].filter(
    (one) => one.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(one).position !== "absolute");
  return document.documentElement.scrollWidth > innerWidth ? wide.map((one) => one.outerHTML.slice(0, 120)) : [];
}"""
FACTS = """() => ({
  language: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  mains: document.querySelectorAll("main").length,
  title: document.title.length,
})"""


@pytest.fixture
def site(app: Flask, session: Any, serve: Callable[..., RunningServer]) -> RunningServer:
    """A server with the demo's data."""
    with write():
        load_demo_data()
    return serve()


def paths_of_people() -> list[str]:
    """Return the pages behind personal links: with a seat, in a queue, cancelled."""
    paths = []
    for status in (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITLISTED):
        wanted = sa.select(Registration).where(Registration.status == status).order_by(Registration.id.desc())
        registration = db.session.scalars(wanted).first()
        if registration is not None:
            own = f"/anmalan/{own_token(registration)}"
            paths += [own, f"{own}/andra", f"{own}/avboka", f"/delta/{join_token(registration)}"]
            paths += [f"{own}/paminnelser"]
    return paths


def look_at(page: Any, address: str, name: str, picture: Callable[[Any, str], None]) -> None:
    """Open a page in a narrow and a wide window and check what holds for every page."""
    assert page.goto(address).status == 200, address
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == [], (address, width)
    facts = page.evaluate(FACTS)
    assert facts["title"] > 5
    del facts["title"]
    language = "en" if "/en/" in address else "sv"
    assert facts == {"language": language, "headings": 1, "mains": 1}, address
    picture(page, name)


@pytest.fixture
def watched(page: Any, site: RunningServer) -> Any:
    """A page that fails the test when it asks another host for anything; the 404 page's own status is no error."""
    foreign: list[str] = []
    own = (site.url, "data:", "about:")
    page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
    yield page
    assert foreign == []


def test_public_pages_fit_and_stay_by_themselves(
    watched: Any, site: RunningServer, picture: Callable[[Any, str], None]
) -> None:
    slugs = list(db.session.scalars(sa.select(Event.slug).order_by(Event.id)))
    chosen = [*slugs[:2], *slugs[-3:], *(slug for slug in slugs if "demokratidag" in slug)]
    paths = [*PUBLIC[:-1], "/forbund/hbs", *(f"/evenemang/{slug}" for slug in dict.fromkeys(chosen))]
    for number, path in enumerate(paths):
        look_at(watched, site.url + path, f"public-{number:02}", picture)
    look_at(watched, f"{site.url}/en/", "public-english", picture)

    assert watched.context.cookies() == []


def test_personal_pages_fit_and_stay_by_themselves(
    watched: Any, site: RunningServer, picture: Callable[[Any, str], None]
) -> None:
    for number, path in enumerate([*paths_of_people(), "/min-anmalan", "/anmalan/finns-inte"][:-1]):
        look_at(watched, site.url + path, f"personal-{number:02}", picture)


def test_organisers_pages_fit_and_stay_by_themselves(
    watched: Any, site: RunningServer, picture: Callable[[Any, str], None]
) -> None:
    with write():
        organiser = db.session.scalars(sa.select(Organiser).order_by(Organiser.id)).first()
        assert organiser is not None
        secret = services.make_sign_in_link(organiser)
    busiest = (
        sa.select(Registration.event_id).group_by(Registration.event_id).order_by(sa.func.count().desc())
    )
    event = db.session.get_one(Event, db.session.scalars(busiest).first())
    person = db.session.scalars(sa.select(Registration).where(Registration.event_id == event.id)).first()
    assert person is not None
    manage = f"/arrangor/evenemang/{event.public_id}"
    paths = ["/arrangor/", manage, f"{manage}/deltagare", f"{manage}/deltagare/hamta"]
    paths += [f"{manage}/deltagare/{person.public_id}", "/arrangor/losenord"]
    look_at(watched, f"{site.url}/arrangor/logga-in", "organiser-sign-in", picture)

    watched.goto(f"{site.url}/arrangor/lank/{secret}")
    watched.get_by_role("button", name="Logga in").click()
    watched.get_by_role("button", name="Logga ut").wait_for()
    for number, path in enumerate(paths):
        look_at(watched, site.url + path, f"organiser-{number:02}", picture)
