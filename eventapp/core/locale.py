"""The languages: each has a prefix that is taken off the path before routing, and mails follow the person's language.

A new language is a folder in `eventapp/translations`, with every sentence translated: its own name, the names of
days and months and the ways to write dates and times are sentences of the catalogue too. Nothing else is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from babel import Locale
from flask import has_request_context, request
from flask_babel import force_locale, get_locale

TRANSLATIONS = Path(__file__).parents[1] / "translations"
#: The sentences in code and templates are Swedish, so Swedish has no catalogue.
SOURCE_LANGUAGE = "sv"


def catalogue_of(language: str) -> Path:
    """Return where a language's sentences are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


LANGUAGES = (
    SOURCE_LANGUAGE,
    *sorted(path.parts[-3] for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")),
)
#: Made once; from a name one would be made anew for each request and each mail.
LOCALES = {language: Locale.parse(language) for language in LANGUAGES}
PREFIXES = {language: "" if language == SOURCE_LANGUAGE else f"/{language}" for language in LANGUAGES}


class LanguagePrefix:
    """WSGI step that moves a leading `/en` from PATH_INFO to SCRIPT_NAME, so every route exists in each language."""

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve the request in the language its path names."""
        path = environ.get("PATH_INFO", "")
        first = path[1:].partition("/")[0]
        prefix = PREFIXES.get(first)
        if prefix and path.startswith("/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._wsgi_app(environ, start_response)  # type: ignore[no-any-return]


def select_language() -> Locale:
    """Return the language of the current request; Swedish outside one."""
    return LOCALES[_language_of_path() if has_request_context() else SOURCE_LANGUAGE]


def current_language() -> str:
    """Return `sv`, `en` or another of the languages, also inside `in_language`."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LOCALES else SOURCE_LANGUAGE


def is_source_language() -> bool:
    """Tell whether what is written now is Swedish."""
    return current_language() == SOURCE_LANGUAGE


def in_language(language: str) -> AbstractContextManager[None]:
    """Render what is inside the block in a person's language, whoever pressed the button."""
    return force_locale(LOCALES.get(language, LOCALES[SOURCE_LANGUAGE]))


def mount_point() -> str:
    """Return where the site lies on its host, without the language of the request."""
    return request.root_path.removesuffix(PREFIXES[_language_of_path()])


def _language_of_path() -> str:
    last = request.root_path.rpartition("/")[2]
    return last if PREFIXES.get(last) else SOURCE_LANGUAGE
