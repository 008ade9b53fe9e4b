"""Fixtures of the tests in a browser: pictures of what was seen, where somebody asks for them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: Set SCREENSHOTS to a folder to look at every page in four shapes.
SHAPES = [(width, scheme) for width in (1280, 320) for scheme in ("light", "dark")]


@pytest.fixture
def picture() -> Callable[[Any, str], None]:
    """Take pictures of a page, wide and narrow, light and dark: `picture(page, "form")`; nothing unless asked to."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Any, name: str) -> None:
        if not folder:
            return
        before = page.viewport_size
        for width, scheme in SHAPES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    return take
