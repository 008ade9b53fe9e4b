"""Markdown that people paste, turned into safe HTML: no raw HTML, no pictures, no dangerous addresses."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_renderer = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
LINK_STYLE = "color:#0b4a83;text-decoration:underline"
#: What stands inline in a mail, since mail programs read no style sheet.
MAIL_STYLES = {
    "paragraph_open": "margin:0 0 20px",
    "bullet_list_open": "margin:0 0 20px;padding-left:24px",
    "ordered_list_open": "margin:0 0 20px;padding-left:24px",
    "blockquote_open": "margin:0 0 20px;padding-left:20px;border-left:3px solid #d9d5c7",
    "heading_open": "margin:0 0 12px;font-size:20px;line-height:1.3",
    "link_open": LINK_STYLE,
}
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?([^\s()<>]+)>?\)")


def render_markdown(text: str) -> Markup:
    """Return HTML of the text; what looks like HTML in it is shown as it was typed."""
    # The renderer escapes all text and refuses javascript:, vbscript:, file: and most data: addresses.
    return Markup(_renderer.render(text))  # noqa: S704


def render_below_heading(text: str, level: int) -> Markup:
    """Return HTML in which the text's highest heading is one step below the page's heading of that level."""
    return render_tokens(parse_below_heading(text, level))


def render_in_mail(text: str) -> Markup:
    """Return HTML that looks like the rest of a mail, with headings below the mail's own."""
    tokens = parse_below_heading(text, 1)
    style_for_mail(tokens)
    return render_tokens(tokens)


def links_written_out(text: str) -> str:
    """Return Markdown for reading as plain text: `[here](address)` becomes `here: address`."""
    return _LINK.sub(r"\1: \2", text)


def parse_below_heading(text: str, level: int) -> list[Token]:
    """Return the parts of a text, with its highest heading one step below the page's heading of that level."""
    tokens = _renderer.parse(text)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = level + 1 - min(headings, default=level + 1)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(1, min(6, int(token.tag[1]) + shift))}"
    return tokens


def style_for_mail(tokens: list[Token]) -> None:
    """Write into the parts of a text how they look in a mail."""
    for token in tokens:
        if token.type in MAIL_STYLES:
            token.attrSet("style", MAIL_STYLES[token.type])
        style_for_mail(token.children or [])


def render_tokens(tokens: list[Token]) -> Markup:
    """Return the HTML of a text's parts; what they hold is escaped."""
    return Markup(_renderer.renderer.render(tokens, _renderer.options, {}))  # noqa: S704
