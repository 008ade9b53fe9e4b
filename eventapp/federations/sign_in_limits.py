"""How often a password may be tried: counted by account and place together, so that a stranger shuts nobody out.

A place is a network, a browser in which the account has signed in before, or a session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from eventapp.core.limits import clear_hits, count_hit, hits, take_turn
from eventapp.core.text import email_key
from eventapp.federations.errors import AskForLink, TooManyTries

#: Tries at one account from one place; wrong passwords from one network, which many people share.
ACCOUNT_FROM_PLACE = "sign-in place"
NETWORK_FAILURE = "sign-in network"
#: How many go through before the first wait.
FREE_TRIES = {ACCOUNT_FROM_PLACE: 5, NETWORK_FAILURE: 30}
LONGEST_WAIT = timedelta(minutes=30)
TRIES_KEPT = timedelta(hours=24)
#: Tries at one account from all networks together (NIST SP 800-63B 5.2.2: no more than 100 in a row). Beyond them only
#: the mailed link and the known browsers lead in: nobody waits. One network alone does not get so far within a day.
ACCOUNT_FROM_ANYWHERE = "sign-in account"
MOST_FROM_ANYWHERE = 100


@dataclass(frozen=True)
class Place:
    """Whence somebody tries."""

    name: str
    #: A network, where anybody may be; else a browser or a session that is the account's own.
    is_network: bool = True


def count_try(email: str, place: Place) -> None:
    """Count one try to sign in, or raise `TooManyTries` where one has to wait and `AskForLink` where only that helps.

    Counted before the password is looked at, so that tries at the same moment count too.
    """
    account = email_key(email)
    take_turn(ACCOUNT_FROM_ANYWHERE, account)
    waits = [_wait(ACCOUNT_FROM_PLACE, _both(account, place))]
    if place.is_network:
        waits.append(_wait(NETWORK_FAILURE, place.name))
    if any(waits):
        raise TooManyTries(max(waits) // timedelta(minutes=1))
    count_hit(ACCOUNT_FROM_PLACE, _both(account, place))
    if not place.is_network:
        return
    if hits(ACCOUNT_FROM_ANYWHERE, account, TRIES_KEPT) >= MOST_FROM_ANYWHERE:
        raise AskForLink
    count_hit(ACCOUNT_FROM_ANYWHERE, account)


def count_failure(place: Place) -> None:
    """Count one wrong password against the network; those at one account are counted by `count_try`."""
    if place.is_network:
        count_hit(NETWORK_FAILURE, place.name)


def forget_tries(email: str, place: Place) -> None:
    """Begin anew where somebody has shown who they are."""
    account = email_key(email)
    clear_hits(ACCOUNT_FROM_PLACE, _both(account, place))
    clear_hits(ACCOUNT_FROM_ANYWHERE, account)


def _both(account: str, place: Place) -> str:
    return f"{account}\0{place.name}"


def _wait(what: str, who: str) -> timedelta:
    """Return how long to wait: twice as long for every try beyond the free ones, counted from the last."""
    beyond = hits(what, who, TRIES_KEPT) - FREE_TRIES[what]
    if beyond < 0:
        return timedelta(0)
    pause = min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_WAIT)
    return pause if hits(what, who, pause) else timedelta(0)
