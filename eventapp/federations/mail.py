"""The mails to organisers: an invitation to work for a federation, and a way back in without the password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app

from eventapp.core import clock
from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.locale import SOURCE_LANGUAGE, in_language
from eventapp.federations.contact import Sender, default_sender_address, sender_of
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation, Role
from eventapp.messages.mail import Mail, render_mail

FOLDER = "federations/mail"


def organiser_invited(
    federation: Federation,
    *,
    recipient: str,
    name: str,
    role: Role,
    invited_by: str,
    secret: str | None,
    lifetime: timedelta,
) -> Mail:
    """Return the invitation of a colleague; without a secret it leads to the sign-in page, for who has a password."""
    with in_language(SOURCE_LANGUAGE):
        context = {
            "name": name,
            "role": role.value,
            "federation_name": name_of(federation),
            "invited_by": invited_by,
            "has_link": secret is not None,
            "url": _link(secret) if secret else absolute_url("federations_manage.sign_in"),
            "valid_until": fmt.moment(clock.now() + lifetime),
        }
        return _mail("organiser_invited", recipient, sender_of(federation), context)


def password_link(*, recipient: str, secret: str) -> Mail:
    """Return the mail with a link to choose a new password."""
    site = str(current_app.config["SITE_NAME"])
    with in_language(SOURCE_LANGUAGE):
        context = {"federation_name": site, "url": _link(secret)}
        return _mail("password_link", recipient, Sender(site, default_sender_address(), None), context)


def _link(secret: str) -> str:
    """Return the address of a one-time link that goes on to the choice of a password."""
    on_to = absolute_url("federations_manage.set_password").removeprefix(
        str(current_app.config["BASE_URL"]).rstrip("/")
    )
    return absolute_url("federations_manage.sign_in_by_link", secret=secret, next=on_to)


def _mail(kind: str, recipient: str, sender: Sender, context: dict[str, Any]) -> Mail:
    words = render_mail(f"{FOLDER}/{kind}", **context, privacy_url=absolute_url("pages_public.personal_data"))
    return Mail(
        kind=kind,
        recipient=recipient,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
    )
