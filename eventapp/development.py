"""`dev`: database, demo data, web, worker and an inbox for what is sent, on one's own machine."""

from __future__ import annotations

import os
import socket

from eventapp import maintenance, serving
from eventapp.app import create_app
from eventapp.core.settings import SettingsError
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from eventapp.federations.commands import new_sign_in_link
from eventapp.messages import dev_inbox
from eventapp.messages.dev_mails import FOLDER

HOST = "127.0.0.1"
#: The demo's organiser whose federation coordinates the democracy day.
ORGANISER = "arrangor@sundbyberg.example"


def run(port: int) -> None:
    """Set everything up, say where it is and serve until Ctrl-C."""
    os.environ.setdefault("EVENTAPP_CONFIG", "development")
    if os.environ["EVENTAPP_CONFIG"] == "production":
        raise SettingsError("`dev` loads demo data and is not for production. Use `serve`.")
    serving.check_port(HOST, port)
    os.environ.setdefault("EVENTAPP_BASE_URL", f"http://{HOST}:{port}")
    beside = _inbox()
    link = _set_up()
    serving.run(HOST, port, workers=2, with_worker=True, ready=lambda: _say_where(port, link), beside=beside)


def _inbox() -> list[serving.Child]:
    """Return the inbox that takes the mail, unless a mail server is named."""
    if os.environ.get("EVENTAPP_MAIL_SERVER"):
        return []
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    os.environ["EVENTAPP_MAIL_SERVER"], os.environ["EVENTAPP_MAIL_PORT"] = HOST, str(port)
    return [serving.Child("mail inbox", dev_inbox.command(port, FOLDER))]


def _set_up() -> str:
    """Migrate, load what the demo lacks and return a one-time link for its organiser."""
    with create_app().app_context():
        maintenance.upgrade_database()
        with write():
            load_demo_data()
        return new_sign_in_link(ORGANISER) or ""


def _say_where(port: int, link: str) -> None:
    address = os.environ["EVENTAPP_BASE_URL"]
    print(
        f"""
  eventapp is running:       {address}
  Organisers, sign in once:  {link}
  Mails that went out:       {address}/dev/mail

  Stop with Ctrl-C. Another port: make run PORT={port + 1}
""",
        flush=True,
    )
