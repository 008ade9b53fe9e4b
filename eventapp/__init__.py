"""eventapp: sign-up to events and webinars for public bodies."""

__version__ = "0.1.0"
