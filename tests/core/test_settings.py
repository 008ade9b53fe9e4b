"""Every setting, wrong in every way of its kind: one sentence each, and everything at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from eventapp.core import settings
from eventapp.core.setting_kinds import Wrong, is_host
from eventapp.core.setting_rules import NEW_KEY
from eventapp.core.setting_table import INTERNAL, SETTINGS
from eventapp.core.settings import ROOT, SettingsError, load_settings
from tests.support.commands import run_command

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
RIGHT = {
    "EVENTAPP_CONFIG": "production",
    "EVENTAPP_SECRET_KEY": KEY,
    "EVENTAPP_BASE_URL": "https://anmalan.example.se",
    "EVENTAPP_MAIL_SERVER": "mail.example.se",
    "EVENTAPP_MAIL_DEFAULT_SENDER": "anmalan@example.se",
    "EVENTAPP_REPLY_ADDRESS": "svar@example.se",
    "EVENTAPP_REPLY_IMAP_HOST": "imap.example.se",
    "EVENTAPP_REPLY_IMAP_USERNAME": "svar",
    "EVENTAPP_REPLY_IMAP_PASSWORD": "ord med mellanrum",
}

NO_NUMBERS = ("", "abc", "1.5", "1 000", "0x10", "٣٠", "9" * 30)
NO_TEXT = ("two\nlines", "bell\x07")
NO_ADDRESSES = (
    "nobody",
    "@example.se",
    "a@",
    "a@b@example.se",
    "a b@example.se",
    "Kim <kim@example.se>",
    "a@ex ample.se",
    "a@example.se,b@example.se",
    "a@-example.se",
    "a@example..se",
    ".a@example.se",
    "a@1.2.3",
)
NO_HOSTS = (
    "https://mail.example.se",
    "mail.example.se:587",
    "mail example.se",
    "mail.example.se/",
    "-a.se",
    "a..se",
    "a" * 64,
    "300.1.1.1",
    "kim@example.se",
)
NO_LINKS = (
    "javascript:alert(1)",
    "www.example.se",
    "//example.se",
    "ftp://example.se",
    "https://",
    "https://[",
    "https://a b.se",
    "https://example.se:99999/",
    "data:text/html,x",
    "",
)
NO_BASES = (
    "anmalan.example.se",
    "http://",
    "https://",
    "https://anmalan.example.se/",
    "https://anmalan.example.se/en",
    "https://anmalan.example.se?x",
    "https://anmalan.example.se#x",
    "https://kim@anmalan.example.se",
    "https://anmalan.example.se:0",
    "https://anmalan.example.se:abc",
    "https://anmalan.example.se:99999",
    "https://anmälan.example.se",
    "https://an malan.se",
    " https://anmalan.example.se",
    "ftp://anmalan.example.se",
    "https:/anmalan.example.se",
    "https://[",
    "http://anmalan.example.se",
    "localhost:8000",
)
NO_DATABASES = (
    "",
    "eventapp.db",
    "sqlite://",
    "sqlite:///",
    "sqlite:////var/lib/",
    "sqlite:////x.db?mode=ro",
    "mysql://a/b",
    "postgresql://",
    "postgresql://host",
    "postgresql://host:abc/db",
    "postgresql://host:99999/db",
    "postgresql://u:p@ss/word@host/db",
    "postgresql://u:p@ho st/db",
)
NO_FLAGS = ("ture", "", "2", "y", "nej!", "True False")
NO_DAYS = ("2026-13-01", "21/11/2026", "20261121", "yesterday", "2026-11-21T00:00")
NO_PHONES = ("", "ring oss", "020-50 50 50; 1", "javascript:1", "12")
NO_KEYS = ("abc", "a" * 40, KEY[:31], "development-only-key-that-guards-nothing", "testing-key", *NO_TEXT)

WRONG: dict[str, tuple[str, ...]] = {
    "SECRET_KEY": ("", *NO_KEYS),
    "SECRET_KEY_OLD": (KEY, *NO_KEYS),
    "BASE_URL": ("", *NO_BASES),
    "ALLOWED_HOSTS": ("https://a.se", "a.se/x", "a b.se", "*", "a.se;b.se"),
    "DATABASE_URL": NO_DATABASES,
    "MAIL_SERVER": ("", *NO_HOSTS),
    "MAIL_DEFAULT_SENDER": ("", *NO_ADDRESSES),
    "MAIL_USERNAME": ("kim", *NO_TEXT),
    "MAIL_PASSWORD": ("secret", *NO_TEXT),
    "MAIL_USE_SSL": ("true", *NO_FLAGS),
    "MAIL_TIMEOUT": ("0", "-1", *NO_NUMBERS),
    "REPLY_ADDRESS": NO_ADDRESSES,
    "REPLY_AUTHSERV_ID": ("two words", "a;b", "<a>"),
    "REPLY_IMAP_HOST": ("", *NO_HOSTS),
    "REPLY_IMAP_USERNAME": ("", *NO_TEXT),
    "REPLY_IMAP_PASSWORD": ("", *NO_TEXT),
    "REPLY_IMAP_FOLDER": ("", " ", *NO_TEXT),
    "UID_DOMAIN": NO_HOSTS,
    "OPERATING_FEDERATION": ("Sundbyberg", "a b", "å", "-a", "a--b"),
    "ACCESSIBILITY_COMPLIANCE": ("", "fully", "Partial"),
    "NEEDS_BASIS": ("", "contract"),
    "TRUSTED_PROXIES": ("0", "-1", "11", *NO_NUMBERS),
    "NOW": ("soon", "2027-11-07T09:00"),
    **dict.fromkeys(("SIGNUP_LIMIT", "FEEDBACK_LIMIT"), ("-1", *NO_NUMBERS)),
    **dict.fromkeys(("MAIL_PORT", "REPLY_IMAP_PORT"), ("0", "-1", "65536", *NO_NUMBERS)),
    **dict.fromkeys(("MAIL_USE_TLS", "REPLY_IMAP_USE_TLS"), NO_FLAGS),
    **dict.fromkeys(("ACCESSIBILITY_REPORT_URL", "QUICK_EXIT_URL"), NO_LINKS),
    **dict.fromkeys(("SUPPORT_LINE_EXPOSED", "SUPPORT_LINE_STOPPING"), NO_PHONES),
    **dict.fromkeys((f"ACCESSIBILITY_{name}_ON" for name in ("ASSESSED", "TESTED", "UPDATED")), NO_DAYS),
    **dict.fromkeys(("SITE_NAME", "ACCESSIBILITY_STANDARD", "ACCESSIBILITY_AUTHORITY"), ("", " ", *NO_TEXT)),
    "ACCESSIBILITY_ASSESSED_BY": NO_TEXT,
}


def load(**values: str) -> None:
    """Load the settings as a process with these variables does."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in values.items():
            patched.setenv(name, value)
        load_settings(Flask("eventapp"))


def faults(**values: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        load(**{**RIGHT, **values})
    return error.value.sentences


def test_every_setting_is_tried():
    assert set(WRONG) == set(SETTINGS)


def test_right_settings_are_taken():
    load(**RIGHT)
    load(
        **RIGHT
        | {"EVENTAPP_BASE_URL": "https://[::1]:8443", "EVENTAPP_DATABASE_URL": "postgres://u:p%40@h:5433/d"}
    )
    load(**RIGHT | {"EVENTAPP_DATABASE_URL": "postgresql://postgres@/postgres?host=/run/postgresql"})
    load(**RIGHT | {"EVENTAPP_ALLOWED_HOSTS": ".example.se, 127.0.0.1:8000", "EVENTAPP_UID_DOMAIN": ""})
    load(
        **RIGHT
        | {"EVENTAPP_MAIL_USE_TLS": "Nej", "EVENTAPP_MAIL_USE_SSL": "on", "EVENTAPP_MAIL_SERVER": "::1"}
    )
    load(**RIGHT | {"EVENTAPP_MAIL_DEFAULT_SENDER": "o'neill+x@åäö.se", "EVENTAPP_SECRET_KEY_OLD": KEY[::-1]})


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_one_sentence_with_the_setting_in_it(name):
    for value in WRONG[name]:
        sentences = faults(**{f"EVENTAPP_{name}": value})
        assert len(sentences) == 1, sentences
        assert f"EVENTAPP_{name}" in sentences[0]
        assert "\n" not in sentences[0]
        assert sentences[0].endswith((".", "?", NEW_KEY)), sentences[0]


@pytest.mark.parametrize(
    "command", [("serve",), ("worker", "--once"), ("doctor",), ("backup", "/tmp/x"), ("upgrade",)]
)
def test_every_command_names_all_mistakes_at_once_and_fails(command, monkeypatch, capsys):
    wrong = {f"EVENTAPP_{name}": values[-1] for name, values in WRONG.items()} | {
        "EVENTAPP_MAIL_SERVERR": "x"
    }
    result = run_command(command, RIGHT | wrong, monkeypatch, capsys)

    assert result.returncode != 0
    assert all(any(name in line for line in result.errors) for name in wrong)
    assert len(result.errors) == len(result.stderr.splitlines()) == len(wrong)
    assert "Traceback" not in result.stdout + result.stderr


def test_passwords_are_not_shown():
    for name in ("SECRET_KEY", "SECRET_KEY_OLD", "MAIL_PASSWORD", "REPLY_IMAP_PASSWORD"):
        assert not any("hemlis" in sentence for sentence in faults(**{f"EVENTAPP_{name}": "hemlis\n"}))
    for url in ("postgresql://u:hemlis@h:abc/db", "postgresql://u:hemlis@h", "mysql://u:hemlis@h/db"):
        assert not any("hemlis" in sentence for sentence in faults(EVENTAPP_DATABASE_URL=url))


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("EVENTAPP_MAIL_SERVERR", "EVENTAPP_MAIL_SERVER"),
        ("EVENTAPP_BASEURL", "EVENTAPP_BASE_URL"),
        ("EVENTAPP_", ""),
    ],
)
def test_an_unknown_setting_is_named_with_what_may_be_meant(variable, meant):
    (sentence,) = faults(**{variable: "x"})

    assert sentence.startswith(f"{variable} is no setting.")
    assert meant in sentence


def test_both_ways_of_encryption_are_one_too_many():
    assert "both on" in faults(EVENTAPP_MAIL_USE_TLS="true", EVENTAPP_MAIL_USE_SSL="true")[0]


def test_without_a_kind_a_mistake_would_be_taken(monkeypatch):
    monkeypatch.setitem(settings.KNOWN, "QUICK_EXIT_URL", str)
    load(**RIGHT, EVENTAPP_QUICK_EXIT_URL="javascript:alert(1)")


def test_what_the_configurations_say_is_of_the_right_kind():
    for name in settings.CONFIGURATIONS[:2]:
        app = Flask("eventapp")
        load_settings(app, {"CONFIG": name})
        for key, kind in SETTINGS.items():
            value = app.config["SQLALCHEMY_DATABASE_URI" if key == "DATABASE_URL" else key]
            try:
                assert kind(str(value)) == value, key
            except Wrong as wrong:
                pytest.fail(f"{name}: {key} {wrong}")


def test_every_setting_of_ours_in_the_files_is_in_the_table():
    kept = {"SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_ENGINE_OPTIONS"}
    kept |= {"WTF_CSRF_TIME_LIMIT", "WTF_I18N_ENABLED", "BABEL_DEFAULT_LOCALE", "BABEL_DEFAULT_TIMEZONE"}
    kept |= {"SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"}
    named = set(re.findall(r"^([A-Z_0-9]+) =", (ROOT / "config" / "default.py").read_text(), re.MULTILINE))

    assert named - kept <= {*SETTINGS, *INTERNAL}
    assert set(SETTINGS) - {"DATABASE_URL"} <= named


def test_readme_names_exactly_the_settings():
    table = (ROOT / "README.md").read_text().partition("### Settings")[2].partition("\n## ")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    first, named = "", set()
    for prefix, name in re.findall(r"`(EVENTAPP_|_)([A-Z_]+)`", "\n".join(cells)):
        first = name if prefix == "EVENTAPP_" else first
        named.add(name if prefix == "EVENTAPP_" else _continued(first, name))

    assert named - {"CONFIG"} == set(SETTINGS)


def test_the_example_names_exactly_the_settings_that_may_be_set_in_production():
    example = Path(ROOT / "config" / "env.example").read_text()

    assert set(re.findall(r"^#? ?EVENTAPP_([A-Z_]+)=", example, re.MULTILINE)) == {*SETTINGS, "CONFIG"} - {
        "NOW"
    }


@pytest.mark.parametrize(
    ("name", "right"), [("a.se", True), ("::1", True), ("1.2.3.4", True), ("1.2.3", False), ("", False)]
)
def test_hosts_are_told_from_other_words(name, right):
    assert is_host(name) is right


def _continued(first: str, rest: str) -> str:
    """Return the setting that the README writes as `_REST` behind EVENTAPP_FIRST: it shares words at its beginning."""
    if rest in SETTINGS:
        return rest
    words = first.split("_")
    return next(
        (name for n in range(len(words), 0, -1) if (name := "_".join([*words[:n], rest])) in SETTINGS), rest
    )
