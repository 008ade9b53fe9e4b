"""Settings: files in `config/`, then `EVENTAPP_…` variables; production names every missing secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from eventapp.core import clock
from eventapp.core.incoming_requests import trusted_hosts

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = ("development", "testing", "production")

#: Variables whose Flask name is not simply the part after EVENTAPP_.
FLASK_NAMES = {"DATABASE_URL": "SQLALCHEMY_DATABASE_URI"}
#: Days as ISO dates, empty where there is none.
DATES = ("ACCESSIBILITY_ASSESSED_ON", "ACCESSIBILITY_TESTED_ON", "ACCESSIBILITY_UPDATED_ON")
#: Settings that have one of a few values.
CHOICES = {"ACCESSIBILITY_COMPLIANCE": ("full", "partial", "none")}
NEEDED_IN_PRODUCTION = ("SECRET_KEY", "BASE_URL", "MAIL_SERVER", "MAIL_DEFAULT_SENDER")


class SettingsError(Exception):
    """The settings do not hold together; the message says which and what to do."""


def load_settings(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config` from the configuration's files, the environment and the overrides, in that order."""
    name = str((overrides or {}).get("CONFIG") or os.environ.get("EVENTAPP_CONFIG") or "production")
    if name not in CONFIGURATIONS:
        raise SettingsError(f"EVENTAPP_CONFIG must be one of {', '.join(CONFIGURATIONS)}, not {name!r}.")
    app.config.from_pyfile(str(ROOT / "config" / "default.py"))
    app.config.from_pyfile(str(ROOT / "config" / f"{name}.py"))
    app.config["CONFIG"] = name
    for variable, value in os.environ.items():
        if variable.startswith("EVENTAPP_") and variable != "EVENTAPP_CONFIG":
            _apply_variable(app, variable, value)
    app.config.update(overrides or {})
    _complete(app)
    _check_values(app)
    if name == "production":
        _check_production(app)
    if app.config.get("NOW"):
        clock.start_from(app.config["NOW"], _clock_file(app))
    else:
        clock.run_normally()


def _apply_variable(app: Flask, variable: str, value: str) -> None:
    key = variable.removeprefix("EVENTAPP_")
    key = FLASK_NAMES.get(key, key)
    default = app.config.get(key)
    if isinstance(default, bool):
        app.config[key] = value.strip().lower() in {"1", "true", "yes", "on", "ja"}
    elif isinstance(default, int):
        try:
            app.config[key] = int(value)
        except ValueError as error:
            raise SettingsError(f"{variable} must be a whole number, not {value!r}.") from error
    else:
        app.config[key] = value


def _complete(app: Flask) -> None:
    """Derive what follows from other settings: the database's full path and the trusted hosts."""
    app.config["SQLALCHEMY_DATABASE_URI"] = _database_url(str(app.config["SQLALCHEMY_DATABASE_URI"]))
    app.config["TRUSTED_HOSTS"] = trusted_hosts(
        str(app.config["BASE_URL"] or ""), str(app.config["ALLOWED_HOSTS"] or "")
    )


def _check_values(app: Flask) -> None:
    for key in DATES:
        try:
            date.fromisoformat(app.config[key] or "2000-01-01")
        except ValueError as error:
            raise SettingsError(f"EVENTAPP_{key} must be a day such as 2026-11-21.") from error
    for key, values in CHOICES.items():
        if app.config[key] not in values:
            raise SettingsError(f"EVENTAPP_{key} must be one of {', '.join(values)}.")


def _database_url(url: str) -> str:
    if url.startswith("postgres://"):
        url = url.replace("postgres://", "postgresql://", 1)
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError("EVENTAPP_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if url.startswith("sqlite:///") and url != "sqlite:///:memory:":
        return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"
    return url


def _check_production(app: Flask) -> None:
    missing = [f"EVENTAPP_{key}" for key in NEEDED_IN_PRODUCTION if not app.config.get(key)]
    if missing:
        raise SettingsError(
            f"These settings are missing: {', '.join(missing)}. Set them in the environment (see config/env.example),"
            " or set EVENTAPP_CONFIG=development to try eventapp on your own machine."
        )
    if app.config.get("NOW"):
        raise SettingsError(
            "EVENTAPP_NOW is refused in production: the clock must tell the real time. Unset it."
        )


def _clock_file(app: Flask) -> Path:
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///") + ".clock")
    return ROOT / "instance" / "clock"
