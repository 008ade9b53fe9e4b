"""The application factory: settings, extensions, slices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from eventapp.core.catalogues import load_catalogues
from eventapp.core.extensions import babel, csrf, db, migrate
from eventapp.core.incoming_requests import NormalisedRequest
from eventapp.core.locale import LanguagePrefix, select_language
from eventapp.core.settings import ROOT, load_settings
from eventapp.core.transactions import configure_engine
from eventapp.core.web import configure_web
from eventapp.slices import register_slices


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; `overrides` win over files and environment (`CONFIG` names the configuration)."""
    app = Flask("eventapp", root_path=str(ROOT / "eventapp"), template_folder=str(ROOT / "templates"))
    load_settings(app, overrides)
    db.init_app(app)
    migrate.init_app(
        app,
        db,
        directory=str(ROOT / "migrations"),
        render_as_batch=True,
        compare_server_default=True,
        render_item=_render_item,
    )
    babel.init_app(app, locale_selector=select_language)
    load_catalogues(app)
    csrf.init_app(app)
    configure_engine(app)
    configure_web(app)
    register_slices(app)
    app.wsgi_app = NormalisedRequest(LanguagePrefix(app.wsgi_app))  # type: ignore[method-assign]
    if app.config["TRUSTED_PROXIES"]:
        hops = int(app.config["TRUSTED_PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write own column types into migrations as the plain type, so that a migration imports nothing of ours."""
    if kind == "type" and type(item).__module__.split(".")[0] == "eventapp":
        return f"sa.{item.impl!r}"
    return False
