"""Reads a page as somebody who hears it: each piece of text with the language it is said to be in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: Attributes that are read out or shown.
SPOKEN = {"alt", "aria-label", "placeholder", "title", "data-copy-text", "data-copied-text"}
#: Nothing of it is read as text.
SILENT = {"script", "style", "title", "pre"}

SWEDISH = """
och att är på för av med till inte du dig din ditt dina vi har kan om ett som det eller när så här också alla ska får
från mejl anmälan evenemang evenemanget förbund förbundet plats platser kö ingen välj visa år dag dagar måndag tisdag
onsdag torsdag fredag lördag söndag januari februari mars maj juni juli augusti oktober digitalt frivilligt namn
"""
ENGLISH = """
the and of to you your is are with not this that will we have it on at from or can register registration event events
seat seats waiting email name monday tuesday wednesday thursday friday saturday sunday january february march may june
july august october online optional
"""
#: Words that sentences hardly do without, and that the other language does not have.
FUNCTION_WORDS = {"sv": frozenset(SWEDISH.split()), "en": frozenset(ENGLISH.split())}


class Passages(HTMLParser):
    """The texts of one page or mail with their languages."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's language and what of its attributes is read."""
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self._open[-1][1])
        self.found += [(language, value) for name, value in given.items() if name in SPOKEN]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take no notice: drawings."""

    def handle_endtag(self, tag: str) -> None:
        """Go back to the language around the element."""
        while len(self._open) > 1:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Note a text that is read."""
        if data.strip() and not SILENT & {tag for tag, _language in self._open}:
            self.found.append((self._open[-1][1], " ".join(data.split())))


def texts_in(markup: str, language: str) -> list[str]:
    """Return what a page says in a language."""
    return [text for spoken, text in Passages(markup).found if spoken == language]


def foreign_words(texts: Iterable[str], language: str, names: Iterable[str] = ()) -> dict[str, str]:
    """Return words of the other language, each with the text it stands in; proper names are no words."""
    other = "sv" if language == "en" else "en"
    found = {}
    for text in texts:
        plain = text
        for name in names:
            plain = plain.replace(name, "")
        words = set(re.findall(r"(?<![\w@./-])[^\W\d_]+(?![\w@])", plain.lower()))
        found |= dict.fromkeys(words & FUNCTION_WORDS[other], text)
    return found
