"""Pictures that nobody's camera takes: small files that ask for much; each by a size, so that two can be compared."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.pictures import make_picture

Make = Callable[[int], bytes]


def saved(image: Image.Image, name: str, **options: Any) -> bytes:
    """Return a picture's file."""
    file = BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def with_chunks(kind: bytes, data: bytes, number: int) -> bytes:
    """Return a PNG with so many chunks of one kind before its pixels."""
    plain = make_picture("PNG")
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    end_of_header = 8 + 25
    return plain[:end_of_header] + chunk * number + plain[end_of_header:]


def animated(name: str, frames: int) -> bytes:
    """Return a picture that moves."""
    pictures = [
        Image.new("RGB", (4, 4), (number % 2 * 255, number // 2 % 256, number // 512 * 255))
        for number in range(frames)
    ]
    options = {"lossless": True, "method": 0} if name == "WEBP" else {}
    return saved(pictures[0], name, save_all=True, append_images=pictures[1:], **options)


def scanned(number: int) -> bytes:
    """Return a progressive JPEG whose last pass is repeated: each goes over all of the picture again."""
    plain = saved(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:last] + plain[last:-2] * number + b"\xff\xd9"


def several(size: int) -> bytes:
    """Return a camera's file of two pictures."""
    first, second = Image.new("RGB", (size, size)), Image.new("RGB", (20, 20))
    return saved(first, "MPO", save_all=True, append_images=[second])


#: How they are made, a size above the limit, and the problem.
REFUSED: dict[str, tuple[Make, int, str]] = {
    "one pixel wide": (lambda n: saved(Image.new("1", (1, n)), "PNG"), 49_000_000, "too_long_side"),
    "one pixel high": (lambda n: saved(Image.new("1", (n, 1)), "PNG"), 49_000_000, "too_long_side"),
    "pixels": (lambda n: saved(Image.new("1", (10_000, n)), "PNG"), 4200, "too_many_pixels"),
    "pixels of a WebP": (
        lambda n: saved(Image.new("RGB", (4000, n)), "WEBP", method=0),
        3100,
        "too_many_pixels",
    ),
    "pixels of a JPEG": (lambda n: saved(Image.new("L", (10_000, n)), "JPEG"), 5100, "too_many_pixels"),
    "pixels in passes": (
        lambda n: saved(Image.new("L", (10_000, n)), "JPEG", progressive=True),
        2600,
        "too_many_pixels",
    ),
    "frames of a PNG": (lambda n: animated("PNG", n), 510, "too_many_frames"),
    "frames of a WebP": (lambda n: animated("WEBP", n), 510, "too_many_frames"),
    "texts": (
        lambda n: with_chunks(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)), n),
        80,
        "not_a_picture",
    ),
}
#: Below every limit, and as costly as can be.
BELOW: dict[str, tuple[Make, int]] = {
    "PNG": (lambda n: saved(Image.new("RGBA", (8000, n)), "PNG"), 5000),
    "PNG with a palette": (lambda n: saved(Image.new("P", (8000, n)), "PNG", transparency=0), 5000),
    "PNG with grey": (lambda n: saved(Image.new("LA", (8000, n)), "PNG"), 5000),
    "JPEG": (lambda n: saved(Image.new("RGB", (10_000, n)), "JPEG", quality=10), 5000),
    "JPEG in passes": (
        lambda n: saved(Image.new("RGB", (5000, n)), "JPEG", quality=10, progressive=True),
        5000,
    ),
    "WebP": (lambda n: saved(Image.new("RGBA", (4000, n)), "WEBP", method=0), 3000),
    "passes": (scanned, 400),
    "texts": (lambda n: with_chunks(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)), n), 60),
    "frames": (lambda n: animated("WEBP", n), 490),
    "several pictures": (several, 3000),
}
