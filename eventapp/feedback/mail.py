"""The mails that say that somebody has told us something: to the hosts of the event, or to those who run the site."""

from __future__ import annotations

from typing import Any

from flask import current_app

from eventapp.core import clock
from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.locale import SOURCE_LANGUAGE, in_language
from eventapp.events.models import Event
from eventapp.events.presentation import title_of
from eventapp.federations.contact import default_sender_address
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation
from eventapp.federations.queries import list_operators
from eventapp.feedback.models import Feedback
from eventapp.messages.mail import Mail, render_mail
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import enqueue

FOLDER = "feedback/mail"


def feedback_left(feedback: Feedback, event: Event) -> list[OutboxMessage]:
    """Let each host's office know, once a day for each event; what was told stands behind the link only."""
    today = fmt.table_moment(clock.now(), event.timezone)[:10]
    with in_language(SOURCE_LANGUAGE):
        context = {
            "title": title_of(event),
            "list_url": absolute_url("feedback_manage.list_feedback", public_id=event.public_id),
        }
        offices = [
            _post("feedback_left", federation, context, feedback, f"{event.public_id}:{today}")
            for federation in event.federations
        ]
    return [mail for mail in offices if mail is not None]


def site_reported(feedback: Feedback) -> list[OutboxMessage]:
    """Give a report about the site to the office of whoever runs it, or of all where that is not settled."""
    with in_language(SOURCE_LANGUAGE):
        context = {"report": feedback, "statement_url": absolute_url("pages_public.accessibility")}
        offices = [
            _post("site_reported", federation, context, feedback, feedback.form_id)
            for federation in list_operators()
        ]
    return [mail for mail in offices if mail is not None]


def _post(
    kind: str, federation: Federation, context: dict[str, Any], feedback: Feedback, key: str
) -> OutboxMessage | None:
    if not federation.office_email:
        return None
    common = {
        "federation_name": name_of(federation),
        "privacy_url": absolute_url("pages_public.personal_data"),
    }
    words = render_mail(f"{FOLDER}/{kind}", **context, **common)
    mail = Mail(
        kind=kind,
        recipient=federation.office_email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender_name=current_app.config["SITE_NAME"],
        sender_address=default_sender_address(),
    )
    # An office whose mail fails must not hold up those of the others.
    about = f"feedback-{feedback.id}-{federation.id}"
    return enqueue(mail, dedup_key=f"{kind}:{key}:{federation.id}", about=about)
