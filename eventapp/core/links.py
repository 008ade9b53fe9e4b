"""Absolute addresses, built from configuration alone and never from the request's host."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from eventapp.core.locale import PREFIXES, current_language


def absolute_url(endpoint: str, *, language: str | None = None, **values: Any) -> str:
    """Return the full address of a page in a language (default: the one now rendered in)."""
    base = urlsplit(current_app.config["BASE_URL"])
    prefix = base.path.rstrip("/") + PREFIXES[language or current_language()]
    adapter = current_app.url_map.bind(base.netloc, script_name=prefix or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
