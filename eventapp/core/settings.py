"""Settings: files in `config/`, then `EVENTAPP_…` variables; everything that is wrong is named at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from eventapp.core import clock
from eventapp.core.incoming_requests import trusted_hosts
from eventapp.core.setting_kinds import Kind, Wrong, did_you_mean
from eventapp.core.setting_rules import find_faults
from eventapp.core.setting_table import CONFIGURATION, FLASK_NAMES, INTERNAL, SETTINGS

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = ("development", "testing", "production")
PREFIX = "EVENTAPP_"
KNOWN: dict[str, Kind] = SETTINGS | INTERNAL
#: A setting's name and the sentence about it.
Fault = tuple[str, str]


class SettingsError(Exception):
    """The settings do not hold together; one sentence for each thing that is wrong, on a line of its own."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def load_settings(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config` from the configuration's files, the environment and the overrides, in that order.

    Raises `SettingsError` with everything that is wrong, so that nobody has to start five times.
    """
    name = str((overrides or {}).get("CONFIG") or os.environ.get("EVENTAPP_CONFIG") or "production")
    if name not in CONFIGURATIONS:
        raise SettingsError(f"EVENTAPP_CONFIG must be one of {', '.join(CONFIGURATIONS)}, not {name!r}.")
    app.config.from_pyfile(str(ROOT / "config" / "default.py"))
    app.config.from_pyfile(str(ROOT / "config" / f"{name}.py"))
    app.config["CONFIG"] = name
    faults = dict(_read_environment(app)) | dict(_read_overrides(app, overrides or {}))
    # A setting of the wrong kind is still what the files say, so the others can be judged all the same.
    sentences = [*faults.values(), *find_faults(app.config, faults)]
    if sentences:
        raise SettingsError(*sentences)
    _complete(app)
    if app.config["NOW"]:
        clock.start_from(app.config["NOW"], _clock_file(app))
    else:
        clock.run_normally()


def _read_environment(app: Flask) -> Iterator[Fault]:
    for variable, value in sorted(os.environ.items()):
        key = variable.removeprefix(PREFIX)
        if not variable.startswith(PREFIX) or key == CONFIGURATION:
            continue
        if key in KNOWN:
            yield from _read(app, key, value)
        else:
            names = [PREFIX + known for known in (CONFIGURATION, *KNOWN)]
            yield key, f"{variable} is no setting.{did_you_mean(variable, names) or ' Unset it.'}"


def _read_overrides(app: Flask, overrides: Mapping[str, Any]) -> Iterator[Fault]:
    names = {FLASK_NAMES.get(key, key): key for key in KNOWN}
    for key, value in overrides.items():
        if key in names and isinstance(value, str):
            yield from _read(app, names[key], value)
        else:
            app.config[key] = value


def _read(app: Flask, key: str, value: str) -> Iterator[Fault]:
    try:
        app.config[FLASK_NAMES.get(key, key)] = KNOWN[key](value)
    except Wrong as wrong:
        yield key, f"{PREFIX}{key} {wrong}"


def _complete(app: Flask) -> None:
    """Derive what follows from other settings: the database's full path and the trusted hosts."""
    app.config["SQLALCHEMY_DATABASE_URI"] = _whole_path(str(app.config["SQLALCHEMY_DATABASE_URI"]))
    app.config["TRUSTED_HOSTS"] = trusted_hosts(
        str(app.config["BASE_URL"] or ""), str(app.config["ALLOWED_HOSTS"] or "")
    )


def _whole_path(url: str) -> str:
    if url.startswith("sqlite:///") and url != "sqlite:///:memory:":
        return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"
    return url


def _clock_file(app: Flask) -> Path:
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///") + ".clock")
    return ROOT / "instance" / "clock"
