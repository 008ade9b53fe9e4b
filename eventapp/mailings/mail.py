"""A mailing as each person gets it: the organiser's words, and around them who writes, why, the link and the notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core.links import absolute_url
from eventapp.core.locale import SOURCE_LANGUAGE, in_language
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.events.presentation import session_title_of, shown_title, when_of, where_of
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation, Organiser
from eventapp.mailings.audience import Audience
from eventapp.mailings.models import Mailing
from eventapp.mailings.placeholders import MarkdownTemplate, Placeholder, fill_line, fill_plain
from eventapp.messages.mail import Mail, render_mail
from eventapp.registrations.entry_facts import chosen_workshops, way_in
from eventapp.registrations.links import own_url
from eventapp.registrations.mail_context import event_context
from eventapp.registrations.models import Registration, RegistrationStatus, SessionChoice

FOLDER = "mailings/mail/mailing"
#: Of nobody: the links that an organiser sees open nothing.
EXAMPLE_ID = "exempel"


class Letter:
    """A mailing in one language; what is the same for everybody is made once."""

    def __init__(self, mailing: Mailing, event: Event, federation: Federation, language: str) -> None:
        is_translated = language != SOURCE_LANGUAGE and bool(mailing.text_en and mailing.subject_en)
        self._event, self._language = event, language
        #: The language of the organiser's own words.
        self._text_language = language if is_translated else SOURCE_LANGUAGE
        self._subject = (mailing.subject_en or "") if is_translated else mailing.subject
        self._text = (mailing.text_en or "") if is_translated else mailing.text
        self._html = MarkdownTemplate.of(self._text)
        with in_language(language):
            self._sender = sender_of(federation)
            self._frame = self._framing(federation)
        with in_language(self._text_language):
            self._common = common_values(event, federation)

    def to(self, registration: Registration, *, with_links: bool = True) -> Mail:
        """Return the mail to one person; without links for an organiser, whose copy must not open anything."""
        with in_language(self._text_language):
            values = self._common | _values_of(registration, with_links=with_links)
            subject = fill_line(self._subject, values)
            own_words = {
                "subject": subject,
                "text": fill_plain(self._text, values),
                "html": self._html.fill(values),
            }
        with in_language(self._language):
            context = (
                self._frame
                | own_words
                | {
                    "own_url": values[Placeholder.OWN_LINK],
                    "is_cancelled": registration.status is RegistrationStatus.CANCELLED,
                }
            )
            words = render_mail(FOLDER, **context)
        return Mail(
            kind="mailing",
            recipient=registration.email,
            subject=words.subject,
            text=words.text,
            html=words.html,
            sender_name=self._sender.name,
            sender_address=self._sender.address,
            reply_to=self._sender.reply_to,
            language=self._language,
        )

    def _framing(self, federation: Federation) -> dict[str, Any]:
        return event_context(self._event) | {
            "federation_name": name_of(federation),
            "phone": federation.phone,
            "lang": "" if self._text_language == self._language else self._text_language,
        }


def as_test(mail: Mail) -> Mail:
    """Return the same mail, marked as a test."""
    with in_language(mail.language):
        return replace(mail, kind="mailing_test", subject=_("Test: %(subject)s", subject=mail.subject))


def example_reader(event: Event, audience: Audience, organiser: Organiser, language: str) -> Registration:
    """Return somebody who is not there, called as the organiser is, as a mailing's choices want them."""
    mode = Mode(audience.mode) if audience.mode in event.modes else event.modes[-1]
    reader = Registration(
        public_id=EXAMPLE_ID,
        event_id=event.id,
        status=audience.statuses[0],
        name=organiser.name or organiser.email,
        email=organiser.email,
        email_key="",
        language=language,
        mode=mode,
        created_at=clock.now(),
    )
    reader.event = event
    chosen = [session for session in event.sessions if session.public_id == audience.session]
    reader.choices = [SessionChoice(session_id=one.id, slot=one.slot or 0) for one in chosen]
    return reader


def key_of_test(mailing: Mailing) -> str:
    """Return a new key for a test, which may be sent as often as one likes."""
    return f"mailing_test:{mailing.public_id}:{new_public_id()}"


def common_values(event: Event, federation: Federation) -> dict[Placeholder, str]:
    """Return what is the same in everybody's mail, in the language now in force."""
    # Of a sensitive event the neutral title: nothing that goes out may name the theme.
    return {
        Placeholder.EVENT: shown_title(event).text,
        Placeholder.WHEN: when_of(event),
        Placeholder.FEDERATION: name_of(federation),
    }


def _values_of(registration: Registration, *, with_links: bool) -> dict[Placeholder, str]:
    if with_links:
        own_link, join_link = own_url(registration), way_in(registration) or ""
    else:
        own_link = absolute_url("registrations_public.show_registration", token=EXAMPLE_ID)
        join_link = absolute_url("webinars_public.join", token=EXAMPLE_ID)
    return {
        Placeholder.NAME: registration.name,
        Placeholder.WHERE: where_of(registration.event, registration.mode),
        Placeholder.WORKSHOP: _workshops(registration),
        Placeholder.OWN_LINK: own_link,
        Placeholder.JOIN_LINK: join_link,
    }


def _workshops(registration: Registration) -> str:
    workshops = chosen_workshops(registration)
    if not workshops:
        return _("ingen workshop")
    if registration.event.is_sensitive:
        return _("din workshop")
    return ", ".join(session_title_of(workshop) for workshop in workshops)
