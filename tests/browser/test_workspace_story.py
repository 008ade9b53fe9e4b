"""A new organiser makes the joint day from an empty database in Chromium, without script, and somebody signs up."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.mail_server import MailServer
from tests.support.processes import RunningProcess, RunningServer

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.timeout(240)]

FEDERATIONS = ("Sundbyberg", "Nacka", "Botkyrka", "Sollentuna", "Stockholm", "Södertälje")
SLUGS = ("sundbyberg", "nacka", "botkyrka", "sollentuna", "stockholm", "sodertalje")
OWNER = "kim@sundbyberg.example"
WORKSHOPS = {"Att lyssna": "12", "Att leda samtal": "12", "Bemötande": "20"}
ACCESS = ("captions", "sign_language", "step_free", "hearing_loop", "quiet_room")
PASSWORD = "en lång mening till"
#: What the owner sees and types, from the link in the mail to the published day.
MOST_PAGES, MOST_FIELDS = 36, 70
#: What somebody takes to read a page and to fill in a field, in seconds, and how long all of it may take.
PAGE_TAKES, FIELD_TAKES, MOST_SECONDS = 5, 4, 600

Picture = Callable[[Any, str], None]


@dataclass
class Visitor:
    """Somebody at a browser without script, with what is counted: pages shown and fields filled in."""

    page: Any
    pages: int = 0
    fields: int = 0

    def open(self, address: str) -> None:
        """Open an address, as a link in a mail does."""
        self.page.goto(address)
        self.pages += 1

    def click(self, name: str, *, role: str = "link") -> None:
        """Click what is called so in the page, and come to the next page."""
        with self.page.expect_navigation():
            self.page.locator(".page").get_by_role(role, name=re.compile(f"^{name}")).first.click()
        self.pages += 1

    def menu(self, name: str) -> None:
        """Click a link in the head of the page."""
        with self.page.expect_navigation():
            self.page.get_by_role("banner").get_by_role("link", name=name).click()
        self.pages += 1

    def send(self, button: str, **values: str) -> None:
        """Fill these fields in and click the button; the form is found to have nothing wrong."""
        for name, value in values.items():
            self._fill(name, value)
        self.click(button, role="button")
        faults = self.page.locator(".field-error").all_inner_texts()
        assert faults == [], faults

    def tick(self, name: str, values: tuple[str, ...]) -> None:
        """Tick boxes of one group."""
        for value in values:
            self._fill(name, value)

    @property
    def seconds(self) -> int:
        """How long a human being would take."""
        return self.pages * PAGE_TAKES + self.fields * FIELD_TAKES

    def _fill(self, name: str, value: str) -> None:
        fields = self.page.locator(f"main [name='{name}']")
        self.fields += 1
        if fields.first.get_attribute("type") in {"radio", "checkbox"}:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif fields.first.evaluate("(field) => field.tagName") == "SELECT":
            fields.first.select_option(value)
        else:
            fields.first.fill(value)


@pytest.fixture
def visitor(browser: Any) -> Iterator[Callable[[], Visitor]]:
    """Give somebody else's browser, without script, each time it is called."""
    contexts = []

    def begin() -> Visitor:
        contexts.append(
            browser.new_context(
                locale="sv-SE",
                timezone_id="Europe/Stockholm",
                java_script_enabled=False,
                viewport={"width": 1280, "height": 900},
            )
        )
        return Visitor(contexts[-1].new_page())

    yield begin
    for context in contexts:
        context.close()


def link_mailed_to(server: MailServer, address: str) -> str:
    """Return the one-time link of the first mail to an address; fails after 20 seconds."""
    deadline = time.monotonic() + 20
    while not server.to(address):
        assert time.monotonic() < deadline, "no mail has come"
        time.sleep(0.05)
    text = server.to(address)[0].message.get_body(("plain",)).get_content()
    return re.search(r"http\S+/arrangor/lank/\S+", text).group(0)


def come_in(visitor: Visitor, link: str) -> None:
    """Sign in for the first time and choose a password."""
    visitor.open(link)
    visitor.click("Logga in", role="button")
    if not visitor.page.url.endswith("/losenord"):
        visitor.click("Välj lösenord")
    visitor.send("Spara", password=PASSWORD, again=PASSWORD)


def add_federations(administrator: Visitor) -> None:
    """Add the six, invite the owner of the first, and fill in what publishing needs of the others."""
    for number, name in enumerate(FEDERATIONS):
        administrator.menu("Förbundet")
        administrator.click("Lägg upp ett förbund")
        administrator.send("Lägg upp", name=f"Samordningsförbundet {name}", short_name=name)
        if number == 0:
            administrator.send("Bjud in", name="Kim Exempel", email=OWNER, role="owner")
        else:
            administrator.click("Uppgifter")
            fill_in_federation(administrator, SLUGS[number])


def fill_in_federation(visitor: Visitor, slug: str) -> None:
    """Fill in the federation's page as far as publishing needs it."""
    visitor.send(
        "Spara uppgifterna",
        phone="08-465 004 70",
        office_email=f"kansli@{slug}.example",
        retention_decision="Dnr 1/2026, 2026-03-01",
    )


def write_the_day(owner: Visitor) -> None:
    """Make the event with its texts, time, place and answers on accessibility."""
    owner.menu("Evenemang")
    owner.click("Nytt evenemang")
    owner.send("Skapa", title="Demokratidagen", kind="democracy_day")
    owner.click("Rubrik och texter")
    owner.send("Spara", summary="En dag om demokrati.", description="**Välkommen!**")
    owner.click("Tid och plats")
    owner.send(
        "Spara",
        start_day="2027-11-08",
        start_clock="09:00",
        end_clock="16:00",
        attendance="on_site",
        venue_name="Stadshuset",
        venue_address="Exempeltorget 1",
    )
    owner.click("Tillgänglighet")
    owner.send("Spara", **dict.fromkeys(ACCESS, "yes"), is_recorded="no")


def share_it(owner: Visitor) -> None:
    """Take the others in as hosts, limit the seats and give each host its share until a day."""
    owner.click("Platser och anmälan")
    owner.send("Spara", total="100")
    owner.click("Värdar")
    owner.tick("hosts", SLUGS[1:])
    owner.send("Spara värdar")
    shares = {f"share_{slug}": "10" for slug in SLUGS}
    days = {f"day_{slug}": "2027-11-01" for slug in SLUGS} | {f"clock_{slug}": "12:00" for slug in SLUGS}
    owner.send("Spara värdar", **shares, **days)


def plan_it(owner: Visitor) -> None:
    """Make the programme with three workshops in one slot, and two questions."""
    owner.click("Program och workshoppar")
    owner.click("Lägg till programpunkt")
    owner.send("Spara programpunkten", title="Välkommen", starts="09:00", ends="09:30", slot="all")
    for title, seats in WORKSHOPS.items():
        owner.click("Lägg till programpunkt")
        slot = "0" if title == "Att lyssna" else "1"
        owner.send("Spara programpunkten", title=title, starts="13:00", ends="14:00", slot=slot, seats=seats)
    owner.click("Redigera")
    owner.click("Egna frågor")
    for label in ("Vad vill du lära dig?", "Hur länge har du arbetat hos oss?"):
        owner.click("Lägg till en fråga")
        owner.send("Spara frågan", label=label, kind="text", purpose="Vi planerar efter det")


def sign_up(person: Visitor, start: str) -> None:
    """Find the day in the calendar and sign up for it with a workshop."""
    person.open(start)
    person.click("Demokratidagen")
    person.click("Anmäl dig")
    person.tick("federation", (SLUGS[1],))
    person.page.get_by_label("Att lyssna").check()
    person.fields += 1
    person.send("Skicka anmälan", name="Kim Åkesson", email="kim@example.se", eligible="1")


def test_the_joint_day_is_made_from_an_empty_database_without_script(
    visitor: Callable[[], Visitor],
    picture: Picture,
    serve: Callable[..., RunningServer],
    start_process: Callable[..., RunningProcess],
    smtp_server: MailServer,
) -> None:
    server = serve(worker=True)
    made = start_process(
        "create-organiser", "drift@example.se", "--administrator", EVENTAPP_BASE_URL=server.url
    )
    assert made.process.wait(30) == 0
    administrator, owner, person = visitor(), visitor(), visitor()
    come_in(administrator, re.search(r"http\S+", made.printed).group(0))
    add_federations(administrator)
    picture(administrator.page, "workspace-federations")

    come_in(owner, link_mailed_to(smtp_server, OWNER))
    owner.menu("Förbundet")
    fill_in_federation(owner, SLUGS[0])
    write_the_day(owner)
    share_it(owner)
    plan_it(owner)
    owner.click("Redigera")
    picture(owner.page, "workspace-ready")
    owner.send("Publicera")
    sign_up(person, f"{server.url}/")
    picture(person.page, "workspace-signed-up")

    event = db.session.scalars(sa.select(Event)).one()
    registration = db.session.scalars(sa.select(Registration)).one()
    assert event.status is EventStatus.PUBLISHED
    assert event.coordinating_host.slug == SLUGS[0]
    assert {host.federation.slug for host in event.hosts} == set(SLUGS)
    assert {host.share_released_at is None for host in event.hosts} == {False}
    assert registration.status is RegistrationStatus.CONFIRMED
    assert [choice.session.title for choice in registration.choices] == ["Att lyssna"]
    for who, one in {"administrator": administrator, "owner": owner, "participant": person}.items():
        print(f"{who}: {one.pages} pages, {one.fields} fields, {one.seconds} s")
    assert (owner.pages <= MOST_PAGES, owner.fields <= MOST_FIELDS) == (True, True)
    assert owner.seconds + person.seconds < MOST_SECONDS
