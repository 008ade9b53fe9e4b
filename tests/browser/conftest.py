"""Fixtures of the tests in a browser: pictures of what was seen, where somebody asks for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eventapp.app import create_app
from eventapp.core.extensions import db
from tests.support.databases import sqlite_database
from tests.support.processes import start_server

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


@pytest.fixture(scope="module")
def site(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server for all tests of a module, whose database they write to in an open context."""
    folder = tmp_path_factory.mktemp("site")
    with sqlite_database(run_folder, folder) as url:
        settings = {"EVENTAPP_CONFIG": "testing", "EVENTAPP_TESTING": "false", "EVENTAPP_DATABASE_URL": url}
        server = start_server(settings, folder / "server.log")
        with create_app({"SQLALCHEMY_DATABASE_URI": url}).app_context():
            yield server.url
            db.session.remove()
            db.engine.dispose()
        server.kill()
