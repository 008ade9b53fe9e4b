"""The mail side of the production test: where the product sends, and where what was delivered can be read."""

from __future__ import annotations

import imaplib
import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.certificates import Certificates
from tests.support.mail_server import MailServer
from tests.support.mail_system import PASSWORD as MAILBOX_PASSWORD
from tests.support.mail_system import MailSystem

SENDER = "anmalan@anmalan.example"
USERNAME, PASSWORD = "eventapp", "a-long-password"


class MailSide(Protocol):
    """Any mail system the product can be set to."""

    def settings(self) -> dict[str, str]:
        """Return the environment variables that make a process of the product use it."""
        ...

    def delivered_to(self, address: str) -> list[EmailMessage]:
        """Return the mails that have arrived for an address, in the order they came."""
        ...


class SubmissionServer(MailServer):
    """A submission server as providers have it: STARTTLS (RFC 3207), then AUTH (RFC 4954), or nothing is taken."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates
        super().__init__()

    def settings(self) -> dict[str, str]:
        """Return the environment variables that make a process of the product use this server."""
        return {
            "EVENTAPP_MAIL_SERVER": "localhost",
            "EVENTAPP_MAIL_PORT": str(self.port),
            "EVENTAPP_MAIL_USERNAME": USERNAME,
            "EVENTAPP_MAIL_PASSWORD": PASSWORD,
            "EVENTAPP_MAIL_DEFAULT_SENDER": SENDER,
            "SSL_CERT_FILE": str(self._certificates.authority),
        }

    def delivered_to(self, address: str) -> list[EmailMessage]:
        """Return the mails that have arrived for an address, in the order they came."""
        return [mail.message for mail in self.to(address)]

    def come_up(self) -> None:
        """Listen on the port, with the certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificates.certificate, self._certificates.key)
        self._controller = Controller(
            self,
            hostname=self.host,
            port=self.port,
            ready_timeout=10,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=_authenticate,
        )
        self._controller.start()


class WholeSystem:
    """A mail system as organisations have it: sent through Postfix and filters, read from Dovecot by IMAP over TLS."""

    def __init__(self, system: MailSystem) -> None:
        self._system = system
        self._trusted = ssl.create_default_context(cafile=str(system.folder / "authority.pem"))

    def settings(self) -> dict[str, str]:
        """Return the environment variables that make a process of the product use it."""
        return self._system.settings()

    def delivered_to(self, address: str) -> list[EmailMessage]:
        """Return the mails that have arrived for an address, in the order they came."""
        port = self._system.ports["imaps"]
        with imaplib.IMAP4_SSL("localhost", port, ssl_context=self._trusted, timeout=20) as box:
            box.login(address, MAILBOX_PASSWORD)
            box.select(readonly=True)
            numbers = box.search(None, "ALL")[1][0].split()
            return [self._fetch(box, number.decode()) for number in numbers]

    def _fetch(self, box: imaplib.IMAP4, number: str) -> EmailMessage:
        part = box.fetch(number, "(BODY.PEEK[])")[1][0]
        assert isinstance(part, tuple), part
        return message_from_bytes(part[1], policy=modern)  # type: ignore[return-value]


def _authenticate(
    _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, given: object
) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and given.login == USERNAME.encode()
    is_right = is_right and given.password == PASSWORD.encode() and session.ssl is not None
    return AuthResult(success=is_right)
