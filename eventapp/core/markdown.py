"""Markdown that people paste, turned into safe HTML: no raw HTML, no pictures, no dangerous addresses."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_renderer = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def render_markdown(text: str) -> Markup:
    """Return HTML of the text; what looks like HTML in it is shown as it was typed."""
    # The renderer escapes all text and refuses javascript:, vbscript:, file: and most data: addresses.
    return Markup(_renderer.render(text))  # noqa: S704


def render_below_heading(text: str, level: int) -> Markup:
    """Return HTML in which the text's highest heading is one step below the page's heading of that level."""
    tokens = _renderer.parse(text)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = level + 1 - min(headings, default=level + 1)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(1, min(6, int(token.tag[1]) + shift))}"
    return Markup(_renderer.renderer.render(tokens, _renderer.options, {}))  # noqa: S704
