"""The browser of the suite runs, and its page tells of errors."""

from __future__ import annotations

from typing import Any


def test_a_page_is_rendered(page: Any) -> None:
    page.set_content("<h1>Hej</h1>")

    assert page.inner_text("h1") == "Hej"
