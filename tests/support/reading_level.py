"""LIX, the Swedish measure of how hard a text is to read: words per sentence and the share of long words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "dt",
    "dd",
    "td",
    "th",
    "caption",
    "label",
    "legend",
    "summary",
    "option",
}
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
LONG = 6


@dataclass(frozen=True)
class Reading:
    """The level of a text and its sentences, hardest first."""

    level: float
    words: int
    hardest: list[str]


def reading_of(texts: list[str]) -> Reading:
    """Return the level of paragraphs; each ends a sentence. Under 40 is plain, over 50 is officialese."""
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?:])\s+", text) if WORD.search(part)]
    words = sum(len(WORD.findall(sentence)) for sentence in sentences)
    return Reading(_lix(sentences), words, sorted(sentences, key=lambda one: _lix([one]), reverse=True))


def paragraphs_of(page: str) -> list[str]:
    """Return the running text in the main part of a page: what ends as a sentence does, so no headings or names."""
    reader = _Reader()
    reader.feed(page)
    texts = (" ".join(text.split()) for text in reader.found)
    return [text for text in texts if text.endswith((".", "!", "?"))]


def _lix(sentences: list[str]) -> float:
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    long = sum(len(word) > LONG for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = [""]
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = self._is_inside or tag == "main"
        if tag in BLOCKS:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "main"
        if tag in BLOCKS:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data
