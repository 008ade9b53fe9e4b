"""Letters that people write to the address that reads calendar answers: passed on to the host's office."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.limits import count_hit, hits
from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.core.text import email_key
from eventapp.events.presentation import title_of
from eventapp.federations.contact import default_sender_address
from eventapp.federations.declaration import name_of
from eventapp.messages.incoming import Incoming
from eventapp.messages.mail import Mail, render_mail
from eventapp.messages.services import enqueue
from eventapp.registrations.models import Registration

FOLDER = "invitations/mail/letter_forwarded"
#: Letters of one person that are passed on in a day.
MOST_A_DAY = 10


def forward_letter(incoming: Incoming, letter: str) -> Registration | None:
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
            letter=letter,
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
