"""Reads HTML as a browser does: what stands in it, what its forms hold, and what of it is alive."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

INLINE = {"a", "b", "bdi", "strong", "em", "span", "time", "br"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data", "poster"}
FOREIGN = {"iframe", "object", "embed", "base", "svg:script", "applet", "style"}


class Markup(HTMLParser):
    """One page or mail."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        #: Text of each block, without markup, in order.
        self.blocks: list[str] = []
        #: What the controls of its forms hold, by name.
        self.values: dict[str, str] = {}
        #: What would run or be fetched from somewhere else.
        self.alive: list[str] = []
        self._here: list[str] = []
        self._area: str | None = None
        self.feed(text.replace("\r\n", "\n"))
        self.close()
        self._end_block()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note controls and what is alive; a block ends the one before."""
        given = {name: value or "" for name, value in attrs}
        self._note_what_is_alive(tag, given)
        if tag not in INLINE:
            self._end_block()
        if tag == "input" and given.get("type") not in {"radio", "checkbox"}:
            self.values[given.get("name", "")] = given.get("value", "")
        if tag == "textarea":
            self._area = given.get("name", "")
            self.values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        """End the block or the control."""
        if tag == "textarea":
            self._area = None
        if tag not in INLINE:
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if self._area is None:
            self._here.append(data)
            return
        # A parser takes away one newline right after the tag (HTML 13.2.6.4.7).
        first = not self.values[self._area]
        self.values[self._area] += data.removeprefix("\n") if first else data

    def _end_block(self) -> None:
        text = "".join(self._here).strip()
        if text:
            self.blocks.append(text)
        self._here = []

    def _note_what_is_alive(self, tag: str, given: dict[str, str]) -> None:
        own_script = tag == "script" and given.get("src", "").startswith("/static/")
        if tag in FOREIGN or (tag == "script" and not own_script):
            self.alive.append(f"<{tag} {given}>")
        self.alive += [f"{tag} {name}={value}" for name, value in given.items() if name.startswith("on")]
        for name in URL_ATTRIBUTES & given.keys():
            if given[name].strip().lower().startswith(("javascript:", "data:", "vbscript:", "x")):
                self.alive.append(f"{tag} {name}={given[name]}")


def part_of(page: str) -> str:
    """Return the address at which a page shows the HTML part of its mail."""
    (address,) = re.findall(r'<a href="([^"]*\bdel=html)"', page)
    return unescape(address)
