"""Keeping drafts of mailings, trying them on oneself, and sending them: once, to those they are for at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.hosted import Scope
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.federations.models import Federation, Organiser
from eventapp.mailings.audience import Audience, needs_way_in
from eventapp.mailings.errors import (
    AlreadySent,
    ChangedMeanwhile,
    MailingChanged,
    NobodyToWriteTo,
    NoWayIn,
    RecipientsChanged,
)
from eventapp.mailings.mail import Letter, as_test, example_reader, key_of_test
from eventapp.mailings.models import Mailing
from eventapp.mailings.placeholders import Placeholder, find_placeholders
from eventapp.mailings.queries import list_recipients, reach_of
from eventapp.messages.mail import Mail
from eventapp.messages.services import enqueue
from eventapp.registrations.models import Registration


@dataclass(frozen=True)
class Words:
    """What an organiser has written, and to whom; with an English text both of its parts are there."""

    subject: str
    text: str
    subject_en: str
    text_en: str
    audience: Audience

    @property
    def used(self) -> set[Placeholder]:
        """What the words leave open; raises `PlaceholderFault`."""
        lines = (self.subject, self.text, self.subject_en, self.text_en)
        return set().union(*(find_placeholders(line) for line in lines))

    def kept(self) -> dict[str, Any]:
        """Return the words as a mailing keeps them."""
        return {
            "subject": self.subject,
            "text": self.text,
            "subject_en": self.subject_en or None,
            "text_en": self.text_en or None,
            "audience": self.audience.kept(),
        }


@dataclass(frozen=True)
class Prepared:
    """A mailing's mails, made outside the transaction that queues them, and what they were made from."""

    made_from: tuple[Any, ...]
    mails: Sequence[tuple[str, Mail]]


def make_draft(event_id: int, federation_id: int, words: Words, author_id: int, actor: Actor) -> Mailing:
    """Keep a new draft in a host's name; raises `PlaceholderFault` or `NoWayIn`."""
    event = lock_event(event_id)
    require_fillable(event, words)
    mailing = Mailing(
        public_id=new_public_id(),
        event_id=event_id,
        federation_id=federation_id,
        author_id=author_id,
        created_at=clock.now(),
        **words.kept(),
    )
    db.session.add(mailing)
    _note(actor, "draft_mailing", mailing)
    return mailing


def change_draft(scope: Scope, mailing: Mailing, words: Words, version: int | None, actor: Actor) -> None:
    """Keep what was changed in a draft; raises `AlreadySent`, `MailingChanged`, `PlaceholderFault` or `NoWayIn`."""
    _require_unsent(mailing)
    if mailing.version != version:
        raise MailingChanged
    require_fillable(scope.event, words)
    changed = [name for name, value in words.kept().items() if getattr(mailing, name) != value]
    for name, value in words.kept().items():
        setattr(mailing, name, value)
    mailing.version += 1
    record = ("mailing", mailing.public_id)
    # Which parts, not what they say: every host reads the log, and the text is for one host's people.
    details = {"changed_parts": changed}
    record_action(actor, "change_mailing", record=record, event_id=mailing.event_id, details=details)


def remove_draft(mailing: Mailing, actor: Actor) -> None:
    """Take a draft away; raises `AlreadySent`: what has gone out stays in the list."""
    _require_unsent(mailing)
    _note(actor, "remove_mailing", mailing)
    db.session.delete(mailing)


def send_test(scope: Scope, mailing: Mailing, organiser: Organiser, actor: Actor) -> int:
    """Queue a test to the organiser, one in each language there is; nobody's name or link is in it.

    Returns how many.
    """
    languages = ["sv", "en"] if mailing.text_en else ["sv"]
    audience, federation = Audience.of(mailing.audience), _sender(scope.event, mailing)
    for language in languages:
        reader = example_reader(scope.event, audience, organiser, language)
        mail = as_test(Letter(mailing, scope.event, federation, language).to(reader, with_links=False))
        enqueue(mail, dedup_key=key_of_test(mailing), about=f"mailing-{mailing.public_id}", is_new_key=True)
    _note(actor, "test_mailing", mailing)
    return len(languages)


def prepare_mailing(scope: Scope, mailing: Mailing, version: int | None) -> Prepared:
    """Make everybody's mail; only reads, so that nothing slow happens while others wait to write.

    Raises `AlreadySent`, and `ChangedMeanwhile` where another version of the draft was looked at.
    """
    _require_unsent(mailing)
    if mailing.version != version:
        raise ChangedMeanwhile
    _require_fillable_as_kept(scope.event, mailing)
    people = list_recipients(reach_of(scope, mailing.federation_id), Audience.of(mailing.audience))
    federation = _sender(scope.event, mailing)
    letters: dict[str, Letter] = {}
    mails = []
    for person in people:
        if person.language not in letters:
            letters[person.language] = Letter(mailing, scope.event, federation, person.language)
        if person.email:
            mails.append((person.public_id, letters[person.language].to(person)))
    return Prepared(_state_of(scope.event, mailing, people), mails)


def send_prepared(
    scope: Scope, mailing: Mailing, prepared: Prepared, expected: int | None, actor: Actor
) -> int:
    """Queue prepared mails, all or none; returns how many. The event is locked, scope and mailing read under it.

    Who gets one is decided again here. Raises `AlreadySent`, `NobodyToWriteTo`, `NoWayIn`, `RecipientsChanged`
    where the number is not the expected one, `ChangedMeanwhile` where anything else changed since they were made.
    """
    _require_unsent(mailing)
    _require_fillable_as_kept(scope.event, mailing)
    people = list_recipients(reach_of(scope, mailing.federation_id), Audience.of(mailing.audience))
    number = sum(bool(person.email) for person in people)
    if number != expected:
        raise RecipientsChanged(number)
    if not number:
        raise NobodyToWriteTo
    if _state_of(scope.event, mailing, people) != prepared.made_from:
        raise ChangedMeanwhile
    for about, mail in prepared.mails:
        key = f"mailing:{mailing.public_id}:{about}"
        # Under the event's lock a mailing goes out once, so no key of it was used before.
        enqueue(mail, dedup_key=key, about=about, batch=mailing.public_id, is_new_key=True)
    mailing.sent_at, mailing.recipients = clock.now(), number
    record, details = ("mailing", mailing.public_id), {"recipients": number}
    record_action(actor, "send_mailing", record=record, event_id=mailing.event_id, details=details)
    return number


def require_fillable(event: Event, words: Words) -> None:
    """Raise `PlaceholderFault` or `NoWayIn` where somebody's mail would have a hole."""
    if needs_way_in(words.used) and not words.audience.may_join(event):
        raise NoWayIn


def _require_fillable_as_kept(event: Event, mailing: Mailing) -> None:
    audience = Audience.of(mailing.audience)
    kept = (mailing.subject, mailing.text, mailing.subject_en or "", mailing.text_en or "")
    require_fillable(event, Words(*kept, audience))


def _require_unsent(mailing: Mailing) -> None:
    if mailing.sent_at is not None:
        raise AlreadySent


def _state_of(event: Event, mailing: Mailing, people: Sequence[Registration]) -> tuple[Any, ...]:
    """Return all that the mails are made from, in a form that can be compared."""
    return (
        (mailing.id, mailing.version, event.version, event.revision, event.status, event.changed_at),
        tuple(
            (
                person.id,
                person.email,
                person.name,
                person.language,
                person.status,
                person.mode,
                person.link_version,
                person.join_version,
                tuple(choice.session_id for choice in person.choices),
            )
            for person in people
        ),
    )


def _sender(event: Event, mailing: Mailing) -> Federation:
    hosts = {host.federation_id: host.federation for host in event.hosts}
    return hosts.get(mailing.federation_id) or event.coordinating_host


def _note(actor: Actor, action: str, mailing: Mailing) -> None:
    record_action(actor, action, record=("mailing", mailing.public_id), event_id=mailing.event_id)
