"""Markdown that people paste, turned into safe HTML: no raw HTML, no pictures, no dangerous addresses."""

from __future__ import annotations

import enum
import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token
from markupsafe import Markup

#: Cells of all tables in a text, the empty ones that a short row is filled up with too; a table of 20 by 100.
MOST_CELLS = 2000
#: Quotations (one level each) and lists (two) inside one another; what lies deeper, the parser leaves out.
MOST_LEVELS = 20
_HOLDERS = frozenset({"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"})


def _measured_table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a table for whose cells there is room; a larger one stays as it was typed.

    The parser fills short rows up: without a limit 20,000 characters of empty rows become megabytes.
    """
    if state.env.get("is_large") or not table(state, first, last, True):
        return False
    if silent:
        return True
    columns = sum(bool(part.strip()) for part in _line(state, first + 1).split("|"))
    room = (MOST_CELLS - state.env.get("cells", 0)) // columns
    rows = 2
    while rows <= room and first + rows < last and not state.isEmpty(first + rows):
        rows += 1
    state.env["is_large"] = rows > room
    state.env["cells"] = state.env.get("cells", 0) + rows * columns
    return not state.env["is_large"] and table(state, first, last, False)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


def _make_renderer() -> MarkdownIt:
    renderer = (
        MarkdownIt("commonmark", {"html": False, "maxNesting": MOST_LEVELS}).enable("table").disable("image")
    )
    renderer.block.ruler.at("table", _measured_table, {"alt": ["paragraph", "reference"]})
    return renderer


_renderer = _make_renderer()
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


class Excess(enum.Enum):
    """What there can be too much of in a text."""

    TABLE = "table"
    DEPTH = "depth"


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


def find_excess(text: str) -> Excess | None:
    """Return what in a text is more than is shown of it."""
    found: dict[str, bool] = {}
    tokens = _renderer.parse(text, found)
    if found.get("is_large"):
        return Excess.TABLE
    return (
        Excess.DEPTH
        if any(token.type in _HOLDERS and token.level >= MOST_LEVELS - 1 for token in tokens)
        else None
    )


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
