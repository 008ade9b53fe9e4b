"""How many sign-ups a network and how many mails an address may cause from public forms."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from eventapp.core.limits import TooManyAttempts, count_hit, hits

SIGNUP_WINDOW = timedelta(minutes=10)
#: A third party's address gets at most so many mails from forms that anybody can send.
MAILS_TO_ADDRESS = ((timedelta(hours=1), 3), (timedelta(days=1), 10))


def check_limits(network: str, email_key: str) -> None:
    """Raise `TooManyAttempts` before anything is written; in the same words for known and unknown addresses.

    The limit per address ends once its owner has opened a mailed link and pressed a button there.
    """
    allowed = int(current_app.config["SIGNUP_LIMIT"])
    if allowed and hits("sign-up", network, SIGNUP_WINDOW) >= allowed:
        raise TooManyAttempts(int(SIGNUP_WINDOW.total_seconds() // 60))
    if not allowed or hits("address-proved", email_key, timedelta(days=1)):
        return
    for window, mails in MAILS_TO_ADDRESS:
        if hits("mail-to", email_key, window) >= mails:
            raise TooManyAttempts(int(window.total_seconds() // 60))


def count_sign_up(network: str, email_key: str) -> None:
    """Count one accepted form."""
    if current_app.config["SIGNUP_LIMIT"]:
        count_hit("sign-up", network)
        count_hit("mail-to", email_key)


def prove_address(email_key: str) -> None:
    """Remember that the owner of the address acts: the limit of mails to it ends."""
    if current_app.config["SIGNUP_LIMIT"]:
        count_hit("address-proved", email_key)
