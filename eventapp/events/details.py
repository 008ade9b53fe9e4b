"""Saving what an event is called and says, whom it is for and how long data are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.audit.services import Actor, record_change
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.errors import FieldRefused
from eventapp.events.headcount import has_registrations
from eventapp.events.kinds import Audience, EventKind, EventStatus
from eventapp.events.models import Event, Series, Topic
from eventapp.events.slugs import free_slug, renew_slug, slug_of
from eventapp.federations.provenance import FieldGroup

#: Texts that are always there, if only empty, and those in English, None where there is none.
SWEDISH = ("title", "summary", "description", "purpose", "retention_reason")
TRANSLATED = ("title_en", "summary_en", "description_en", "purpose_en", "neutral_title", "neutral_title_en")
TEXTS = (*SWEDISH, *TRANSLATED)
#: What somebody who follows the public calendar file sees of it.
IN_CALENDAR = frozenset({*TEXTS, "is_sensitive"} - {"retention_reason", "purpose", "purpose_en"})
#: What the demo marks as invented stands for itself once an organiser has written it.
ORIGINS = {
    FieldGroup.TITLE: frozenset({"title", "title_en"}),
    FieldGroup.DESCRIPTION: frozenset({"description", "description_en"}),
    FieldGroup.AUDIENCE: frozenset({"audience"}),
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """All that the page says."""

    kind: EventKind
    audience: Audience
    #: By the event's field names, empty where nothing is written.
    texts: dict[str, str]
    #: Slug of a series that is there, or empty.
    series: str
    #: Swedish and English title of one to make; wins over the other.
    new_series: tuple[str, str]
    #: Slugs.
    topics: Collection[str]
    is_sensitive: bool
    serves_food: bool
    asks_advance_question: bool
    retention_days: int


def save_details(event: Event, details: Details, actor: Actor) -> None:
    """Save the page to a claimed event; nobody is written to.

    Raises FieldRefused where those who have signed up were promised that their data go sooner. The address follows
    the title until the event has been public; one that turns sensitive later gets a neutral one all the same.
    """
    _keep_promise(event, details)
    before = _facts(event)
    turns_sensitive = details.is_sensitive and not event.is_sensitive
    _apply(event, details)
    if turns_sensitive:
        event.slug = free_slug(event)
    renew_slug(event)
    after = _facts(event)
    changed = {name for name in after if before[name] != after[name]}
    if changed & IN_CALENDAR and event.status is not EventStatus.DRAFT:
        event.changed_at = clock.now()
    forget_origins(event, [group for group, names in ORIGINS.items() if names & changed])
    record = ("event", event.public_id)
    record_change(actor, "event_edited", record=record, before=before, after=after, event_id=event.id)
    db.session.flush()


def forget_origins(event: Event, groups: Collection[FieldGroup]) -> None:
    """Stop marking these groups of values as invented: an organiser has written them."""
    if not event.provenance.keys().isdisjoint(groups):
        event.provenance = {name: origin for name, origin in event.provenance.items() if name not in groups}


def list_series() -> list[Series]:
    """Return all series by title."""
    return list(db.session.scalars(sa.select(Series).order_by(Series.title)))


def list_topics() -> list[Topic]:
    """Return the subjects in the order of the controlled list."""
    return list(db.session.scalars(sa.select(Topic).order_by(Topic.id)))


def _keep_promise(event: Event, details: Details) -> None:
    is_short = details.is_sensitive or details.retention_days <= event.retention_days
    if not is_short and has_registrations(event.id):
        raise FieldRefused(
            "retention_days",
            _l(
                "Skriv högst %(days)s dagar. De som redan har anmält sig har fått läsa att uppgifterna tas bort då.",
                days=event.retention_days,
            ),
        )


def _apply(event: Event, details: Details) -> None:
    event.kind, event.audience = details.kind, details.audience
    for name in SWEDISH:
        setattr(event, name, details.texts[name])
    for name in TRANSLATED:
        setattr(event, name, details.texts[name] or None)
    # Before the days: data of a sensitive event are kept for the shortest time.
    event.is_sensitive = details.is_sensitive
    event.retention_days = details.retention_days
    event.serves_food = details.serves_food
    event.asks_advance_question = details.asks_advance_question
    event.series = _series(details)
    event.topics = list(
        db.session.scalars(sa.select(Topic).where(Topic.slug.in_(details.topics)).order_by(Topic.name))
    )


def _series(details: Details) -> Series | None:
    title, title_en = details.new_series
    wanted = slug_of(title) if title else details.series
    if not wanted:
        return None
    found = db.session.scalars(sa.select(Series).where(Series.slug == wanted)).one_or_none()
    if found is None and title:
        found = Series(slug=wanted, title=title, title_en=title_en or None)
        db.session.add(found)
    return found


def _facts(event: Event) -> dict[str, Any]:
    """Return what the trail keeps of the page; values that JSON can write."""
    plain = (*TEXTS, "is_sensitive", "serves_food", "asks_advance_question", "retention_days", "slug")
    return {name: getattr(event, name) for name in plain} | {
        "kind": event.kind.value,
        "audience": event.audience.value,
        "series": event.series.slug if event.series else None,
        "topics": sorted(topic.slug for topic in event.topics),
    }
