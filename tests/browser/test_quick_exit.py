"""The quick way out in Chromium: one press, three times Shift, or a plain link; and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eventapp.core.extensions import db
from tests.support.builders import make_event
from tests.support.processes import RunningServer

pytestmark = pytest.mark.usefixtures("session")

ELSEWHERE = "**/vader.example/**"


@pytest.fixture
def address(serve: Callable[..., RunningServer]) -> str:
    """The address of a sensitive event's page."""
    event = make_event(is_sensitive=True, neutral_title="Kunskapsseminarium")
    db.session.commit()
    return f"{serve(EVENTAPP_QUICK_EXIT_URL='http://vader.example/').url}/evenemang/{event.slug}"


def open_pages(page: Any, address: str) -> None:
    """Come to the sensitive page from the calendar, with the other site at hand."""
    page.route(
        ELSEWHERE,
        lambda route: route.fulfill(body="<title>Väder</title><p>Sol</p>", content_type="text/html"),
    )
    page.goto(address.partition("/evenemang")[0] + "/kontakt")
    page.goto(address)


def test_the_button_opens_another_site_in_the_page_s_place(page: Any, address: str) -> None:
    open_pages(page, address)
    page.get_by_role("link", name="Lämna sidan snabbt").click()
    page.wait_for_url("http://vader.example/")
    page.go_back()
    page.wait_for_url("**/kontakt")
    assert page.locator("body").is_visible()


def test_shift_three_times_leaves_and_typing_capitals_does_not(page: Any, address: str) -> None:
    open_pages(page, f"{address}/anmalan")
    page.locator("[name=name]").focus()
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.url == f"{address}/anmalan"

    page.keyboard.press("Shift")
    page.get_by_text("Tryck Skift två gånger till").wait_for()
    page.keyboard.press("Shift")
    page.get_by_text("Tryck Skift en gång till").wait_for()
    page.keyboard.press("Shift")
    page.wait_for_url("http://vader.example/")


def test_without_script_it_is_a_plain_link(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_pages(page, address)
    page.get_by_role("link", name="Lämna sidan snabbt").click()
    page.wait_for_url("http://vader.example/")
    page.go_back()
    page.wait_for_url(f"{address}")
    context.close()
