"""What was typed into a form that came after the session had ended, carried through the sign-in and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.locale import mount_point
from eventapp.core.tokens import secret_digest
from eventapp.core.unsaved import SECRETS
from eventapp.federations.models import SignIn

#: The name of the hidden field on the sign-in page.
FIELD = "carried"
#: Never carried: secrets, and the token of the session that ended.
LEFT_BEHIND = SECRETS | {"csrf_token", FIELD}
LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class CarriedForm:
    """A form that was not received: where it was going, and its fields in order."""

    path: str
    fields: list[tuple[str, str]]
    #: A file was chosen; it has to be chosen again.
    had_file: bool


def carry_form(cookie_key: str) -> str | None:
    """Return the form just sent, signed for whoever's session has ended; None where nothing was typed.

    Signed, so that no page of a stranger's can have a form sent in an organiser's name.
    """
    fields = [
        (name, value) for name, values in request.form.lists() if name not in LEFT_BEHIND for value in values
    ]
    organiser_id = _whose_session(session.get(cookie_key))
    if organiser_id is None or not fields:
        return None
    had_file = any(file.filename for file in request.files.values())
    made = int(clock.now().timestamp())
    path = mount_point() + request.full_path.rstrip("?")
    return str(_serializer().dumps([organiser_id, made, path, fields, had_file]))


def open_carried(signed: str | None, organiser_id: int) -> CarriedForm | None:
    """Return the form inside when it is this organiser's and not too old."""
    try:
        owner, made, path, fields, had_file = _serializer().loads(signed or "")
    except BadSignature:
        return None
    is_old = clock.now() - datetime.fromtimestamp(made, UTC) > LIFETIME
    if owner != organiser_id or is_old:
        return None
    return CarriedForm(path, [(name, value) for name, value in fields], had_file)


def _whose_session(secret: object) -> int | None:
    """Return whose session the cookie's value was, also when it has ended."""
    if not isinstance(secret, str):
        return None
    return db.session.scalar(
        sa.select(SignIn.organiser_id).where(SignIn.secret_hash == secret_digest(secret))
    )


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="carried form")
