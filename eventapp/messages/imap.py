"""A connection to an IMAP server that ends in time, however slowly the server speaks."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from imaplib import IMAP4, IMAP4_SSL

from imap_tools import BaseMailBox
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderCreateError,
    MailboxFolderSelectError,
    MailboxLoginError,
)

#: What the server, or the way to it, may do wrong.
MAILBOX_ERRORS = (OSError, IMAP4.error, ImapToolsError)
#: Seconds that an answer of the server may take, and all of a connection, which a server that drips would never end.
ANSWER_TIMEOUT = 10.0
LONGEST = 60.0
#: The port on which a connection begins bare and is encrypted by STARTTLS (RFC 8314 3.2 prefers the other).
BARE_PORT = 143


@dataclass(frozen=True)
class Account:
    """How the mailbox is reached."""

    host: str
    port: int
    username: str
    password: str
    uses_tls: bool
    folder: str


class _Limited(IMAP4):
    """Cuts its own line when its time is over; whoever waits for an answer then sees a broken connection."""

    _limit: threading.Timer

    def open(self, host: str = "", port: int = BARE_PORT, timeout: float | None = None) -> None:
        """Connect, and begin to count."""
        super().open(host, port, timeout)
        self._limit = threading.Timer(LONGEST, self.cut)
        self._limit.daemon = True
        self._limit.start()

    def cut(self) -> None:
        """Break the line from whatever thread."""
        with suppress(OSError):
            # Past the TLS layer, which would wait for the other side's goodbye.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def shutdown(self) -> None:
        """Close the line."""
        self._limit.cancel()
        super().shutdown()


class _Encrypted(_Limited, IMAP4_SSL):  # type: ignore[misc]  # only the default port differs
    """Encrypted from the first octet."""


class Box(BaseMailBox):
    """The mailbox of an account, not signed in yet."""

    def __init__(self, account: Account) -> None:
        self._account = account
        super().__init__()

    def _get_mailbox_client(self) -> IMAP4:
        host, port = self._account.host, self._account.port
        if not self._account.uses_tls:
            return _Limited(host, port, ANSWER_TIMEOUT)
        context = ssl.create_default_context()
        if port != BARE_PORT:
            return _Encrypted(host, port, ssl_context=context, timeout=ANSWER_TIMEOUT)
        client = _Limited(host, port, ANSWER_TIMEOUT)
        try:
            client.starttls(context)
        except MAILBOX_ERRORS:
            client.shutdown()
            raise
        return client

    def sign_in(self) -> None:
        """Sign in and open the folder; a password may hold any letter (RFC 4616)."""
        known = self._account
        if f"{known.username}{known.password}".isascii():
            self.login(known.username, known.password, None)
        else:
            self._sign_in_by_any_letters()
        # Many servers tell only after the sign-in what they can, MOVE for instance.
        self.client.capabilities = tuple(self.client.capability()[1][-1].decode().upper().split())
        self.folder.set(known.folder)

    def _sign_in_by_any_letters(self) -> None:
        try:
            self.login_utf8(self._account.username, self._account.password, None)
        except IMAP4.abort:
            raise
        except IMAP4.error:
            raise MailboxLoginError(("NO", []), "OK") from None

    def leave(self) -> None:
        """Sign out, or where the line is broken, let go of it."""
        try:
            self.logout()
        except MAILBOX_ERRORS:
            with suppress(*MAILBOX_ERRORS):
                self.client.shutdown()


#: The first that fits is said.
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (MailboxLoginError, "wrong user name or password"),
    (MailboxFolderSelectError, "the folder is not there"),
    (MailboxFolderCreateError, "the folders for what has been read cannot be made"),
    (ImapToolsError, "the server refuses what it is asked"),
    (socket.gaierror, "the server's name is not known"),
    (ConnectionRefusedError, "nothing listens at the server's port"),
    (ssl.SSLCertVerificationError, "the server's certificate is not valid"),
    (ssl.SSLError, "the connection cannot be encrypted"),
    (TimeoutError, "the server does not answer"),
    (IMAP4.abort, "the server broke the connection off"),
    (IMAP4.error, "the server refuses what it is asked"),
    (OSError, "the server cannot be reached"),
)


def describe(error: Exception) -> str:
    """Return what went wrong in plain words, with nothing in them that the server said, a mail or the password."""
    return next((sentence for kind, sentence in _SENTENCES if isinstance(error, kind)), "it cannot be read")
