"""Signing up, waiting list, changing and cancelling, and what reaches registrants when an event changes."""
