"""A test client whose requests stand apart from the test's own application context."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient

from eventapp.core.extensions import db


class SeparateClient(FlaskClient):
    """Runs each request as a server would: with its own `g` and its own database session.

    Flask would otherwise lend a request the context that the test has open, and with it the test's unsaved objects
    and the user of the last request.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Save what the test has written, then make the request."""
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)
