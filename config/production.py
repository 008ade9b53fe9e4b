"""For real people: every secret comes from the environment, see `env.example`."""
