"""An event's picture as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from eventapp.core.shown import Shown
from eventapp.events.images import file_ending
from eventapp.events.models import Event
from eventapp.events.presentation import shown


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture with what stands below it."""

    url: str
    width: int
    height: int
    alt: Shown
    credit: str
    #: What those who do not see it are told, besides `alt`; empty where nothing is.
    description: Shown


def picture_of(event: Event) -> PictureLine | None:
    """Return an event's picture with its texts in the language now in force, None where it has none."""
    image = event.image
    if image is None:
        return None
    ending = file_ending(image)
    return PictureLine(
        url=url_for("events_public.show_image", slug=event.slug, image_id=image.public_id, ending=ending),
        width=image.width,
        height=image.height,
        alt=shown(image, "alt"),
        credit=image.credit,
        description=shown(image, "description"),
    )
