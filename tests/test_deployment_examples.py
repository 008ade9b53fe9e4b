"""The examples in `config/` for who stands in front fit what the product needs; the heavy tests run them."""

from __future__ import annotations

import re

import pytest

from eventapp.core import masking
from eventapp.events.image_routes import LARGEST_FORM
from eventapp.invitations.load_routes import LARGEST_REQUEST
from tests.support.processes import ROOT

NGINX, CADDY = ((ROOT / "config" / name).read_text() for name in ("nginx.conf", "Caddyfile"))
#: What nginx and Caddy mean by `m` and `MB`.
UNITS = {"m": 1024**2, "MB": 1000**2}


@pytest.mark.parametrize(
    ("example", "size"), [(NGINX, r"client_max_body_size (\d+)(m);"), (CADDY, r"max_size (\d+)(MB)\s")]
)
def test_the_largest_upload_gets_through(example: str, size: str) -> None:
    found = re.search(size, example)
    assert found is not None
    assert int(found.group(1)) * UNITS[found.group(2)] > max(LARGEST_FORM, LARGEST_REQUEST)


def test_nginx_masks_the_addresses_that_the_product_masks() -> None:
    words = re.search(r"\((anmalan\|[a-z|]+)\)", masking._SECRET_PATHS.pattern)
    masked = re.search(r'"~(\^\(\?<eventapp_start>.*)" "', NGINX)
    assert words is not None
    assert masked is not None
    pattern = masked.group(1).replace("?<eventapp_start>", "?P<start>")
    for word in words.group(1).split("|"):
        for path in (f"/{word}/hemligt", f"/en/{word}/hemligt/kalender/fornya", f"/arrangor/{word}/hemligt"):
            found = re.match(pattern, path)
            assert found is not None
            assert "hemligt" not in found.group("start")


@pytest.mark.parametrize("example", [NGINX, CADDY])
def test_who_stands_in_front_waits_longer_than_the_product_works(example: str) -> None:
    gunicorn = re.search(r"^timeout = (\d+)$", (ROOT / "config" / "gunicorn.py").read_text(), re.MULTILINE)
    waits = re.search(r"(?:proxy_read_timeout|response_header_timeout) (\d+)s", example)
    assert gunicorn is not None
    assert waits is not None
    assert int(waits.group(1)) > int(gunicorn.group(1))
