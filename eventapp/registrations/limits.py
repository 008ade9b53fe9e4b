"""How many sign-ups a network and how many mails an address may cause from public forms.

A browser that has pressed a button behind a link mailed to an address is its owner's, and is not counted for it. The
browser is let through, never the address: else the answer to a stranger would tell who has acted, and give way to them.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, session

from eventapp.core import clock
from eventapp.core.limits import TooManyAttempts, count_hit, count_mail, hits, require_mail_allowed
from eventapp.core.tokens import keyed_digest
from eventapp.registrations.models import Registration

SIGNUP_WINDOW = timedelta(minutes=10)
#: In the session's cookie: the keyed hash of each address whose owner's browser this is, and when it showed.
OWNED = "owned"
OWNED_FOR = timedelta(days=1)
#: A cookie holds 4 kB.
MOST_OWNED = 10


def check_limits(network: str, email_key: str, *, is_owner: bool = False) -> None:
    """Raise `TooManyAttempts` before anything is written; in the same words for known and unknown addresses."""
    allowed = int(current_app.config["SIGNUP_LIMIT"])
    if not allowed:
        return
    if hits("sign-up", network, SIGNUP_WINDOW) >= allowed:
        raise TooManyAttempts(int(SIGNUP_WINDOW.total_seconds() // 60))
    if not is_owner:
        require_mail_allowed(email_key)


def count_sign_up(network: str, email_key: str, *, is_owner: bool = False) -> None:
    """Count one accepted form."""
    if current_app.config["SIGNUP_LIMIT"]:
        count_hit("sign-up", network)
        if not is_owner:
            count_mail(email_key)


def remember_owner(registration: Registration) -> None:
    """Note that a button behind the link mailed to a registration's address was pressed in this browser.

    Pages opened by reference and PIN prove nothing of an address.
    """
    if not registration.email_key or registration.phone_access is not None:
        return
    known = _owned() | {_mark(registration.email_key): int(clock.now().timestamp())}
    session[OWNED] = dict(sorted(known.items(), key=lambda item: item[1])[-MOST_OWNED:])


def is_owners_browser(email_key: str) -> bool:
    """Tell whether this browser has lately pressed a button behind a link mailed to the address."""
    since = (clock.now() - OWNED_FOR).timestamp()
    return _owned().get(_mark(email_key), 0) > since


def _owned() -> dict[str, int]:
    owned = session.get(OWNED)
    return owned if isinstance(owned, dict) else {}


def _mark(email_key: str) -> str:
    return keyed_digest(email_key, "address's owner")[:24]
