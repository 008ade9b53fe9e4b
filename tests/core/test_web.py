"""What answers carry besides their page: how long they may be kept."""

from __future__ import annotations

import pytest

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_static_file_is_kept_for_ever(client, method):
    with client.open("/static/css/base.css", method=method) as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)
    known = {"If-None-Match": answer.headers["ETag"]}
    with client.open("/static/css/base.css", method=method, headers=known) as same:
        assert (same.status_code, same.headers["Cache-Control"]) == (304, FOR_EVER)
    with client.open("/static/css/base.css", method=method, headers={"Range": "bytes=0-9"}) as part:
        assert part.headers["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path", ["css/base.cs", "css", "../eventapp/app.py", "css/base.css/x", "%2e%2e/app.py"]
)
def test_static_file_that_is_missing_is_not_kept(client, method, path):
    """It may come with the next release, while the old one still answers."""
    answer = client.open(f"/static/{path}?v=0123456789", method=method)
    assert answer.status_code in {404, 405}
    assert answer.headers["Cache-Control"] == "no-store"


def test_range_that_is_not_there_is_not_kept(client):
    answer = client.get("/static/css/base.css", headers={"Range": "bytes=99999999-"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (416, "no-store")
