"""The signed random id that a form carries: known when it comes back, and how old it is."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from eventapp.core import clock

#: WCAG 2.2.1: a time limit longer than 20 hours is no hindrance.
FORM_LIFE = timedelta(hours=24)


def new_form_id() -> str:
    """Return a fresh signed form id."""
    return str(_serializer().dumps([secrets.token_hex(16), int(clock.now().timestamp())]))


def read_form_id(signed: str) -> str | None:
    """Return the id inside, or None when it is not ours or older than 24 hours."""
    try:
        form_id, made = _serializer().loads(signed)
    except BadSignature:
        return None
    is_old = clock.now() - datetime.fromtimestamp(made, UTC) > FORM_LIFE
    return None if is_old else str(form_id)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form")
