"""Publishing an event and taking it back, each with its guard."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.editing import claim_version, drop_section
from eventapp.events.headcount import has_people
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.readiness import Missing, missing_before_publishing, unconfirmed_names
from eventapp.events.slugs import renew_slug


class NotReady(DomainError):
    """Something is missing; `missing` says what."""

    sentence = _l("Evenemanget kan inte publiceras än. Gör klart det som saknas.")

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__()
        self.missing = missing


class ReasonNeeded(DomainError):
    """A procured contributor has not confirmed the requirement on inclusion, and nobody has said why."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(reason_sentence(names))


class NotADraft(DomainError):
    """Only a draft can be published."""

    sentence = _l("Evenemanget är redan publicerat eller inställt.")


class NotPublished(DomainError):
    """Only what is published can be taken back."""

    sentence = _l("Evenemanget är inte publicerat.")


class HasPeople(DomainError):
    """Somebody has signed up or been invited, and would be left with a dead link."""

    sentence = _l(
        "Evenemanget kan inte avpubliceras, för någon har redan anmält sig eller blivit inbjuden."
        " Ställ in evenemanget i stället. Då får de veta det."
    )


def publish_event(event_id: int, version: int | None, *, reason: str, actor: Actor) -> Event:
    """Publish a draft; `reason` says why though a procured contributor has not confirmed.

    Raises EditedMeanwhile, NotADraft, NotReady and ReasonNeeded. From the first time on its address stays.
    """
    event = claim_version(event_id, version)
    if event.status is not EventStatus.DRAFT:
        raise NotADraft
    missing = missing_before_publishing(event)
    if missing:
        raise NotReady(missing)
    names = unconfirmed_names(event)
    if names and not reason:
        raise ReasonNeeded(names)
    renew_slug(event)
    event.unconfirmed_reason = reason if names else ""
    event.status = EventStatus.PUBLISHED
    event.changed_at = clock.now()
    event.published_at = event.published_at or event.changed_at
    details = {"unconfirmed": len(names), "reason": reason} if names else {}
    record_action(
        actor, "event_published", record=("event", event.public_id), event_id=event.id, details=details
    )
    db.session.flush()
    return event


def unpublish_event(event_id: int, version: int | None, actor: Actor) -> Event:
    """Make a published event a draft again, while nobody has signed up or been invited.

    Raises EditedMeanwhile, NotPublished and HasPeople.
    """
    event = claim_version(event_id, version)
    if event.status is not EventStatus.PUBLISHED:
        raise NotPublished
    if has_people(event.id):
        raise HasPeople
    event.status = EventStatus.DRAFT
    record_action(actor, "event_unpublished", record=("event", event.public_id), event_id=event.id)
    db.session.flush()
    return event


def throw_away(event: Event, actor: Actor, *, section: str) -> None:
    """Throw away what is unfinished in a section of a claimed event."""
    drop_section(event.id, section)
    record = ("event", event.public_id)
    record_action(actor, "unfinished_dropped", record=record, event_id=event.id, details={"section": section})


def reason_sentence(names: Sequence[str]) -> LazyString:
    """Return what asks for a reason, naming those who have not confirmed."""
    return _l(
        "%(names)s har inte bekräftat kravet på inkludering. Skriv varför du publicerar ändå.",
        names=", ".join(names),
    )
