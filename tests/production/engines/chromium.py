"""Chromium by Playwright; tells of its console and of every request."""

from __future__ import annotations

from typing import Any

from tests.production.engines.engine import FIND, BrowserError, Engine
from tests.support import chromium


class Chromium(Engine):
    """Chromium that believes one certificate, and for which the site stands where it would: on port 443."""

    def __init__(self, playwright: Any, *, fingerprint: str, ports: dict[str, str]) -> None:
        super().__init__()
        rules = ",".join(f"MAP {public} {real}" for public, real in ports.items())
        arguments = [
            *chromium.launch_arguments(),
            f"--ignore-certificate-errors-spki-list={fingerprint}",
            f"--host-resolver-rules={rules}",
        ]
        program = chromium.find_system_chromium()
        self._browser = playwright.chromium.launch(executable_path=program, args=arguments)
        self.context = self._browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1280, "height": 900}
        )
        #: Every address that was asked for.
        self.requests: list[str] = []
        self.referers: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", self._note)

    def open(self, address: str) -> None:
        """Open an address and wait for its page."""
        self.page.goto(address, wait_until="load")

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page."""
        try:
            return self.page.evaluate(_function(script), list(arguments))
        except Exception as error:  # (Playwright's own, which can only be imported where it is)
            raise BrowserError(str(error)) from error

    def click(self, css: str, text: str) -> None:
        """Click the element."""
        self._element(css, text).click(no_wait_after=True)

    def write(self, css: str, text: str) -> None:
        """Write into a field, key by key."""
        element = self._element(css, "")
        element.fill("")
        element.type(text)

    def close(self) -> None:
        """End the browser."""
        self._browser.close()

    def _element(self, css: str, text: str) -> Any:
        found = self.page.evaluate_handle(_function(FIND), [css, text]).as_element()
        assert found, f"no {css} {text} at {self.page.url}: {self.page.inner_text('main')}"
        return found

    def _note(self, request: Any) -> None:
        self.requests.append(request.url)
        self.referers.append(request.headers.get("referer", ""))


def _function(script: str) -> str:
    return f"(given) => (function () {{ {script} }}).apply(null, given)"
