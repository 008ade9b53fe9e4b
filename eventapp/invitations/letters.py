"""Letters that people write to the address that reads calendar answers: passed on to the host's office."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.limits import count_hit, hits
from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.core.text import email_key, paragraphs
from eventapp.events.presentation import title_of
from eventapp.federations.contact import default_sender_address
from eventapp.federations.declaration import name_of
from eventapp.messages.incoming import Incoming, own_parts
from eventapp.messages.mail import Mail, render_mail
from eventapp.messages.services import enqueue
from eventapp.registrations.models import Registration

FOLDER = "invitations/mail/letter_forwarded"
LONGEST = 10_000
#: Letters of one person that are passed on in a day.
MOST_A_DAY = 10


def forward_letter(incoming: Incoming, octets: bytes) -> Registration | None:
    """Queue a letter for the office of the event that its writer signed up for last; None where nobody is known.

    The office answers the person directly. What the office itself writes is not sent round.
    """
    registration = _latest_of(incoming.sender)
    if registration is None:
        return None
    host = registration.event.coordinating_host
    office = host.office_email
    if not office or email_key(office) == incoming.sender:
        return None
    if hits("letter", incoming.sender, timedelta(days=1)) >= MOST_A_DAY:
        return None
    count_hit("letter", incoming.sender)
    with in_language("sv"):
        words = render_mail(
            FOLDER,
            subject=incoming.subject,
            letter=_text_of(message_from_bytes(octets, policy=compat32)),
            title=title_of(registration.event),
            federation_name=name_of(host),
            is_sensitive=registration.event.is_sensitive,
            privacy_url=absolute_url("pages_public.personal_data"),
        )
        mail = Mail(
            kind="letter_forwarded",
            recipient=office,
            subject=words.subject,
            text=words.text,
            html=words.html,
            sender_name=name_of(host),
            sender_address=default_sender_address(),
            reply_to=registration.email,
        )
        about = registration.public_id
        enqueue(mail, dedup_key=f"letter_forwarded:{incoming.fingerprint}", about=about)
    return registration


def _latest_of(sender: str) -> Registration | None:
    if not sender:
        return None
    query = sa.select(Registration).where(Registration.email_key == sender).order_by(Registration.id.desc())
    return db.session.scalars(query.limit(1)).first()


def _text_of(message: Message) -> str:
    """Return what was written, as plain text; what is only there as HTML is said to be so by its absence."""
    for part in own_parts(message):
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            octets = payload if isinstance(payload, bytes) else b""
            return paragraphs(_decoded(octets, part.get_content_charset() or "utf-8"))[:LONGEST]
    return ""


def _decoded(octets: bytes, charset: str) -> str:
    try:
        return octets.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return octets.decode("latin-1")
