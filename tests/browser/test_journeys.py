"""Everything can be done with the keyboard alone, with script and without, in Swedish and in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance
from eventapp.events.models import Event
from eventapp.registrations.links import own_token
from eventapp.registrations.models import RegistrationStatus
from tests.browser.keyboard import Keyboard
from tests.browser.states.organisers import own_event, sign_in_link
from tests.support.builders import make_event, make_federation, registration_of, sign_up

MOST_TABS = 25
FORM = "main form[method=post]"

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(params=["script", "no-script"])
def keyboard(browser: Any, request: pytest.FixtureRequest) -> Iterator[Keyboard]:
    """The keyboard of an empty page, with script or without."""
    context = browser.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", java_script_enabled=request.param == "script"
    )
    yield Keyboard(context.new_page())
    context.close()


def status_of(event: Event) -> RegistrationStatus:
    """Return where the registration of the one who types stands now."""
    db.session.rollback()
    return registration_of(event).status


def test_signing_up_changing_cancelling_coming_back_and_telling(keyboard: Keyboard, site: str) -> None:
    for language, start in (("sv", site), ("en", f"{site}/en")):
        event = _event_with_four_required_answers()
        keyboard.open(f"{start}/evenemang/{event.slug}/anmalan")
        _sign_up(keyboard)
        assert urlsplit(keyboard.page.url).path.endswith("/anmalan/klar")
        assert status_of(event) is RegistrationStatus.CONFIRMED

        keyboard.open(f"{start}/anmalan/{own_token(registration_of(event))}")
        keyboard.follow("main a[href$='/andra']")
        keyboard.write("[name=organisation]", "Arbetsmarknadsenheten")
        keyboard.follow(f"{FORM} button")
        db.session.rollback()
        assert registration_of(event).organisation == "Arbetsmarknadsenheten"

        keyboard.follow("main a[href$='/avboka']")
        keyboard.follow(f"{FORM} button")
        assert status_of(event) is RegistrationStatus.CANCELLED
        keyboard.follow("main form[action$='/aterkom'] button")
        assert status_of(event) is RegistrationStatus.CONFIRMED

        keyboard.open(f"{start}/evenemang/{event.slug}")
        keyboard.follow("main a[href$='/synpunkt']")
        keyboard.write("[name=text]", "Det var bra.")
        keyboard.follow(f"{FORM} button")
        assert keyboard.page.url.endswith("/synpunkt/tack")
        assert keyboard.page.locator("html").get_attribute("lang") == language


def test_an_empty_form_is_put_right_and_waits_in_the_queue(keyboard: Keyboard, site: str) -> None:
    for start in (site, f"{site}/en"):
        with write():
            event = make_event(seats=1)
            sign_up(event, "forst@example.se")
        keyboard.open(f"{start}/evenemang/{event.slug}")
        keyboard.follow("main a[href$='/anmalan']")
        keyboard.follow(f"{FORM} button")
        assert keyboard.page.title().startswith(("Fel: ", "Error: "))
        keyboard.tab_to("#fel a[href='#name']")
        keyboard.page.keyboard.press("Enter")
        assert keyboard.page.evaluate("document.activeElement.id") == "name"
        keyboard.page.keyboard.type("Kim Exempel")
        keyboard.write("[name=email]", "kim@example.se")
        keyboard.follow(f"{FORM} button")
        assert status_of(event) is RegistrationStatus.WAITLISTED

        keyboard.open(f"{start}/anmalan/{own_token(registration_of(event))}")
        keyboard.follow("main a[href$='/avboka']")
        keyboard.follow(f"{FORM} button")
        assert status_of(event) is RegistrationStatus.CANCELLED


def test_an_organiser_signs_in_finds_a_person_and_takes_the_list_along(keyboard: Keyboard, site: str) -> None:
    with write():
        event, link = own_event(), sign_in_link()
        for number in range(3):
            sign_up(event, f"person.{number}@example.se", name=f"Exempelperson {number + 1}")
    person = registration_of(event, "person.1@example.se").public_id
    keyboard.open(f"{site}{link}")
    keyboard.follow("main form button")
    keyboard.follow(f"main a[href$='/evenemang/{event.public_id}']")
    keyboard.follow("main a[href$='/deltagare']")
    keyboard.write("[name=q]", "exempelperson 2")
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
    keyboard.follow(f"main a[href$='/{person}']")
    assert keyboard.page.get_by_role("heading", level=1).inner_text() == "Exempelperson 2"

    keyboard.follow("main a[href$='/deltagare']")
    keyboard.follow("main a[href*='/deltagare/hamta']")
    keyboard.tab_to("main form[action*='csv'] button, main button[formaction*='csv']")
    with keyboard.page.expect_download() as download:
        keyboard.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")


def _event_with_four_required_answers() -> Event:
    """Make an event that asks for name, address, federation and way of attending."""
    with write():
        hosts = [make_federation(), make_federation()]
        return make_event(hosts=hosts, attendance=Attendance.HYBRID, venue_name="Folkets hus")


def _sign_up(keyboard: Keyboard) -> None:
    """Fill the form in from the top of its page and send it."""
    keyboard.skip_to_content()
    keyboard.write("[name=name]", "Kim Exempel")
    keyboard.write("[name=email]", "kim@example.se")
    keyboard.choose("[name=federation]")
    keyboard.choose("[name=mode]")
    keyboard.tab_to(f"{FORM} button")
    print(f"{keyboard.tabs} presses of Tab from the top of the page to a sent form")
    assert keyboard.tabs <= MOST_TABS
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
