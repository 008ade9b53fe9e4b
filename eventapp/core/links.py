"""Addresses that a request's host has no say in: absolute ones from configuration, and those of other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app, request
from flask_babel import gettext as _

from eventapp.core.locale import PREFIXES, current_language, in_language, mount_point

#: What may stand in a path or a query as it is (RFC 3986 3.3, 3.4), and the sign of what is already written safely.
SAFE_IN_PATH = "/:@!$&'()*+,;=~"
SAFE_IN_QUERY = f"{SAFE_IN_PATH}?%"

#: *På svenska*, *In English*, by language.
_own_names: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The page now shown, in another language."""

    language: str
    #: *In English*, in the language itself.
    text: str
    #: Begins with the path, whatever host was asked.
    url: str
    #: With the host of the configuration.
    full_url: str


def absolute_url(endpoint: str, *, language: str | None = None, **values: Any) -> str:
    """Return the full address of a page in a language (default: the one now rendered in)."""
    base = urlsplit(current_app.config["BASE_URL"])
    prefix = base.path.rstrip("/") + PREFIXES[language or current_language()]
    adapter = current_app.url_map.bind(base.netloc, script_name=prefix or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def language_links(*, with_query: bool = True) -> list[LanguageLink]:
    """Return the page now shown in every language, with all that its address asks for.

    Without the query for pages that are kept in memory: what one visitor added must not be shown to the next.
    """
    page = _path() + (_query() if with_query else "")
    mount = quote(mount_point(), safe=SAFE_IN_PATH)
    site = str(current_app.config["BASE_URL"]).rstrip("/")
    return [
        LanguageLink(language, _own_name(language), f"{mount}{prefix}{page}", f"{site}{prefix}{page}")
        for language, prefix in PREFIXES.items()
    ]


def _path() -> str:
    rule = request.url_rule
    if rule is not None and "GET" not in (rule.methods or ()):
        return "/"
    # Two slashes at the beginning would name a host.
    return "/" + quote(request.path.lstrip("/"), safe=SAFE_IN_PATH)


def _query() -> str:
    return f"?{quote(request.query_string, safe=SAFE_IN_QUERY)}" if request.query_string else ""


def _own_name(language: str) -> str:
    if language not in _own_names:
        with in_language(language):
            _own_names[language] = _("På svenska")
    return _own_names[language]
