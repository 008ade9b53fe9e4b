"""Fixtures of the messages' tests: an outbox that delivers to the test's mail server."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.messages.outbox import Outbox
from tests.support.mail_server import MailServer


@pytest.fixture
def outbox(app: Flask, session, smtp_server: MailServer) -> Outbox:
    """The outbox of the test's database, its mails going to `smtp_server`."""
    app.config.update(MAIL_SERVER=smtp_server.host, MAIL_PORT=smtp_server.port)
    return Outbox(app)
