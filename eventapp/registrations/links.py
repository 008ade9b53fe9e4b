"""A participant's personal addresses: derived, absolute, in the registration's language."""

from __future__ import annotations

from eventapp.core.links import absolute_url
from eventapp.core.tokens import Purpose, make_token
from eventapp.registrations.models import Registration


def own_token(registration: Registration) -> str:
    """Return the token that shows and changes a registration; it stands in mails to its address only."""
    return make_token(Purpose.REGISTRATION, registration.public_id, registration.link_version)


def join_token(registration: Registration) -> str:
    """Return the token that is good for joining and nothing else, so it may stand in a calendar."""
    return make_token(Purpose.JOIN, registration.public_id, registration.join_version)


def own_url(registration: Registration) -> str:
    """Return the address of the own registration."""
    return _own("show_registration", registration)


def change_url(registration: Registration) -> str:
    """Return the address of the form that changes the registration."""
    return _own("change_registration", registration)


def cancel_url(registration: Registration) -> str:
    """Return the address that asks whether to cancel; opening it changes nothing."""
    return _own("cancel_registration", registration)


def join_url(registration: Registration) -> str:
    """Return the address of the join page."""
    return absolute_url(
        "webinars_public.join", token=join_token(registration), language=registration.language
    )


def _own(action: str, registration: Registration) -> str:
    return absolute_url(
        f"registrations_public.{action}", token=own_token(registration), language=registration.language
    )
