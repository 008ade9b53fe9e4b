"""Letting organisers in from the command line."""

from __future__ import annotations

from datetime import timedelta

from eventapp.core.links import absolute_url
from eventapp.core.transactions import write
from eventapp.federations import services
from eventapp.federations.errors import PasswordLengthWrong
from eventapp.federations.forms import LONGEST_PASSWORD, SHORTEST_PASSWORD
from eventapp.federations.models import Role
from eventapp.federations.passwords import hash_password


def create_organiser(
    email: str,
    federation: str | None,
    role: Role | None,
    *,
    is_administrator: bool = False,
    password: str | None = None,
) -> str:
    """Let an organiser in and return what to print: without a password, a one-time link to sign in with.

    Raises `PasswordLengthWrong`, `NotAnAddress` and `UnknownFederation`.
    """
    if password is not None and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordLengthWrong(SHORTEST_PASSWORD, LONGEST_PASSWORD)
    password_hash = hash_password(password) if password else None
    with write():
        organiser = services.create_organiser(
            email, federation, role, is_administrator=is_administrator, password_hash=password_hash
        )
        address = organiser.email
        secret = None if password else services.make_operators_link(organiser)
    if secret is None:
        return f"{address} can sign in with the password at {absolute_url('federations_manage.sign_in')}"
    hours = services.LINK_LIFETIME // timedelta(hours=1)
    return f"{address} can sign in once, within {hours} hours, at {_link(secret)}"


def new_sign_in_link(email: str) -> str | None:
    """Return the address of a new one-time link for an organiser, None where there is no such organiser."""
    with write():
        organiser = services.find_organiser(email)
        return None if organiser is None else _link(services.make_sign_in_link(organiser))


def _link(secret: str) -> str:
    return absolute_url("federations_manage.sign_in_by_link", language="sv", secret=secret)
