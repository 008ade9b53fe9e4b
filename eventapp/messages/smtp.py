"""Flask-Mail's connection as it must be here: verified TLS, time limits that end, and knowing how far a mail came."""

from __future__ import annotations

import re
import smtplib
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message

from eventapp.messages.watchdog import Watchdog

#: Of MAIL_TIMEOUT: how long a server may think about a mail it has got whole (RFC 5321 4.5.3.2.6 asks for patience),
#: and how long one mail may take in all.
PATIENCE = 3


class _Tracking(smtplib.SMTP):
    """Remembers, for the mail under way, whether its content had begun to leave and what was answered."""

    is_content_begun = False
    answer: tuple[int, bytes] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content as it is, dots doubled (RFC 5321 4.5.2), and keep the answer."""
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.is_content_begun = True
        self.send(re.sub(rb"(?m)^\.", b"..", msg) + b".\r\n")
        if self.sock is not None:
            self.sock.settimeout(self.timeout * PATIENCE)
        self.answer = self.getreply()
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        return self.answer

    def begin(self) -> None:
        """Forget the mail before."""
        self.is_content_begun = False
        self.answer = None

    @property
    def is_open(self) -> bool:
        """Whether the connection still stands, as far as this side knows."""
        return self.sock is not None


class TrackingSMTP(_Tracking):
    """Plain, or encrypted by STARTTLS."""


class TrackingSMTPS(_Tracking, smtplib.SMTP_SSL):
    """Encrypted from the first octet."""


class StoredMessage(Message):
    """A finished mail: its octets are what was stored, Flask-Mail builds nothing."""

    def __init__(self, *, sender: str, recipient: str, payload: bytes) -> None:
        # Not super().__init__: it asks the network for this machine's name, once for each mail.
        self.sender = sender
        self.recipients = [recipient]
        self.payload = payload
        self.subject = ""
        self.reply_to = None
        self.cc, self.bcc = [], []
        self.mail_options, self.rcpt_options = [], []

    def as_bytes(self) -> bytes:
        """Return the stored octets."""
        return self.payload


class OutboxConnection(Connection):
    """One connection for a batch; `host` is the tracking client."""

    host: TrackingSMTP | TrackingSMTPS

    def __init__(self, mail: Any, watchdog: Watchdog, timeout: float) -> None:
        super().__init__(mail)
        self.watchdog, self.timeout = watchdog, timeout
        #: Mails that got an answer, yes or no.
        self.answered = 0

    def configure_host(self) -> TrackingSMTP | TrackingSMTPS:
        """Connect, encrypt and sign in, within the time one mail may take; raises OSError or SMTPException."""
        mail = self.mail
        name, timeout = _own_name(), self.timeout
        host: TrackingSMTP | TrackingSMTPS = TrackingSMTP(local_hostname=name, timeout=timeout)
        if mail.use_ssl:
            host = TrackingSMTPS(local_hostname=name, timeout=timeout, context=_verifying())
        with self.watchdog.watch(host, timeout * PATIENCE):
            try:
                _greet(host, str(mail.server), int(mail.port or 0))
                if mail.use_tls and not mail.use_ssl:
                    host.starttls(context=_verifying())
                if mail.username and mail.password:
                    host.login(mail.username, mail.password)
                host.ehlo_or_helo_if_needed()
            except BaseException:
                host.close()
                raise
        return host

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Send the stored octets; what came of it stands in `host`, also where an error is raised."""
        self.host.begin()
        with self.watchdog.watch(self.host, self.host.timeout * PATIENCE):
            self.host.sendmail(
                str(message.sender), [str(address) for address in message.recipients], message.as_bytes()
            )

    def end(self) -> None:
        """Say goodbye; a server that does not listen any more is no error."""
        try:
            if self.host.is_open:
                with self.watchdog.watch(self.host, 2.0):
                    self.host.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.host.close()


class OutboxMail(Mail):
    """Flask-Mail with the settings of the application, sending also where `TESTING` is set."""

    def __init__(self, app: Flask, watchdog: Watchdog, timeout: float | None = None) -> None:
        self.watchdog = watchdog
        self.timeout = float(app.config["MAIL_TIMEOUT"]) if timeout is None else timeout
        super().__init__(app)

    def init_mail(self, config: Any, debug: bool | int = False, testing: bool = False) -> Any:
        """Read the settings; debug output would show addresses."""
        return super().init_mail(config, debug=False, testing=False)

    def connect(self) -> OutboxConnection:
        """Return an open connection."""
        connection = OutboxConnection(self.state, self.watchdog, self.timeout)
        connection.host = connection.configure_host()
        return connection


def _greet(host: smtplib.SMTP, server: str, port: int) -> None:
    # Set by the constructor only where it connects itself; the certificate is checked against it.
    host._host = server  # type: ignore[attr-defined]  # noqa: SLF001
    code, reply = host.connect(server, port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, reply)


@cache
def _verifying() -> ssl.SSLContext:
    """Return the system's certificates, read once: it takes 20 ms."""
    return ssl.create_default_context()


def _own_name() -> str:
    """Return what to call ourselves in EHLO without asking the network."""
    name = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return f"[{name}]" if re.fullmatch(r"[0-9.]+", name) else name
