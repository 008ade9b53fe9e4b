"""Lost link: the same answer whether or not the address has a registration; the truth goes by mail."""

from __future__ import annotations

from eventapp.core.text import email_key
from eventapp.registrations.limits import check_limits, count_sign_up
from eventapp.registrations.owed_mails import owe_links


def send_links(address: str, *, language: str, network: str, is_owner: bool = False) -> None:
    """Have an address mailed the links to its registrations; nothing goes to an address without one.

    Raises `TooManyAttempts` before anything is written.
    """
    key = email_key(address)
    check_limits(network, key, is_owner=is_owner)
    count_sign_up(network, key, is_owner=is_owner)
    owe_links(address, language)
