"""Requests as they come from outside, brought into the one spelling that Werkzeug compares and reads."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit


class NormalisedRequest:
    """WSGI step that writes the Host header in lower case and percent-encodes raw octets in the query.

    Werkzeug compares hosts as they came (RFC 3986 3.2.2: case does not count), and raises UnicodeDecodeError where a
    query has octets outside ASCII that are no UTF-8.
    """

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve the request under its usual spelling."""
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query, safe=string.printable, encoding="latin-1")
        return self._wsgi_app(environ, start_response)  # type: ignore[no-any-return]


def trusted_hosts(base_url: str, further: str) -> list[str]:
    """Return the names under which the site answers, for Flask's TRUSTED_HOSTS: of the base URL and a list with commas.

    Each also with a dot at the end (RFC 1034 3.1): a browser that was given one sends it in Host and in Referer, which
    the CSRF check compares with each other. Ports are ignored by Werkzeug: every link is built from the base URL.
    """
    names = [urlsplit(base_url).hostname or "", *further.split(",")]
    plain = [name.strip().rstrip(".").lower() for name in names]
    return [spelling for name in plain if name for spelling in (name, f"{name}.")]
