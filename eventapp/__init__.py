"""eventapp: sign-up to events and webinars for public bodies."""
