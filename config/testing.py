"""For the test suite."""

BASE_URL = "http://localhost"
ALLOWED_HOSTS = "127.0.0.1,localhost"
SECRET_KEY = "testing-key"
SESSION_COOKIE_NAME = "eventapp"
SESSION_COOKIE_SECURE = False
MAIL_SERVER = "127.0.0.1"
MAIL_PORT = 1
MAIL_USE_TLS = False
MAIL_DEFAULT_SENDER = "anmalan@anmalan.example"
REPLY_ADDRESS = "svar@anmalan.example"
MAIL_TIMEOUT = 2
SIGNUP_LIMIT = 0
FEEDBACK_LIMIT = 0
ARGON2_TIME_COST = 1
ARGON2_MEMORY_COST = 64
TESTING = True
PROPAGATE_EXCEPTIONS = True
