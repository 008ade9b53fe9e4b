"""Each probe can fail: faults planted in good pages are seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventapp.core.transactions import write
from tests.browser.faults import (
    BEYOND_MACHINES,
    ENGLISH,
    ERRORS,
    EVENT,
    FAULTS,
    FORM,
    LIST,
    SENT_FAULTS,
    Fault,
    SentFault,
)
from tests.browser.inventory import State, send
from tests.browser.looking import prepare, run_probes
from tests.browser.states.events import event_with_everything
from tests.browser.states.forms import form_blank, form_errors_of_the_joint_day
from tests.browser.states.participants import participants_of_the_joint_day
from tests.browser.visiting import Tab, Visitor
from tests.support import html_checker

COOKIE = "a cookie before there is a form"


@pytest.fixture
def visitor(browser: Any, site: str) -> Iterator[Visitor]:
    """Two browsers at a server."""
    visitor = Visitor(browser, site)
    yield visitor
    visitor.close()


@pytest.fixture
def addresses(site: str) -> dict[str, str]:
    """The good pages that faults are planted in."""
    with write():
        made = {
            EVENT: event_with_everything(),
            FORM: form_blank(),
            ERRORS: form_errors_of_the_joint_day(),
            LIST: participants_of_the_joint_day(),
        }
    return made | {ENGLISH: f"/en{made[EVENT]}"}


@pytest.mark.timeout(300)
def test_planted_faults_are_seen(visitor: Visitor, addresses: dict[str, str]) -> None:
    missed = [fault.name for fault in FAULTS if not _sees(visitor, addresses, fault)]
    beyond = [fault.name for fault in BEYOND_MACHINES if not _sees(visitor, addresses, fault)]
    caught = len(FAULTS) - len(missed)
    print(
        f"planted faults in the page: {caught} of {len(FAULTS)} seen, missed: {missed}; for people: {beyond}"
    )

    assert missed == []
    assert caught >= 26


@pytest.mark.timeout(300)
def test_faults_in_what_is_sent_are_seen(visitor: Visitor, addresses: dict[str, str], tmp_path: Path) -> None:
    tab, address = visitor.anybody, addresses[EVENT]
    _alter(tab, address, cookie="besok=1")
    assert any("cookies" in sentence for sentence in tab.visit(_state(EVENT), address).found), COOKIE
    tab.context.clear_cookies()
    told, pages = {}, {}
    for number, fault in enumerate(SENT_FAULTS):
        _alter(tab, address, fault)
        visit = tab.visit(_state(EVENT), address)
        prepare(tab.page)
        told[f"fault-{number}"] = [*visit.found, *run_probes(tab.page, "weight")]
        pages[f"fault-{number}"] = visit.html
    if not html_checker.missing():
        for sentence in html_checker.check_pages(pages, tmp_path / "pages"):
            told[sentence.partition(":")[0]].append(sentence)
    missed = [
        fault.name
        for number, fault in enumerate(SENT_FAULTS)
        if not any(fault.says in sentence for sentence in told[f"fault-{number}"])
        and not (fault.says == "HTML error" and html_checker.missing())
    ]
    print(
        f"planted faults in what is sent: {len(SENT_FAULTS) - len(missed) + 1} of {len(SENT_FAULTS) + 1} seen"
    )

    assert missed == []


def _sees(visitor: Visitor, addresses: dict[str, str], fault: Fault) -> bool:
    """Plant a fault and tell whether it is named; its word must not be said of the good page."""
    state = _state(fault.page)
    tab = visitor.tab_for(state)
    tab.visit(state, addresses[fault.page])
    prepare(tab.page)
    tab.page.evaluate(f"() => {{ {fault.script} }}")
    return any(fault.says in sentence for sentence in fault.look(tab.page))


def _alter(tab: Tab, address: str, fault: SentFault | None = None, cookie: str = "") -> None:
    """Spoil the page on its way to the browser; its own policy would stop some faults, so it is left out."""

    def spoil(route: Any) -> None:
        answer = route.fetch()
        headers = {key: value for key, value in answer.headers.items() if key != "content-security-policy"}
        html = answer.text().replace(fault.what, fault.by, 1) if fault else answer.text()
        headers = {
            key: value for key, value in headers.items() if key not in {"content-length", "content-encoding"}
        }
        route.fulfill(status=200, headers=headers | ({"set-cookie": cookie} if cookie else {}), body=html)

    tab.page.unroute_all()
    tab.page.route(f"**{address}", spoil)


def _state(page: str) -> State:
    is_signed_in, action = page == LIST, send if page == ERRORS else None
    return State(name=page, endpoint="", area="", set_up=str, action=action, is_signed_in=is_signed_in)
