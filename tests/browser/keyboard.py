"""Goes through pages with the keyboard alone, as somebody who has no mouse."""

from __future__ import annotations

from typing import Any

#: More presses than any page takes from top to bottom.
TOO_MANY = 90
HAS_FOCUS = "(selector) => !!document.activeElement && document.activeElement.matches(selector)"


class Keyboard:
    """The keys of one page, and how often Tab has been pressed on it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.tabs = 0

    def open(self, address: str) -> None:
        """Open an address, as a link in a mail does."""
        self.page.goto(address)
        self.tabs = 0

    def tab_to(self, selector: str) -> None:
        """Press Tab until focus is on what the selector names."""
        for _press in range(TOO_MANY):
            self.page.keyboard.press("Tab")
            self.tabs += 1
            if self.page.evaluate(HAS_FOCUS, selector):
                return
        raise AssertionError(f"the Tab key never comes to {selector} on {self.page.url}")

    def skip_to_content(self) -> None:
        """Take the link at the top of the page that leads past its head."""
        self.tab_to(".skip")
        self.page.keyboard.press("Enter")

    def write(self, selector: str, text: str) -> None:
        """Go to a field and write over what stands in it."""
        self.tab_to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, selector: str) -> None:
        """Go to a group of choices and take the one that has focus."""
        self.tab_to(selector)
        self.page.keyboard.press("Space")

    def follow(self, selector: str) -> None:
        """Go to a link or button, press Enter, and wait for the page that comes."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.tabs = 0
