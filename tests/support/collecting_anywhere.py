"""Gunicorn's configuration without the guard: the interpreter collects by itself, in the middle of whatever it does."""

from __future__ import annotations

from typing import Any

from config.gunicorn import *  # noqa: F403


def post_fork(_server: Any, _worker: Any) -> None:
    """Leave collecting to the interpreter."""
