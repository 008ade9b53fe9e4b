"""Makes pictures as somebody might upload them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def make_picture(
    name: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    mode: str = "RGB",
    exif: bool = False,
    orientation: int = 1,
) -> bytes:
    """Return a picture's file; with `exif` one that names its camera and how it was held."""
    options: dict[str, Any] = {}
    if exif:
        notes = Image.Exif()
        notes[0x010F] = "Hemlig kamera"
        notes[0x0112] = orientation
        options["exif"] = notes.tobytes()
    file = BytesIO()
    Image.new(mode, size).save(file, name, **options)
    return file.getvalue()
