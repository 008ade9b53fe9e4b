"""Personal links that are derived, not stored, and random public ids."""

from __future__ import annotations

import base64
import enum
import hashlib
import hmac
import secrets

from flask import current_app

ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Purpose(enum.StrEnum):
    """What a link is good for; a token made for one purpose never fits another."""

    REGISTRATION = "registration"
    JOIN = "join"
    INVITATION = "invitation"
    FEED = "feed"
    SURVEY = "survey"
    CONTRIBUTOR = "contributor"


def new_public_id(length: int = 12) -> str:
    """Return a random id for addresses: no look-alike characters, no hyphen (about 59 bits at 12)."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(length))


def make_token(purpose: Purpose, public_id: str, version: int) -> str:
    """Return `<public id>-<mac>`; raising the version revokes every token made before."""
    return f"{public_id}-{_mac(current_app.config['SECRET_KEY'], purpose, public_id, version)}"


def public_id_of(token: str) -> str:
    """Return the part of a token that says what it is about; proves nothing."""
    return token.partition("-")[0]


def token_fits(token: str, purpose: Purpose, public_id: str, version: int) -> bool:
    """Tell in constant time whether a token was made for this purpose, record and version.

    A former key (`EVENTAPP_SECRET_KEY_OLD`) is still accepted.
    """
    keys = [current_app.config["SECRET_KEY"], current_app.config.get("SECRET_KEY_OLD")]
    fits = [
        hmac.compare_digest(token.encode(), f"{public_id}-{_mac(key, purpose, public_id, version)}".encode())
        for key in keys
        if key
    ]
    return any(fits)


def secret_digest(value: str) -> str:
    """Return the hash under which a random single-use secret is stored (hex SHA-256)."""
    return hashlib.sha256(value.encode()).hexdigest()


def keyed_digest(value: str, label: str) -> str:
    """Return a hash that cannot be recomputed without the installation's key (limits, unguessable UIDs)."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{label}\0{value}".encode(), hashlib.sha256).hexdigest()


def _mac(key: str, purpose: Purpose, public_id: str, version: int) -> str:
    message = f"{purpose}\0{public_id}\0{version}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode().lower()  # 160 bits
