"""The signed random id that every sign-up form carries: known when it comes back, and how old it is."""

from __future__ import annotations

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

#: WCAG 2.2.1: the time limit is 20 hours or longer.
FORM_HOURS = 24


def new_form_id() -> str:
    """Return a fresh signed form id."""
    return _serializer().dumps(secrets.token_hex(16))


def read_form_id(signed: str) -> str | None:
    """Return the id inside, or None when it is not ours or older than 24 hours."""
    try:
        value = _serializer().loads(signed, max_age=FORM_HOURS * 3600)
    except BadSignature:
        return None
    return str(value)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="sign-up-form")
