"""Every setting that may be set by an `EVENTAPP_…` variable, with its kind; README and env.example name the same."""

from __future__ import annotations

from eventapp.core import setting_kinds as kinds
from eventapp.core.setting_kinds import Kind

_port = kinds.number(1, 65535)

SETTINGS: dict[str, Kind] = {
    "SECRET_KEY": kinds.text,
    "SECRET_KEY_OLD": kinds.text,
    "BASE_URL": kinds.optional(kinds.base_address),
    "ALLOWED_HOSTS": kinds.hosts,
    "DATABASE_URL": kinds.database,
    "MAIL_SERVER": kinds.optional(kinds.host),
    "MAIL_PORT": _port,
    "MAIL_USERNAME": kinds.text,
    "MAIL_PASSWORD": kinds.text,
    "MAIL_USE_TLS": kinds.flag,
    "MAIL_USE_SSL": kinds.flag,
    "MAIL_TIMEOUT": kinds.number(1, 600),
    "MAIL_DEFAULT_SENDER": kinds.optional(kinds.address),
    "REPLY_ADDRESS": kinds.optional(kinds.address),
    "REPLY_AUTHSERV_ID": kinds.optional(kinds.token),
    "REPLY_IMAP_HOST": kinds.optional(kinds.host),
    "REPLY_IMAP_PORT": _port,
    "REPLY_IMAP_USERNAME": kinds.text,
    "REPLY_IMAP_PASSWORD": kinds.text,
    "REPLY_IMAP_USE_TLS": kinds.flag,
    "REPLY_IMAP_FOLDER": kinds.some_text,
    "UID_DOMAIN": kinds.optional(kinds.host),
    "SIGNUP_LIMIT": kinds.number(0),
    "FEEDBACK_LIMIT": kinds.number(0),
    "OPERATING_FEDERATION": kinds.optional(kinds.slug),
    "ACCESSIBILITY_ASSESSED_ON": kinds.optional(kinds.day),
    "ACCESSIBILITY_TESTED_ON": kinds.optional(kinds.day),
    "ACCESSIBILITY_UPDATED_ON": kinds.optional(kinds.day),
    "ACCESSIBILITY_COMPLIANCE": kinds.one_of("full", "partial", "none"),
    "ACCESSIBILITY_ASSESSED_BY": kinds.text,
    "ACCESSIBILITY_STANDARD": kinds.some_text,
    "ACCESSIBILITY_AUTHORITY": kinds.some_text,
    "ACCESSIBILITY_REPORT_URL": kinds.web_address,
    "QUICK_EXIT_URL": kinds.web_address,
    "SUPPORT_LINE_EXPOSED": kinds.phone,
    "SUPPORT_LINE_STOPPING": kinds.phone,
    "SITE_NAME": kinds.some_text,
    "NEEDS_BASIS": kinds.one_of("consent", "public_interest"),
    "TRUSTED_PROXIES": kinds.number(0, 10),
    "NOW": kinds.optional(kinds.instant),
}

#: For the suite and for measuring; they may be set, and nobody who runs the site needs them.
INTERNAL: dict[str, Kind] = {
    "TESTING": kinds.flag,
    "PROPAGATE_EXCEPTIONS": kinds.flag,
    "SESSION_COOKIE_NAME": kinds.some_text,
    "SESSION_COOKIE_SECURE": kinds.flag,
    "MAX_CONTENT_LENGTH": kinds.number(1),
    "MAX_FORM_MEMORY_SIZE": kinds.number(1),
    "ARGON2_TIME_COST": kinds.number(1, 100),
    "ARGON2_MEMORY_COST": kinds.number(8),
    "ARGON2_PARALLELISM": kinds.number(1, 100),
}

#: Which configuration is read; not a setting of it.
CONFIGURATION = "CONFIG"
#: Settings whose Flask name is not simply the part after EVENTAPP_.
FLASK_NAMES = {"DATABASE_URL": "SQLALCHEMY_DATABASE_URI"}
NEEDED_IN_PRODUCTION = ("SECRET_KEY", "BASE_URL", "MAIL_SERVER", "MAIL_DEFAULT_SENDER")
