"""Opens and sends the pages on which an event is edited, as a browser without script does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import encode_multipart

from eventapp.events.models import Event
from eventapp.federations.models import Federation, Role
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

TEXTAREA = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)
BOX = re.compile(r"<input[^>]*>")
SELECTED = re.compile(r'<select[^>]*name="([^"]+)".*?<option selected value="([^"]*)"', re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Editor(OrganiserBrowser):
    """An editor of a federation, with the pages of one event."""

    def __init__(self, app: Flask, host: Federation, role: Role = Role.EDITOR) -> None:
        super().__init__(app, make_organiser((host, role)))

    def page(self, event: Event, section: str = "") -> str:
        """Return a page of editing."""
        return self.get(path_of(event, section)).text

    def edit(self, event: Event, section: str, **fields: Any) -> Any:
        """Open a page, change these fields (None: send none) and send it."""
        return self.send(event, section, self.page(event, section), **fields)

    def send(self, event: Event, section: str, page: str, **fields: Any) -> Any:
        """Send a page that was opened before."""
        values = filled_in(page) | fields
        data = {name: value for name, value in values.items() if value is not None}
        # Encoded here: the client would keep a large file open.
        boundary, body = encode_multipart(MultiDict(data))
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(path_of(event, section), data=body, content_type=kind)


def path_of(event: Event, section: str = "") -> str:
    """Return the address of a page of editing."""
    tail = f"/{section}" if section else ""
    return f"/arrangor/evenemang/{event.public_id}/redigera{tail}"


def filled_in(page: str) -> dict[str, Any]:
    """Return what a browser would send of the page's fields as they stand."""
    values: dict[str, Any] = dict(hidden_fields(page))
    for tag in BOX.findall(page):
        field = dict(ATTRIBUTE.findall(tag))
        kind, name = field.get("type", "text"), field.get("name")
        if not name or kind in {"hidden", "file", "submit"}:
            continue
        if kind in {"checkbox", "radio"}:
            if re.search(r"\schecked\b", tag):
                values[name] = [*values.get(name, []), unescape(field.get("value", "y"))]
        else:
            values[name] = unescape(field.get("value", ""))
    values |= {name: unescape(text) for name, text in TEXTAREA.findall(page)}
    return values | {name: unescape(value) for name, value in SELECTED.findall(page)}
