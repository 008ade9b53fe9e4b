"""What an organiser may leave open in a text to many: names from a fixed list, filled in with plain strings.

A text is taken apart first and a person's values are put into the parts, escaped. So no value is read as Markdown,
as HTML or as a placeholder, whatever somebody is called, and no text reaches a function that reads attributes.
"""

from __future__ import annotations

import enum
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from markdown_it.token import Token
from markupsafe import Markup, escape

from eventapp.core.errors import DomainError
from eventapp.core.markdown import (
    LINK_STYLE,
    links_written_out,
    parse_below_heading,
    render_tokens,
    style_for_mail,
)


class Placeholder(enum.StrEnum):
    """What can be left open, by its Swedish name."""

    NAME = "namn"
    EVENT = "evenemang"
    WHEN = "när"
    WHERE = "var"
    FEDERATION = "förbund"
    OWN_LINK = "din_anmälan"
    JOIN_LINK = "anslutning"
    WORKSHOP = "workshop"


ENGLISH_NAMES = {
    "name": Placeholder.NAME,
    "event": Placeholder.EVENT,
    "when": Placeholder.WHEN,
    "where": Placeholder.WHERE,
    "federation": Placeholder.FEDERATION,
    "your_registration": Placeholder.OWN_LINK,
    "joining": Placeholder.JOIN_LINK,
    "workshop": Placeholder.WORKSHOP,
}
#: Either language's names are understood in either text.
KNOWN: Mapping[str, Placeholder] = {each.value: each for each in Placeholder} | ENGLISH_NAMES
LINKS = frozenset({Placeholder.OWN_LINK, Placeholder.JOIN_LINK})
LINK_TEXTS = {Placeholder.OWN_LINK: _l("din anmälan"), Placeholder.JOIN_LINK: _l("anslut här")}


_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")

Values = Mapping[Placeholder, str]


class PlaceholderFault(DomainError):
    """A text cannot be filled in."""


class UnknownPlaceholder(PlaceholderFault):
    """Something stands in braces that is not on the list."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _l("{%(name)s} finns inte. Du kan skriva %(allowed)s.", name=name[:40], allowed=_listed())
        )


class StrayBrace(PlaceholderFault):
    """A brace stands alone."""

    def __init__(self, brace: str) -> None:
        super().__init__(
            _l(
                "Tecknet %(brace)s står ensamt. Det används bara i %(allowed)s.",
                brace=brace,
                allowed=_listed(),
            )
        )


class PlaceholderInLink(PlaceholderFault):
    """Something personal is part of an address, or a link stands inside a link."""

    sentence = _l(
        "I en länk kan bara {din_anmälan} eller {anslutning} stå, och ensam som adress: [din sida]({din_anmälan})."
    )


def find_placeholders(text: str) -> set[Placeholder]:
    """Return what a text leaves open; raises `PlaceholderFault` where something in it cannot be filled in."""
    found = {_known(match) for match in _BRACES.finditer(text)}
    MarkdownTemplate.of(text)
    return found


def fill_line(text: str, values: Values) -> str:
    """Return a subject with a person's values."""
    return _BRACES.sub(lambda match: values[_known(match)], text)


def fill_what_is_common(text: str, values: Values) -> str:
    """Return a text with the values there are; what is left open for each person stays as it was typed."""

    def known(match: re.Match[str]) -> str:
        placeholder = KNOWN.get(match[1] or "")
        return match[0] if placeholder is None else values.get(placeholder, match[0])

    return _BRACES.sub(known, text)


def fill_plain(text: str, values: Values) -> str:
    """Return a Markdown text for reading as it is, with a person's values; links are written out."""
    return fill_line(links_written_out(text), values)


@dataclass(frozen=True)
class MarkdownTemplate:
    """A text as a mail's HTML but for what it leaves open; made once, filled in for each person."""

    skeleton: str
    #: Stands around each open place; nobody can have typed it.
    mark: str

    @classmethod
    def of(cls, text: str) -> MarkdownTemplate:
        """Take a Markdown text apart; raises `PlaceholderFault`."""
        mark = f"z{secrets.token_hex(8)}z"
        marked = _BRACES.sub(lambda match: f"{mark}{_known(match).name}{mark}", text)
        tokens = parse_below_heading(marked, 1)
        _move_marks_into_addresses(tokens, mark)
        style_for_mail(tokens)
        return cls(str(render_tokens(tokens)), mark)

    def fill(self, values: Values) -> Markup:
        """Return the HTML with a person's values, in the language now in force; each is text and nothing else."""
        places = re.compile(f"{self.mark}(HREF_)?([A-Z_]+?){self.mark}")
        return Markup(places.sub(lambda match: self._shown(match, values), self.skeleton))  # noqa: S704

    def _shown(self, match: re.Match[str], values: Values) -> str:
        placeholder = Placeholder[match[2]]
        value = escape(values[placeholder])
        if match[1] or placeholder not in LINKS:
            return value
        return Markup('<a href="{}" style="{}">{}</a>').format(
            value, LINK_STYLE, str(LINK_TEXTS[placeholder])
        )


def _known(match: re.Match[str]) -> Placeholder:
    if match[1] is None:
        raise StrayBrace(match[0])
    if match[1] not in KNOWN:
        raise UnknownPlaceholder(match[1])
    return KNOWN[match[1]]


def _move_marks_into_addresses(tokens: Iterable[Token], mark: str) -> None:
    """Let links lead to a personal address; raises `PlaceholderInLink` for anything else in an address."""
    addresses = {f"{mark}{link.name}{mark}": f"{mark}HREF_{link.name}{mark}" for link in LINKS}
    is_in_link = False
    for token in tokens:
        token.info = ""
        if token.type in {"link_open", "link_close"}:
            is_in_link = token.type == "link_open"
        for name, value in token.attrs.items():
            if mark in str(value):
                if name != "href" or value not in addresses:
                    raise PlaceholderInLink
                token.attrs[name] = addresses[str(value)]
        if is_in_link and any(address in token.content for address in addresses):
            raise PlaceholderInLink
        _move_marks_into_addresses(token.children or [], mark)


def _listed() -> str:
    return ", ".join(f"{{{each}}}" for each in Placeholder)
