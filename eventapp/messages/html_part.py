"""HTML part of a mail as a page of its own, as a mail program shows it, where nothing runs or is fetched.

The page with the words answers with the part when its address has `del=html`, under the same access rule.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, make_response, request

from eventapp.core.web import CONTENT_SECURITY_POLICY

#: Mails carry their styles inline; nothing in them may run or be fetched.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-top-navigation-by-user-activation"
)


def is_part_asked_for() -> bool:
    """Tell whether this request wants the part and not the page."""
    return request.args.get("del") == "html"


def part_url(page: str = "") -> str:
    """Return the address of the part on a page, this one where none is given."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "del"]
    return f"{page or request.root_path + request.path}?{urlencode([*others, ('del', 'html')])}"


def show_part(html: str) -> Response:
    """Return the HTML part alone."""
    return Response(html, headers={"Content-Security-Policy": MAIL_POLICY})


def with_frame(page: str) -> Response:
    """Return a page that may have a frame of the site itself."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response
