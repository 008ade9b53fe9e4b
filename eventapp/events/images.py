"""An event's picture: keeping it with its texts, and finding it by its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_change
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.models import Event
from eventapp.events.part_models import EventImage
from eventapp.events.pictures import FILE_ENDINGS, Picture

TEXTS = ("alt", "alt_en", "credit", "description", "description_en")


@dataclass(frozen=True, kw_only=True)
class ImageTexts:
    """What goes with a picture."""

    alt: str
    alt_en: str
    is_decorative: bool
    credit: str
    description: str
    description_en: str


def save_image(event: Event, picture: Picture | None, texts: ImageTexts, actor: Actor) -> None:
    """Save the texts of a claimed event's picture, and a new picture where there is one."""
    before = _facts(event)
    if picture is not None:
        _replace(event, picture)
    image = event.image
    if image is None:
        raise ValueError("texts without a picture")
    image.alt = "" if texts.is_decorative else texts.alt
    image.alt_en = None if texts.is_decorative else texts.alt_en or None
    image.is_decorative = texts.is_decorative
    image.credit, image.description = texts.credit, texts.description
    image.description_en = texts.description_en or None
    _record(event, before, actor)


def keep_picture(event: Event, picture: Picture, actor: Actor) -> None:
    """Save a draft's new picture without its texts, which lack something; it cannot be published like that."""
    before = _facts(event)
    _replace(event, picture)
    _record(event, before, actor)


def remove_image(event: Event, actor: Actor) -> None:
    """Take a claimed event's picture away."""
    before = _facts(event)
    event.image = None
    _record(event, before, actor)


def get_image(slug: str, public_id: str, ending: str) -> tuple[Event, EventImage]:
    """Return a picture with its bytes, and its event, drafts' too; raises NotFound.

    Whoever asks checks the right to see a draft's. One query.
    """
    query = (
        sa.select(Event)
        .join(Event.image)
        .where(Event.slug == slug, EventImage.public_id == public_id)
        .options(joinedload(Event.image).options(undefer(EventImage.content)), joinedload(Event.hosts))
    )
    event = db.session.scalars(query).unique().one_or_none()
    if event is None or event.image is None or FILE_ENDINGS[event.image.media_type] != ending:
        raise NotFound
    return event, event.image


def file_ending(image: EventImage) -> str:
    """Return `jpg`, `png` or `webp`."""
    return FILE_ENDINGS[image.media_type]


def copy_of(image: EventImage) -> EventImage:
    """Return the same picture with its texts, for another event."""
    picture = Picture(image.content, image.media_type, image.width, image.height)
    copied = _new_image(picture)
    copied.is_decorative = image.is_decorative
    for name in TEXTS:
        setattr(copied, name, getattr(image, name))
    return copied


def _replace(event: Event, picture: Picture) -> None:
    """Put a picture in place of the former one; it gets a new address, so that the old one may be cached for ever."""
    if event.image is not None:
        db.session.delete(event.image)
        db.session.flush()
    event.image = _new_image(picture)


def _new_image(picture: Picture) -> EventImage:
    return EventImage(
        public_id=new_public_id(),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )


def _record(event: Event, before: dict[str, Any], actor: Actor) -> None:
    record = ("event", event.public_id)
    record_change(actor, "image_edited", record=record, before=before, after=_facts(event), event_id=event.id)
    db.session.flush()


def _facts(event: Event) -> dict[str, Any]:
    names = ("public_id", "is_decorative", *TEXTS)
    return {name: getattr(event.image, name) if event.image else None for name in names}
