"""Organisers in tests: made in one call, signed in on a client, with forms that carry their token."""

from __future__ import annotations

import itertools
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.federations import access, services
from eventapp.federations.models import Federation, Membership, Organiser, Role
from eventapp.federations.passwords import hash_password

TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"|name="csrf_token" value="([^"]+)"')
_number = itertools.count(1)


def make_organiser(
    *roles: tuple[Federation, Role], password: str | None = None, **overrides: Any
) -> Organiser:
    """Make an organiser with these roles."""
    number = next(_number)
    values: dict[str, Any] = {
        "email": f"arrangor-{number}@forbund.example",
        "name": f"Arrangör {number}",
        "password_hash": hash_password(password) if password else None,
        "created_at": now(),
    }
    organiser = Organiser(**values | overrides)
    organiser.memberships = [Membership(federation_id=federation.id, role=role) for federation, role in roles]
    db.session.add(organiser)
    db.session.flush()
    return organiser


class OrganiserBrowser:
    """A browser without script in which an organiser may be signed in."""

    def __init__(self, app: Flask, organiser: Organiser | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        if organiser is not None:
            secret = services.sign_in(organiser.id)
            db.session.commit()
            with self.client.session_transaction() as cookie:
                cookie[access.COOKIE_KEY] = secret

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form with the token of the session."""
        return self.client.post(path, data={"csrf_token": self.token()} | fields)

    def token(self) -> str:
        """Return the token that the forms of this browser's session carry."""
        page = self.client.get("/arrangor/", follow_redirects=True).text
        found = TOKEN.search(page)
        assert found, page
        return found.group(1) or found.group(2)
