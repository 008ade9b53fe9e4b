"""What settings must hold together: each rule yields one sentence for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Config

from eventapp.core.setting_table import NEEDED_IN_PRODUCTION

ROOT = Path(__file__).parents[2]
SHORTEST_KEY = 32
#: A key that was typed by holding one sign down is long, too.
FEWEST_SIGNS = 10
NEW_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


def find_faults(config: Mapping[str, Any], said: Collection[str] = ()) -> Iterator[str]:
    """Yield what is wrong between settings; `said` are those that were of the wrong kind and so are not there."""
    yield from _mail(config, said)
    yield from _mailbox(config, said)
    if config["CONFIG"] == "production":
        yield from _missing(config, said)
        yield from _keys(config)
        yield from _in_front(config)


def _mail(config: Mapping[str, Any], said: Collection[str]) -> Iterator[str]:
    if config["MAIL_USE_TLS"] and config["MAIL_USE_SSL"]:
        yield (
            "EVENTAPP_MAIL_USE_TLS and EVENTAPP_MAIL_USE_SSL are both on: port 587 wants the first (STARTTLS), port 465"
            " the second; set the other to false."
        )
    sign_in = {"MAIL_USERNAME", "MAIL_PASSWORD"}
    if len(_not_given(config, said, sign_in)) == 1 and not sign_in & {*said}:
        yield "EVENTAPP_MAIL_USERNAME and EVENTAPP_MAIL_PASSWORD belong together: set both or none."


def _mailbox(config: Mapping[str, Any], said: Collection[str]) -> Iterator[str]:
    needed = ("REPLY_IMAP_HOST", "REPLY_IMAP_USERNAME", "REPLY_IMAP_PASSWORD")
    missing = _not_given(config, said, needed)
    if 0 < len(missing) < len(needed):
        yield f"The mailbox is set by half: {', '.join(missing)} is missing. Set host, user name and password, or none."


def _missing(config: Mapping[str, Any], said: Collection[str]) -> Iterator[str]:
    missing = _not_given(config, said, NEEDED_IN_PRODUCTION)
    if missing:
        yield (
            f"These settings are missing: {', '.join(missing)}. Set them in the environment (see config/env.example),"
            " or set EVENTAPP_CONFIG=development to try eventapp on your own machine."
        )
    if config["NOW"]:
        yield "EVENTAPP_NOW is refused in production: the clock must tell the real time. Unset it."


def _keys(config: Mapping[str, Any]) -> Iterator[str]:
    published = _published_keys()
    for name in ("SECRET_KEY", "SECRET_KEY_OLD"):
        key = config[name]
        if not key:
            continue
        if key in published:
            yield f"EVENTAPP_{name} is published with the program: everybody knows it. Make one: {NEW_KEY}"
        elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS:
            yield (
                f"EVENTAPP_{name} can be guessed: it needs at least {SHORTEST_KEY} characters, {FEWEST_SIGNS} of them"
                f" different. Make one: {NEW_KEY}"
            )
    if config["SECRET_KEY"] and config["SECRET_KEY"] == config["SECRET_KEY_OLD"]:
        yield "EVENTAPP_SECRET_KEY_OLD is the same as EVENTAPP_SECRET_KEY: it is for the former key. Unset it."


def _in_front(config: Mapping[str, Any]) -> Iterator[str]:
    """The program speaks no TLS itself, so a proxy that does must stand in front, and be believed."""
    if config["BASE_URL"].lower().startswith("http://"):
        yield (
            f"EVENTAPP_BASE_URL begins with http://: sign-in needs an encrypted connection. Write"
            f" https://{config['BASE_URL'][7:]} and let a web server with TLS stand in front."
        )
    if config["TRUSTED_PROXIES"] == 0:
        yield (
            "EVENTAPP_TRUSTED_PROXIES is 0: all visitors would seem to come from the web server in front, over http."
            " Set it to the number of proxies in front, mostly 1."
        )


def _not_given(config: Mapping[str, Any], said: Collection[str], keys: Collection[str]) -> list[str]:
    return [f"EVENTAPP_{key}" for key in keys if not config[key] and key not in said]


def _published_keys() -> set[str]:
    keys = set()
    for name in ("development", "testing"):
        config = Config(ROOT)
        config.from_pyfile(str(ROOT / "config" / f"{name}.py"))
        keys.add(str(config["SECRET_KEY"]))
    return keys
