"""Uploaded pictures: checked, freed of all that does not show, and made small enough for a page."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps, UnidentifiedImageError

from eventapp.core.errors import DomainError

LARGEST_FILE = 5 * 1024 * 1024
#: A file of a few kilobytes can unpack to gigabytes; what cameras make is below this.
MOST_PIXELS = 50_000_000
WIDEST = 1600
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
    """The picture has more pixels than a camera gives."""

    sentence = _l("Välj en bild med färre bildpunkter, högst 50 miljoner.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Return the picture re-encoded, upright, at most 1600 pixels wide, without EXIF, place or other notes.

    Raises PictureTooHeavy, NotAPicture and TooManyPixels.
    """
    if len(content) > LARGEST_FILE:
        raise PictureTooHeavy
    with warnings.catch_warnings():
        # What Pillow warns of, our own limit refuses.
        warnings.simplefilter("ignore")
        try:
            return _read(content)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
            raise NotAPicture from error
        except Image.DecompressionBombError as error:
            raise TooManyPixels from error


def _read(content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=list(FORMATS)) as image:
        if image.width * image.height > MOST_PIXELS:
            raise TooManyPixels
        name = str(image.format)
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        mode = "RGBA" if has_alpha and name != "JPEG" else "RGB"
        seen = ImageOps.exif_transpose(image).convert(mode)
    if seen.width > WIDEST:
        height = max(1, round(seen.height * WIDEST / seen.width))
        seen = seen.resize((WIDEST, height), Image.Resampling.LANCZOS)
    # A new picture has the pixels and nothing of what else the file said.
    clean = Image.new(mode, seen.size)
    clean.paste(seen)
    return Picture(_encode(clean, name), FORMATS[name][0], *clean.size)


def _encode(image: Image.Image, name: str) -> bytes:
    file = BytesIO()
    if name == "PNG":
        image.save(file, name, optimize=True)
    else:
        image.save(file, name, quality=82)
    return file.getvalue()
