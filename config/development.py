"""On one's own machine: `make run`."""

BASE_URL = "http://127.0.0.1:8000"
ALLOWED_HOSTS = "127.0.0.1,localhost"
# Known to everybody: development only. Production refuses to start without a key of its own.
SECRET_KEY = "development-only-key-that-guards-nothing"
SESSION_COOKIE_NAME = "eventapp"
SESSION_COOKIE_SECURE = False
MAIL_SERVER = ""
MAIL_PORT = 1025
MAIL_USE_TLS = False
MAIL_DEFAULT_SENDER = "anmalan@anmalan.example"
REPLY_ADDRESS = "svar@anmalan.example"
