"""Who a mail comes from and where an answer to it goes."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app

from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation


@dataclass(frozen=True)
class Sender:
    """From (name and address) and Reply-To of a mail; no Reply-To where answers go to From."""

    name: str
    address: str
    reply_to: str | None


def reply_address_of(federation: Federation) -> str:
    """Return the address that reads a federation's calendar answers; empty where nobody does."""
    if not federation.reads_answers:
        return ""
    return federation.reply_address or installation_reply_address()


def installation_reply_address() -> str:
    """Return the address of `EVENTAPP_REPLY_ADDRESS`; empty where the installation reads no answers."""
    return str(current_app.config["REPLY_ADDRESS"] or "")


def sender_of(federation: Federation, organizer: str = "") -> Sender:
    """Return the sender of a mail in a federation's name, in the language now in force.

    With a calendar part it is the part's organizer, and nobody else (Outlook shows the organizer as the
    sender); otherwise the installation's address, and answers go to the federation's office.
    """
    if organizer:
        return Sender(name_of(federation), organizer, None)
    return Sender(name_of(federation), default_sender_address(), federation.office_email or None)


def default_sender_address() -> str:
    """Return the bare address of `EVENTAPP_MAIL_DEFAULT_SENDER`, which may also carry a name."""
    return parseaddr(str(current_app.config["MAIL_DEFAULT_SENDER"]))[1]
