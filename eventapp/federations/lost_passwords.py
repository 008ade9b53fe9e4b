"""Back in without the password: the same answer, after the same work, whether or not the address is an organiser's."""

from __future__ import annotations

import secrets
from datetime import timedelta

from eventapp.audit.services import organiser_actor, record_action
from eventapp.core.extensions import db
from eventapp.core.limits import TooManyAttempts, count_hit, hits
from eventapp.core.text import email_key
from eventapp.core.tokens import new_public_id
from eventapp.federations import mail
from eventapp.federations.models import Organiser
from eventapp.federations.services import find_organiser, make_sign_in_link
from eventapp.messages.services import enqueue

PASSWORD_LINK_LIFETIME = timedelta(hours=1)
#: What is counted, within which time, and how many go through.
LIMITS = (
    ("password-link address", timedelta(hours=1), 3),
    ("password-link network", timedelta(hours=1), 30),
)


def send_password_link(email: str, network: str) -> None:
    """Mail an organiser a link to choose a new password; to anybody else nothing goes.

    Raises `TooManyAttempts`, for known and unknown addresses alike.
    """
    address = email_key(email)
    for (what, within, most), who in zip(LIMITS, (address, network), strict=True):
        if hits(what, who, within) >= most:
            raise TooManyAttempts(int(within.total_seconds() // 60))
        count_hit(what, who)
    organiser = find_organiser(address)
    # The letter is made and queued for everybody, and taken back for strangers: the time it takes tells nothing.
    with db.session.begin_nested() as attempt:
        secret = (
            make_sign_in_link(organiser, PASSWORD_LINK_LIFETIME) if organiser else secrets.token_urlsafe(32)
        )
        letter = mail.password_link(recipient=organiser.email if organiser else address, secret=secret)
        enqueue(letter, dedup_key=f"password_link:{new_public_id(20)}", about=_about(organiser))
        db.session.flush()
        if organiser is None or not _has_a_way_in(organiser):
            attempt.rollback()
            return
        record_action(
            organiser_actor(organiser.id), "ask_for_password_link", record=("organiser", str(organiser.id))
        )


def _about(organiser: Organiser | None) -> str:
    return f"organiser-{organiser.id if organiser else 0}"


def _has_a_way_in(organiser: Organiser) -> bool:
    return organiser.is_administrator or bool(organiser.memberships)
