"""Uploaded pictures: checked, freed of all that does not show, and made small enough for a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.reader_process import Answer, Refused
from eventapp.core.reading_apart import CannotRead, read_apart

READER = "eventapp.events.picture_reader"
LARGEST_FILE = 5 * 1024 * 1024
#: Pillow's name of a format -> media type and the end of a file's name.
FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
FILE_ENDINGS = dict(FORMATS.values())


class PictureTooHeavy(DomainError):
    """The file is larger than what is taken."""

    sentence = _l("Välj en mindre bild. Filen får vara högst 5 MB.")


class NotAPicture(DomainError):
    """What was sent cannot be read as one of the formats."""

    sentence = _l("Välj en bild i formatet JPEG, PNG eller WebP. Filen gick inte att läsa.")


class TooManyPixels(DomainError):
    """The picture has more pixels than fit into memory while it is decoded."""

    def __init__(self, most: object = 0) -> None:
        super().__init__(_l("Välj en bild med färre bildpunkter, högst %(most)s miljoner.", most=most))


class SideTooLong(DomainError):
    """The picture is wider or higher than any that a page can show."""

    sentence = _l("Välj en bild som är högst 20 000 bildpunkter bred och hög.")


class TooManyFrames(DomainError):
    """The file is a film."""

    sentence = _l("Välj en stillbild. Filen innehåller hundratals bilder efter varandra.")


_REFUSALS: dict[str, Callable[..., DomainError]] = {
    "not_a_picture": NotAPicture,
    "too_many_pixels": TooManyPixels,
    "too_long_side": SideTooLong,
    "too_many_frames": TooManyFrames,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Return the picture re-encoded, upright, within 1600 × 3200 pixels, without EXIF, place or other notes.

    It is decoded in a process of its own. Raises the errors above and those of `read_apart`.
    """
    if len(content) > LARGEST_FILE:
        raise PictureTooHeavy
    try:
        return _picture(read_apart(READER, content))
    except Refused as refused:
        raise _REFUSALS.get(refused.problem, NotAPicture)(**refused.values) from refused


def _picture(answer: Answer) -> Picture:
    """Check what the other process says: it has met foreign data."""
    name, width, height = (answer.values.get(key) for key in ("format", "width", "height"))
    if name not in FORMATS or not isinstance(width, int) or not isinstance(height, int) or not answer.octets:
        raise CannotRead
    return Picture(answer.octets, FORMATS[name][0], width, height)
