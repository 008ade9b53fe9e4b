"""What every response carries: security headers, asset addresses, template globals, error pages."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from eventapp.core import formatting
from eventapp.core.caches import Cache
from eventapp.core.links import absolute_url, language_links
from eventapp.core.locale import current_language
from eventapp.core.masking import holds_secret
from eventapp.core.request import Request, refuse_unseen_signs
from eventapp.core.shown import in_swedish, isolate
from eventapp.core.transactions import CANNOT_WRITE
from eventapp.core.unsaved import read_unsaved

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PUBLIC_CACHE = "no-cache"


def configure_web(app: Flask) -> None:
    """Give the application its headers, template globals and error pages."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        site_part=site_part,
        fmt=formatting,
        current_language=current_language,
        absolute_url=absolute_url,
        language_links=language_links,
        in_swedish=in_swedish,
        site_name=app.config["SITE_NAME"],
        is_development=app.config["CONFIG"] == "development",
    )
    app.jinja_env.filters["isolate"] = isolate
    app.extensions["site_parts"] = Cache("site parts")
    app.request_class = Request
    app.before_request(refuse_unseen_signs)
    app.after_request(set_headers)
    app.register_error_handler(CSRFError, show_error)
    app.register_error_handler(HTTPException, show_error)
    for cause in CANNOT_WRITE:
        app.register_error_handler(cause, show_unavailable)
    app.register_error_handler(Exception, show_unexpected)


def asset(filename: str) -> str:
    """Return the address of a static file with its content's hash, so that it can be cached for ever."""
    return url_for("static", filename=filename, v=_content_hash(filename))


def site_part(template: str) -> Markup:
    """Return a part that looks the same to every visitor of a page; rendered once for each language and page."""
    kept: Cache = current_app.extensions["site_parts"]
    key = (template, request.root_path, request.endpoint)
    return kept.keep(key, lambda: Markup(render_template(template).rstrip()))  # noqa: S704 (the template has escaped)


def set_headers(response: Response) -> Response:
    """Set the security headers and, where a route has not chosen, forbid storing."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    _keep_address_secret(response)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # Only what the address's hash names: a file that is missing now may be there after the next release.
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _keep_address_secret(response: Response) -> None:
    """Let no address with a secret travel on in a Referer, and no search engine keep it.

    `strict-origin` sends `https://host/` and no more. `no-referrer` would send nothing, and `Origin: null`: behind TLS
    the CSRF check asks for a Referer of this host (`WTF_CSRF_SSL_STRICT`), and would refuse every form of such a page.
    """
    if holds_secret(request.full_path, (*(request.view_args or ()), *request.args)):
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    else:
        response.headers.setdefault("Referrer-Policy", "same-origin")


def show_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Show a page that says what to do; answers that are no errors pass through."""
    code = error.code or 500
    if code < 400:
        return error
    return _error_page(code, is_csrf=isinstance(error, CSRFError)), code


def show_unavailable(error: Exception) -> tuple[str, int, dict[str, str]]:
    """Log that the database did not answer and show when to try again, with all that was typed."""
    current_app.logger.error("the database did not answer at %s: %s", request.endpoint, type(error).__name__)
    return render_template("errors/unavailable.html", unsaved=read_unsaved()), 503, {"Retry-After": "10"}


def show_unexpected(error: Exception) -> tuple[str, int]:
    """Log what went wrong and show the page for it; never a traceback."""
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    current_app.logger.exception("unexpected error at %s", request.endpoint)
    return _error_page(500), 500


def _error_page(code: int, *, is_csrf: bool = False) -> str:
    """Return the page of an error; a bare one when the request failed before there was anything to build links with."""
    name = "error" if request_ctx.url_adapter is not None else "before_routing"
    return render_template(f"errors/{name}.html", code=code, is_csrf=is_csrf)


@lru_cache(maxsize=256)
def _content_hash(filename: str) -> str:
    path = Path(__file__).parents[1] / "static" / filename
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
