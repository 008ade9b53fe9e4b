"""The cookie of a browser in which an organiser has signed in: it opens nothing; tries elsewhere do not stop it.

Without it a stranger who types wrong passwords from the same network makes the organiser wait too.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from eventapp.core import clock
from eventapp.core.limits import requesting_network
from eventapp.core.text import email_key
from eventapp.core.tokens import keyed_digest
from eventapp.federations.sign_in_limits import Place

LIFETIME = timedelta(days=180)
#: Accounts that one browser is known for.
MOST_ACCOUNTS = 5


def cookie_name() -> str:
    """Return the cookie's name: that of the session with an ending, and so with its prefix `__Host-`."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def place_of(email: str) -> Place:
    """Return whence somebody tries to sign in: the browser where the account has signed in in it, else the network."""
    browser, accounts = _read()
    if _mark(email) in accounts:
        return Place(f"browser {browser}", is_network=False)
    return Place(requesting_network())


def remember_browser(email: str) -> None:
    """Let this browser's next answers carry the cookie, with one account more."""
    browser, accounts = _read()
    kept = [*(mark for mark in accounts if mark != _mark(email)), _mark(email)][-MOST_ACCOUNTS:]
    value = str(_serializer().dumps([browser, int(clock.now().timestamp()), kept]))
    config = current_app.config

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=LIFETIME,
            secure=config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _read() -> tuple[str, list[str]]:
    """Return the browser's random name and the accounts it is known for; a new name where there is no valid cookie."""
    try:
        browser, made, accounts = _serializer().loads(request.cookies.get(cookie_name(), ""))
    except BadSignature:
        return secrets.token_hex(8), []
    is_old = clock.now() - datetime.fromtimestamp(made, UTC) > LIFETIME
    return (secrets.token_hex(8), []) if is_old else (str(browser), list(accounts))


def _mark(email: str) -> str:
    return keyed_digest(email_key(email), "known browser")[:24]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")
