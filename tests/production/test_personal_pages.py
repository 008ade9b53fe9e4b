"""Every button of every personal page, pressed in production behind TLS: three engines, two proxies, two databases.

The story is one, told to a small interface. What a browser sends along with a form over https (Referer, Origin, cookies
with `Secure` and `__Host-`) is decided by each engine itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from eventapp.audit.services import SYSTEM
from eventapp.core.clock import now
from eventapp.core.transactions import write
from eventapp.events import requirement_mail
from eventapp.events.models import Event
from eventapp.federations.models import Role
from eventapp.invitations.services import invite_people
from eventapp.registrations.phone import PhoneReceipt, register_by_phone
from eventapp.registrations.sign_up import Choices, SignUp
from tests.production.engines.chromium import Chromium
from tests.production.engines.engine import Engine
from tests.production.person import Person, personal_post_endpoints
from tests.production.site import Site
from tests.production.waiting import wait_until_sent
from tests.support.builders import make_contributor, make_event, make_federation, make_invitee
from tests.support.organisers import make_organiser

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("session"), pytest.mark.timeout(900)]

KIM, ROBIN, SAM, LECTURER = (
    "kim@person.example",
    "robin@person.example",
    "sam@person.example",
    "ek@person.example",
)
OFFICE = "kansli@person.example"
OWN = "Din anmälan"


@pytest.fixture
def event() -> Event:
    """A webinar that begins in ten minutes, with people invited to it and a lecturer who is procured."""
    with write():
        start = now() + timedelta(minutes=10)
        host = make_federation()
        made = make_event(hosts=[host], starts_at=start, title="Provet", meeting_url="https://mote.example/1")
        people = [make_invitee(made, address) for address in (ROBIN, SAM)]
        invite_people(made.id, [each.id for each in people], SYSTEM, "1")
        requirement_mail.confirm_requirement(make_contributor(made, email=LECTURER), made)
        make_organiser((host, Role.OWNER), email=OFFICE)
    return made


@pytest.fixture
def later() -> Event:
    """A webinar in two weeks."""
    with write():
        return make_event(title="Senare", meeting_url="https://mote.example/2")


@pytest.fixture
def by_phone(later: Event) -> PhoneReceipt:
    """Somebody without an address, who has a reference and a PIN."""
    with write():
        person = SignUp(choices=Choices(name="Alias Tall", mode=later.modes[0]), email="")
        return register_by_phone(later.id, person, contact="", form_id="telefon", actor=SYSTEM)


def sign_up_change_and_cancel(person: Person, event: Event) -> None:
    """From the calendar to the own page by mail, change, reminders, cancel, come back."""
    person.open("/")
    person.press(f"main a[href$='/evenemang/{event.slug}']", leads_to="Senare")
    person.press("main a[href$='/anmalan']")
    person.fill(name="Kim Exempel", email=KIM)
    assert person.press("main form button").url.endswith("/anmalan/klar")
    person.open(person.site.mail_to(KIM, "/anmalan/"))
    person.press("a[href$='/andra']")
    person.fill(organisation="Arbetsmarknadsenheten")
    assert "Arbetsmarknadsenheten" in person.press("main form button", leads_to=OWN).text
    person.press("a[href$='/paminnelser']")
    person.engine.click("[name=reminder]", "")
    person.press("main form button", leads_to=OWN)
    person.press("a[href$='/avboka']")
    person.press("main form button", leads_to=OWN)
    person.press("button", "Anmäl mig igen", leads_to=OWN)


def keep_a_calendar(person: Person) -> None:
    """Ask for the own calendar, change its address, take it away; what is mailed is a calendar."""
    person.press("button", "Mejla mig adressen", leads_to=OWN)
    first = person.site.mail_to(KIM, "/kalender/")
    person.press("button", "Byt adress", leads_to=OWN)
    second = person.site.mail_to(KIM, "/kalender/", number=2)
    assert person.site.fetch(first).code == 404
    assert person.site.fetch(second).body.startswith(b"BEGIN:VCALENDAR")
    person.press("button", "Ta bort kalendern", leads_to=OWN)
    assert person.site.fetch(second).code == 404


def join_and_erase(person: Person) -> None:
    """See the join page, lose the link and get it again, take the data along, erase them."""
    person.open(person.site.mail_to(KIM, "/delta/"))
    person.open("/min-anmalan")
    person.fill(email=KIM)
    assert "Har du en anmälan" in person.press("main form button").text
    person.site.check_mails(KIM)
    person.open(person.site.mail_to(KIM, "/anmalan/"))
    data = person.press("a[href$='/uppgifter']").url
    assert KIM in json.dumps(json.loads(person.site.fetch(f"{data}.json").body))
    assert person.site.fetch(f"{data}.html").code == 200
    wait_until_sent()
    person.site.check_mails(KIM)
    person.press("a[href$='/ta-bort']")
    person.press("main form button")
    assert person.site.fetch(data).code == 404


def close_pages(person: Person, receipt: PhoneReceipt) -> None:
    """Open the own pages with reference and PIN, and close them for whoever comes to the computer next."""
    person.open("/min-anmalan")
    person.fill(reference=receipt.reference, pin=receipt.pin)
    own = person.press("button", "Öppna min anmälan", leads_to=OWN).url
    person.press("button", "Stäng mina sidor")
    assert person.site.fetch(own).code == 404


def answer_invitations(person: Person) -> None:
    """Say no, yes by the form and no again; somebody else takes their data off the list."""
    invitation = person.site.mail_to(ROBIN, "/inbjudan/").removesuffix("/ja").removesuffix("/nej")
    person.open(invitation)
    person.press("button", "Tacka nej")
    person.press("a[href$='/ja']")
    person.press("main form button")
    join = person.site.mail_to(ROBIN, "/delta/")
    assert "Anslut till mötet" in person.open(join).text
    person.open(invitation)
    person.press("button", "Tacka nej och avboka")
    person.open(person.site.mail_to(SAM, "/inbjudan/").removesuffix("/ja").removesuffix("/nej"))
    person.press("a[href$='/ta-bort']")
    person.press("main form button")


def confirm_and_tell(person: Person, event: Event) -> None:
    """Confirm what is required of a lecturer; tell the hosts and who runs the site something."""
    person.open(person.site.mail_to(LECTURER, "/medverkan/"))
    assert "Du behöver inte göra något mer" in person.press("main form button").text
    for address in (f"/evenemang/{event.slug}/synpunkt", "/tillganglighet/rapportera"):
        person.open(address)
        person.fill(text="Det var bra.")
        assert person.press("main form button").url.endswith("/tack")


def sign_in_by_link(person: Person) -> None:
    """An organiser who has lost the password signs in by the mailed link, and out again."""
    person.open("/arrangor/glomt-losenord")
    person.fill(email=OFFICE)
    person.press("main form button")
    person.open(person.site.mail_to(OFFICE, "/arrangor/lank/"))
    person.press("main form button")
    person.press("button", "Logga ut", leads_to="Logga in")


@pytest.fixture
def press_everything(
    engine: Engine, site: Site, app: Flask, event: Event, later: Event, by_phone: PhoneReceipt
) -> Callable[[], Person]:
    """Tell the whole story: every page with every button."""

    def tell() -> Person:
        person = Person(engine, site, app)
        sign_up_change_and_cancel(person, later)
        keep_a_calendar(person)
        join_and_erase(person)
        close_pages(person, by_phone)
        answer_invitations(person)
        confirm_and_tell(person, event)
        sign_in_by_link(person)
        wait_until_sent()
        for address in (KIM, ROBIN, SAM, LECTURER, OFFICE):
            site.check_mails(address)
        return person

    return tell


def check(person: Person) -> None:
    """Every button that was seen was pressed, every POST with a secret was made, and nothing was told or printed."""
    assert personal_post_endpoints(person.app) - {endpoint for endpoint, _label in person.pressed} == set()
    assert person.seen - person.pressed == set()
    assert person.engine.messages == []
    assert "Traceback" not in person.site.server.printed
    assert "ERROR" not in person.site.server.printed


def check_requests(engine: Chromium, site: Site) -> None:
    """Nothing went to another host or to http, and no address with a secret was told in a Referer."""
    assert f"{site.url}/" in engine.referers
    assert {each for each in engine.requests if not each.startswith((f"{site.url}/", "data:"))} == set()
    assert {each for each in engine.referers if person_link(each)} == set()


def person_link(address: str) -> bool:
    """Tell whether an address is a personal one."""
    return any(f"/{part}/" in address for part in ("anmalan", "delta", "inbjudan", "medverkan", "lank"))


def check_logs(site: Site) -> None:
    """What the proxy has written down holds no personal link, and the page is served by its example."""
    links = [link for address in (KIM, ROBIN, SAM, LECTURER) for link in _secrets_mailed_to(site, address)]
    assert links
    logged = site.proxy.logged()
    assert [secret for secret in links if secret in logged or secret in site.server.printed] == []


def _secrets_mailed_to(site: Site, address: str) -> list[str]:
    texts = [message.as_string() for message in site.mail.delivered_to(address)]
    return [
        line.split("/")[4]
        for text in texts
        for line in text.split()
        if person_link(line) and line.count("/") > 3
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("mail_kind", ["whole"], indirect=True)
def test_every_button_works_in_chromium_behind_nginx(
    press_everything: Callable[[], Person], engine: Chromium, site: Site
) -> None:
    check(press_everything())
    check_requests(engine, site)
    check_logs(site)


@pytest.mark.parametrize("proxy_kind", ["caddy"], indirect=True)
def test_every_button_works_in_chromium_behind_caddy(
    press_everything: Callable[[], Person], engine: Chromium, site: Site
) -> None:
    check(press_everything())
    check_requests(engine, site)
    check_logs(site)


@pytest.mark.parametrize("engine_kind", ["firefox", "webkit"], indirect=True)
def test_every_button_works_in_other_engines(press_everything: Callable[[], Person]) -> None:
    check(press_everything())
