"""Settings that hold everywhere unless a configuration or an EVENTAPP_… variable says otherwise."""

SQLALCHEMY_DATABASE_URI = "sqlite:///instance/eventapp.db"
# What a statement was about, names and addresses, stays out of error messages and so out of logs.
# A connection for every thread of a web process, of which five are kept: no thread waits for another's.
SQLALCHEMY_ENGINE_OPTIONS = {
    "hide_parameters": True,
    "max_overflow": 25,
    "pool_timeout": 10,
    "pool_use_lifo": True,
}
BASE_URL = ""
ALLOWED_HOSTS = ""
SECRET_KEY = ""
SECRET_KEY_OLD = ""
SITE_NAME = "Demokratin 100 år"
# Slug of the federation that runs the site: reports about the site go to its office, to all where there is none.
OPERATING_FEDERATION = ""
NOW = ""

# Mail
MAIL_SERVER = ""
MAIL_PORT = 587
MAIL_USERNAME = ""
MAIL_PASSWORD = ""
MAIL_USE_TLS = True
MAIL_USE_SSL = False
MAIL_DEFAULT_SENDER = ""
MAIL_TIMEOUT = 20
REPLY_ADDRESS = ""
REPLY_AUTHSERV_ID = ""
# The mailbox behind the reply address. Port 143 begins bare and goes on by STARTTLS, others are encrypted at once.
REPLY_IMAP_HOST = ""
REPLY_IMAP_PORT = 993
REPLY_IMAP_USERNAME = ""
REPLY_IMAP_PASSWORD = ""
REPLY_IMAP_USE_TLS = True
REPLY_IMAP_FOLDER = "INBOX"
UID_DOMAIN = ""

# Limits
SIGNUP_LIMIT = 300
FEEDBACK_LIMIT = 30
MAX_CONTENT_LENGTH = 1024 * 1024
MAX_FORM_MEMORY_SIZE = 512 * 1024
WTF_CSRF_TIME_LIMIT = 24 * 60 * 60
# All sentences of the forms are our own; WTForms would read a catalogue of its own from disk for each form.
WTF_I18N_ENABLED = False

# Sign-in of organisers (argon2id; memory in KiB)
ARGON2_TIME_COST = 2
ARGON2_MEMORY_COST = 19456
ARGON2_PARALLELISM = 1

# What the page on personal data says about needs (GDPR art. 9): `consent` (9.2 a) or `public_interest` (9.2 g).
NEEDS_BASIS = "consent"

# Accessibility statement. Authorities are renamed and merged, so they are settings and not text.
ACCESSIBILITY_STANDARD = "EN 301 549 V3.2.1"
# What is claimed: full, partial or none. Full is shown only when no fault in eventapp/pages/known_faults.py is open
# and people have tested with the aids they use every day (ACCESSIBILITY_TESTED_ON).
ACCESSIBILITY_COMPLIANCE = "partial"
ACCESSIBILITY_ASSESSED_ON = "2026-11-21"
# Who outside has assessed it; empty: a self-assessment.
ACCESSIBILITY_ASSESSED_BY = ""
ACCESSIBILITY_TESTED_ON = ""
ACCESSIBILITY_UPDATED_ON = "2026-11-21"
ACCESSIBILITY_AUTHORITY = "Digg"
ACCESSIBILITY_REPORT_URL = "https://www.digg.se/tdosanmalan"

# Pages about sensitive events: where the quick way out leads, and whom to call. The numbers stood so in what the
# county administrative board (2023), NCK (2022) and EIGE had published, read on 2026-11-21; call them first.
QUICK_EXIT_URL = "https://www.smhi.se/"
SUPPORT_LINE_EXPOSED = "020-50 50 50"
SUPPORT_LINE_STOPPING = "020-555 666"

# Cookies: the prefix is promised by browsers only over https, so development overrides it.
SESSION_COOKIE_NAME = "__Host-eventapp"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Addresses of proxies in front whose X-Forwarded-For and -Proto are believed (0 = none).
TRUSTED_PROXIES = 0
PROPAGATE_EXCEPTIONS = False
BABEL_DEFAULT_LOCALE = "sv"
BABEL_DEFAULT_TIMEZONE = "Europe/Stockholm"
