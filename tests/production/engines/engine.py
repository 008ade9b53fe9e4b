"""What the story asks of a browser: open, press, write, look."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

#: The first element that fits and can be seen; `arguments` are a selector and how its text begins.
FIND = """
const [css, text] = arguments;
return [...document.querySelectorAll(css)].find((element) =>
  element.getClientRects().length && element.textContent.trim().startsWith(text)) || null;
"""
#: Where a press of that element sends a form by POST to, empty when it does not, and what stands on the button.
FORM_OF = """
const [css, text] = arguments;
const element = [...document.querySelectorAll(css)].find((element) =>
  element.getClientRects().length && element.textContent.trim().startsWith(text));
const posts = element && element.form && element.form.method === "post";
const action = element && element.hasAttribute("formaction") ? element.formAction : posts && element.form.action;
return posts ? [action || location.href, element.textContent.trim()] : null;
"""
LOOK = """
const navigation = performance.getEntriesByType("navigation")[0] || {};
const resources = performance.getEntriesByType("resource").map((entry) => entry.name);
const forms = [...document.querySelectorAll("form[method=post]")].flatMap((form) =>
  [...form.querySelectorAll("button")].map((button) => [form.action || location.href, button.textContent.trim()]));
const heading = document.querySelector("h1");
return {
  url: location.href, referrer: document.referrer, code: navigation.responseStatus || 0, resources, forms,
  heading: heading ? heading.textContent.trim() : "", text: document.body.innerText,
  isError: Boolean(document.querySelector(".error-page, .field-error")),
};
"""
MARK = "window.isFormerPage = true;"
HAS_COME = "return document.readyState === 'complete' && !window.isFormerPage;"


@dataclass(frozen=True)
class Look:
    """A page as the browser has it."""

    url: str
    #: What the page before was called in the request for this one, empty where none was named.
    referrer: str
    #: Status of the answer, 0 where the engine does not tell.
    code: int
    heading: str
    text: str
    is_error: bool
    #: Addresses of everything the page has loaded.
    resources: list[str]
    #: Where the buttons of its forms send to, and what stands on them.
    forms: list[tuple[str, str]]


class Engine(ABC):
    """A browser with one page."""

    def __init__(self) -> None:
        #: What the console said, where the engine tells.
        self.messages: list[str] = []

    @abstractmethod
    def open(self, address: str) -> None:
        """Open an address and wait for its page."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page; `arguments` there are those given."""

    @abstractmethod
    def click(self, css: str, text: str) -> None:
        """Click the element as somebody with a mouse does."""

    @abstractmethod
    def write(self, css: str, text: str) -> None:
        """Write into an empty or filled field, key by key."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def press(self, css: str, text: str = "") -> None:
        """Click what leads to another page, and wait for it."""
        self.run(MARK)
        self.click(css, text)
        deadline = time.monotonic() + 60
        while not self._has_come():
            assert time.monotonic() < deadline, f"no page came after {css} {text}"
            time.sleep(0.05)

    def form_of(self, css: str, text: str = "") -> tuple[str, str] | None:
        """Return where a press of the element sends its form by POST to, and what stands on it."""
        found = self.run(FORM_OF, css, text)
        return (found[0], found[1]) if found else None

    def look(self) -> Look:
        """Return the page as it is now."""
        seen = self.run(LOOK)
        forms = [(action, label) for action, label in seen["forms"]]
        return Look(
            url=seen["url"],
            referrer=seen["referrer"],
            code=int(seen["code"]),
            heading=seen["heading"],
            text=seen["text"],
            is_error=seen["isError"],
            resources=seen["resources"],
            forms=forms,
        )

    def _has_come(self) -> bool:
        try:
            return bool(self.run(HAS_COME))
        except BrowserError:  # the page is being changed for another
            return False


class BrowserError(Exception):
    """The browser could not do what it was asked."""
