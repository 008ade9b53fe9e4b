"""For real people: every secret comes from the environment, see `env.example`."""

# The server speaks no TLS, so at least one proxy always stands in front of it.
TRUSTED_PROXIES = 1
