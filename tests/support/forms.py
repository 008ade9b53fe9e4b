"""Fills in and sends forms as a browser without script does, through the test client."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    """Return names and values of a page's hidden fields."""
    found = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(page))
    return {field["name"]: unescape(field.get("value", "")) for field in found if "name" in field}


def fill_in(client: FlaskClient, path: str, /, *, action: str = "", **fields: Any) -> Any:
    """Open a page, send its form with these fields and follow to the page after it."""
    page = client.get(path).text
    return client.post(action or path, data=hidden_fields(page) | fields, follow_redirects=True)
