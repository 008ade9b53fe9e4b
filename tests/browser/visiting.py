"""Brings a browser into a state of the inventory and keeps what the server sent and what the page asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from tests.browser.inventory import State
from tests.browser.looking import WIDE
from tests.browser.states.organisers import sign_in_link


@dataclass
class Visit:
    """One page as it was sent, and what happened on the way."""

    state: State
    title: str = ""
    html: str = ""
    found: list[str] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        """What was found, with the state's name."""
        return [f"{self.state.name}: {sentence}" for sentence in dict.fromkeys(self.found)]


class Visitor:
    """Goes from state to state in one browser; a signed-in organiser has another one."""

    def __init__(self, browser: Any, url: str) -> None:
        self.url = url
        self.browser = browser
        self.anybody = Tab(browser, url)
        self._organiser: Tab | None = None
        #: Pages that the Tab key has been through from top to bottom.
        self.walked: set[str] = set()

    @property
    def organiser(self) -> Tab:
        """The browser in which an organiser has signed in."""
        if self._organiser is None:
            with write():
                link = sign_in_link()
            self._organiser = Tab(self.browser, self.url)
            self._organiser.page.goto(self.url + link)
            self._organiser.page.locator("main button").click()
        return self._organiser

    def tab_for(self, state: State) -> Tab:
        """Return the browser in which a state is seen."""
        if state.is_signed_in:
            return self.organiser
        self.anybody.context.clear_cookies()
        return self.anybody

    def close(self) -> None:
        """Close both browsers."""
        for tab in (self.anybody, self._organiser):
            if tab:
                tab.context.close()


class Tab:
    """A page that notes what it is sent and what it asks for."""

    def __init__(self, browser: Any, url: str) -> None:
        self.url = url
        self.context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", viewport=WIDE)
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.answer: Any = None
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        self.page.on("pageerror", lambda error: self.errors.append(f"script error: {error}"))
        self.page.on("console", self._note_message)

    def visit(self, state: State, address: str) -> Visit:
        """Open an address, do what makes the state, and return the page with what was wrong on the way."""
        self.foreign, self.errors = [], []
        self.page.goto(self.url + address)
        cookies = self.context.cookies()
        if cookies and not state.is_signed_in and not self.has_form():
            self.errors.append(f"cookies before there is a form: {[cookie['name'] for cookie in cookies]}")
        if state.action:
            state.action(self.page)
            self.page.wait_for_load_state()
        visit = Visit(state, title=self.page.title(), html=self.answer.text())
        visit.found = [*self.errors, *(f"asks a stranger: {url}" for url in self.foreign)]
        if self.answer.status != state.code:
            visit.found.append(f"answers {self.answer.status}, not {state.code}")
        return visit

    def read_in_english(self, state: State, address: str) -> Visit:
        """Return the English page as it is sent, with what in it is not English; the page now open stays."""
        read = self.page.evaluate("(address) => window.probes.english(address)", f"/en{address}")
        visit = Visit(
            state, html=read["html"], found=[f"in English: {sentence}" for sentence in read["found"]]
        )
        if read["status"] != state.code:
            visit.found.append(f"in English: answers {read['status']}, not {state.code}")
        return visit

    def has_form(self) -> bool:
        """Tell whether the page has a form that needs a cookie."""
        found: bool = self.page.evaluate("!!document.querySelector('form[method=post]')")
        return found

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.foreign.append(request.url)

    def _note_response(self, response: Any) -> None:
        request = response.request
        is_page = request.is_navigation_request() and request.frame == self.page.main_frame
        if is_page and not 300 <= response.status < 400:
            self.answer = response

    def _note_message(self, message: Any) -> None:
        # The browser reports the code of an error page as an error, and names the page itself.
        is_the_page = urlsplit(message.location.get("url", "")).path == urlsplit(self.page.url).path
        if message.type == "error" and not (is_the_page and "Failed to load resource" in message.text):
            self.errors.append(f"console: {message.text}")


def set_up(state: State) -> str:
    """Make the data of a state and return its address."""
    db.session.rollback()
    with write():
        return state.set_up()
