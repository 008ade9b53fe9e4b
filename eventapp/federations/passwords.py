"""Passwords of organisers: argon2id (RFC 9106) with the installation's own cost."""

from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


def hash_password(password: str) -> str:
    """Return the hash to store; slow on purpose, so never inside `with write()`."""
    return _hasher(*_cost()).hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one; takes as long where nothing is stored."""
    hasher = _hasher(*_cost())
    stand_in = _stand_in(*_cost())
    try:
        hasher.verify(stored or stand_in, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether the hash was made at another cost than the settings now say."""
    return _hasher(*_cost()).check_needs_rehash(stored)


def _cost() -> tuple[int, int, int]:
    config = current_app.config
    return config["ARGON2_TIME_COST"], config["ARGON2_MEMORY_COST"], config["ARGON2_PARALLELISM"]


@lru_cache(maxsize=4)
def _hasher(time_cost: int, memory_cost: int, parallelism: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


@lru_cache(maxsize=4)
def _stand_in(time_cost: int, memory_cost: int, parallelism: int) -> str:
    return _hasher(time_cost, memory_cost, parallelism).hash(secrets.token_urlsafe())
