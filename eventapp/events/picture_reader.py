"""Child side of an uploaded picture (`python -m eventapp.events.picture_reader`): checked, cleaned and made small.

What a decoder needs grows with width times height, not with the file, so both are limited before anything is decoded.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from math import ceil

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from eventapp.core.reader_process import Answer, Refused, answer_once

#: Imported by name, or Pillow looks through all its formats at every start.
FORMATS = (JpegImageFile.format, PngImageFile.format, WebPImageFile.format)
#: Pixels by format: what fits into the process's memory while it is decoded. A JPEG is scaled while it is decoded, a
#: progressive one is held as coefficients, WebP as three canvases.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 40_000_000, "WEBP": 12_000_000}
MOST_PIXELS_PROGRESSIVE = 25_000_000
#: Width or height that is taken, and what is kept.
LONGEST_SIDE = 20_000
WIDEST, TALLEST = 1600, 3200
#: The first is shown; more than this is a film.
MOST_FRAMES = 500
#: Pixels that are converted at one time.
STRIP = 2_000_000
ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read(content: bytes) -> Answer:
    """Return the picture re-encoded, upright, within 1600 × 3200 pixels, without EXIF, place or other notes."""
    with warnings.catch_warnings():
        # What Pillow warns of, our own limits refuse.
        warnings.simplefilter("ignore")
        try:
            return _read(content)
        except (Refused, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise Refused("too_many_pixels", most=max(MOST_PIXELS.values()) // 1_000_000) from None
        # A file can be broken in as many ways as the decoders have lines.
        except Exception as error:
            if "out of memory" in str(error):
                raise MemoryError from error
            raise Refused("not_a_picture") from error


def _read(content: bytes) -> Answer:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        # A camera's file of several pictures is a JPEG with more behind it.
        name = "JPEG" if image.format == "MPO" else str(image.format)
        _check(image, name)
        small = _shrink(image, name)
    file = BytesIO()
    small.save(file, name, **({"optimize": True} if name == "PNG" else {"quality": 82}))
    values = {"format": name, "width": small.width, "height": small.height}
    return Answer(values, file.getvalue())


def _check(image: Image.Image, name: str) -> None:
    """Raise `Refused` for what the header says is too much."""
    most = MOST_PIXELS_PROGRESSIVE if image.info.get("progressive") else MOST_PIXELS[name]
    if max(image.size) > LONGEST_SIDE:
        raise Refused("too_long_side")
    if image.width * image.height > most:
        raise Refused("too_many_pixels", most=most // 1_000_000)
    if getattr(image, "n_frames", 1) > MOST_FRAMES:
        raise Refused("too_many_frames")


def _shrink(image: Image.Image, name: str) -> Image.Image:
    """Decode and return the picture as it is kept: pixels, and nothing of what else the file said."""
    if name == "JPEG":
        # Twice the size that is kept, so that it stays as sharp.
        scale = _scale(image) / 2
        image.draft("RGB", (int(image.width / scale), int(image.height / scale)))
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if has_alpha and name != "JPEG" else "RGB"
    turn = _UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    is_lying = turn is not None and turn.name in {"TRANSPOSE", "ROTATE_270", "TRANSVERSE", "ROTATE_90"}
    scale = _scale(image, is_lying=is_lying)
    size = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    small = _converted(image, mode, max(1, int(scale)))
    small = small.resize(size, Image.Resampling.LANCZOS) if small.size != size else small.copy()
    small = small if turn is None else small.transpose(turn)
    small.info.clear()
    return small


def _scale(image: Image.Image, *, is_lying: bool = False) -> float:
    """Return by how much a picture has to shrink; 1 where it fits."""
    width, height = reversed(image.size) if is_lying else image.size
    return max(1.0, width / WIDEST, height / TALLEST)


def _converted(image: Image.Image, mode: str, factor: int) -> Image.Image:
    """Return the picture in another mode and shrunk by a whole factor, strip by strip: no second one at full size."""
    image.load()
    if (image.mode, factor) == (mode, 1):
        return image
    clean = Image.new(mode, (ceil(image.width / factor), ceil(image.height / factor)))
    rows = max(1, STRIP // image.width // factor) * factor
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height))).convert(mode)
        clean.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return clean


if __name__ == "__main__":
    answer_once(read)
