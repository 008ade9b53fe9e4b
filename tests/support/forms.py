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


INPUT = re.compile(r"<input[^>]*>")
AREA = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', re.DOTALL)


def shown_values(page: str) -> dict[str, str]:
    """Return what a form would send as the page shows it: hidden fields, boxes, chosen and ticked ones."""
    values = {name: unescape(text.lstrip("\r\n")) for name, text in AREA.findall(page)}
    for tag in INPUT.findall(page):
        field = dict(ATTRIBUTE.findall(tag))
        is_choice = field.get("type") in {"radio", "checkbox"}
        if "name" in field and not (is_choice and not re.search(r"\schecked\b", tag)):
            values[field["name"]] = unescape(field.get("value", ""))
    return values


CHOICE = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OFFERED = re.compile(r'<option[^>]*value="([^"]+)"')
BUTTON = re.compile(r"<button[^>]*>")
#: What somebody might write, by the type of the field.
WRITTEN = {
    "email": "nyss@exempel.se",
    "number": "3",
    "date": "2031-05-06",
    "time": "09:30",
    "tel": "08-123 45 67",
}


def every_field(page: str) -> dict[str, str]:
    """Return every field of a page's forms with a value that it may have, buttons with a name included."""
    values = {name: unescape(text.lstrip("\r\n")) or "Skrivet" for name, text in AREA.findall(page)}
    for name, options in CHOICE.findall(page):
        values[name] = next(iter(OFFERED.findall(options)), "")
    for tag in (*INPUT.findall(page), *BUTTON.findall(page)):
        field = dict(ATTRIBUTE.findall(tag))
        name, kind = field.get("name"), field.get("type", "text")
        if name is None or kind == "file" or (kind == "radio" and name in values):
            continue
        shown = unescape(field.get("value", ""))
        values[name] = shown if kind == "hidden" else shown or WRITTEN.get(kind, "Skrivet")
    # Nobody sees it, and who fills it in is no person.
    return values | ({"trap": ""} if "trap" in values else {})
