"""Two languages: `/en` is taken off the path before routing, and mails follow the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from babel import Locale
from flask import has_request_context, request
from flask_babel import force_locale, get_locale

LANGUAGES = ("sv", "en")
#: Made once; from a name one would be made anew for each request and each mail.
LOCALES = {language: Locale.parse(language) for language in LANGUAGES}
PREFIXES = {"sv": "", "en": "/en"}


class LanguagePrefix:
    """WSGI step that moves a leading `/en` from PATH_INFO to SCRIPT_NAME, so every route exists in both."""

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve the request in the language its path names."""
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self._wsgi_app(environ, start_response)  # type: ignore[no-any-return]


def select_language() -> Locale:
    """Return the language of the current request; Swedish outside one."""
    is_english = has_request_context() and request.root_path.endswith("/en")
    return LOCALES["en" if is_english else "sv"]


def current_language() -> str:
    """Return `sv` or `en`, also inside `in_language`."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "sv"


def in_language(language: str) -> AbstractContextManager[None]:
    """Render what is inside the block in a person's language, whoever pressed the button."""
    return force_locale(LOCALES.get(language, LOCALES["sv"]))
