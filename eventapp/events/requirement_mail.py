"""The mail that asks somebody who is procured to confirm what is required of them."""

from __future__ import annotations

from eventapp.core.links import absolute_url
from eventapp.core.locale import SOURCE_LANGUAGE, in_language
from eventapp.events.contributors import contributor_token
from eventapp.events.mail_lifetimes import not_after
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor
from eventapp.events.presentation import title_of, when_of
from eventapp.events.requirement import requirement_text
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import declaration_notice, name_of
from eventapp.messages.mail import Mail, render_mail
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import enqueue

KIND = "confirm_requirement"


def confirm_requirement(contributor: Contributor, event: Event) -> OutboxMessage | None:
    """Send the link by which they confirm; once for each version of the event, however often it is pressed."""
    host = event.coordinating_host
    with in_language(SOURCE_LANGUAGE):
        sender = sender_of(host)
        words = render_mail(
            f"events/mail/{KIND}",
            name=contributor.name,
            title=title_of(event),
            when=when_of(event),
            requirement=requirement_text(),
            notice=declaration_notice(event.federations),
            confirm_url=confirm_url(contributor),
            phone=host.phone,
            federation_name=name_of(host),
            privacy_url=absolute_url("pages_public.personal_data"),
        )
    mail = Mail(
        kind=KIND,
        recipient=contributor.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
    )
    key = f"{KIND}:{contributor.public_id}:{event.version}"
    return enqueue(mail, dedup_key=key, about=contributor.public_id, not_after=not_after(event, KIND))


def confirm_url(contributor: Contributor) -> str:
    """Return the full address of the page where they confirm."""
    return absolute_url("events_public.confirm_requirement", token=contributor_token(contributor))
