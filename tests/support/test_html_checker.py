"""The HTML checker is found, passes what is right and names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import html_checker

GOOD = '<!doctype html><html lang="sv"><head><title>Sida</title></head><body><h1>Sida</h1></body></html>'


def test_errors_are_named_with_their_page(tmp_path: Path) -> None:
    missing = html_checker.missing()
    if missing:
        pytest.skip(missing)

    told = html_checker.check_pages({"good": GOOD, "bad": GOOD.replace("</h1>", "")}, tmp_path / "pages")

    assert told
    assert all(sentence.startswith("bad: HTML error: ") for sentence in told), told
