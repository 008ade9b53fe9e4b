"""Back in without the password: the same answer, after the same work, whether or not the address is an organiser's."""

from __future__ import annotations

import secrets
from datetime import timedelta

from eventapp.audit.services import organiser_actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import Allowed, count_hit, count_mail, require_allowed, require_mail_allowed
from eventapp.core.text import email_key
from eventapp.core.tokens import new_public_id
from eventapp.federations import mail
from eventapp.federations.credentials import Change, revoke
from eventapp.federations.models import Organiser
from eventapp.federations.services import find_organiser, make_sign_in_link
from eventapp.federations.sign_in_limits import Place
from eventapp.messages.services import enqueue

PASSWORD_LINK_LIFETIME = timedelta(hours=1)
#: Stands for the organiser where there is none.
NOBODY = 0
#: Asked for from one network, and from a browser that is known for the address: its mails are not a stranger's.
FROM_NETWORK: Allowed = ((timedelta(hours=1), 30),)
FROM_BROWSER: Allowed = ((timedelta(hours=1), 3), (timedelta(days=1), 10))


def send_password_link(email: str, place: Place) -> None:
    """Mail an organiser a link to choose a new password; to anybody else nothing goes.

    Raises `TooManyAttempts`, for known and unknown addresses alike.
    """
    address = email_key(email)
    require_allowed("password-link", place.name, FROM_NETWORK if place.is_network else FROM_BROWSER)
    count_hit("password-link", place.name)
    if place.is_network:
        require_mail_allowed(address)
        count_mail(address)
    organiser = find_organiser(address)
    # The letter is made and queued for everybody, and taken back for strangers: the time it takes tells nothing.
    with db.session.begin_nested() as attempt:
        secret = _make_link(organiser)
        letter = mail.password_link(recipient=organiser.email if organiser else address, secret=secret)
        key, link_ends_at = f"password_link:{new_public_id(20)}", clock.now() + PASSWORD_LINK_LIFETIME
        enqueue(letter, dedup_key=key, about=_about(organiser), not_after=link_ends_at)
        db.session.flush()
        if organiser is None or not _has_a_way_in(organiser):
            attempt.rollback()
            return
        record_action(
            organiser_actor(organiser.id), "ask_for_password_link", record=("organiser", str(organiser.id))
        )


def _make_link(organiser: Organiser | None) -> str:
    if organiser is not None:
        return make_sign_in_link(organiser, PASSWORD_LINK_LIFETIME)
    revoke(Change.LINK_MADE, NOBODY)
    return secrets.token_urlsafe(32)


def _about(organiser: Organiser | None) -> str:
    return f"organiser-{organiser.id if organiser else NOBODY}"


def _has_a_way_in(organiser: Organiser) -> bool:
    return organiser.is_administrator or bool(organiser.memberships)
