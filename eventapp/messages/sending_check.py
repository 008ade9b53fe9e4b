"""A talk with the mail server in which nothing is sent: connect, encrypt, sign in, MAIL FROM, RCPT TO, RSET, QUIT."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence

from flask import current_app

from eventapp.core.text import one_line
from eventapp.messages.mime import ascii_address
from eventapp.messages.outcomes import describe
from eventapp.messages.replies import Meaning, Stage, meaning_of
from eventapp.messages.smtp import OutboxConnection, OutboxMail
from eventapp.messages.watchdog import Watchdog

#: Seconds for an answer: a server that waits for TLS says nothing at all.
TIMEOUT = 5.0
#: RFC 8314 3.3: TLS from the first octet. The other ports of submission begin bare.
IMPLICIT_TLS_PORT = 465
#: OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH.
OTHER_NAME = frozenset({62, 64})
TRUST = (
    "Its certificate is signed by nobody whom this machine trusts: install the authority's certificate with"
    " update-ca-certificates, or name its file in SSL_CERT_FILE."
)


def find_sending_faults(senders: Sequence[str]) -> Iterator[str]:
    """Yield what keeps mails of these envelope senders from going out, in the server's words, and what to do."""
    config = current_app.config
    where = f"The mail server at {config['MAIL_SERVER']}:{config['MAIL_PORT']}"
    limit = min(TIMEOUT, float(config["MAIL_TIMEOUT"]))
    with Watchdog() as watchdog:
        try:
            connection = OutboxMail(current_app, watchdog, limit).connect()
        except (OSError, smtplib.SMTPException) as error:
            yield f"{where}: {describe(error).rstrip('.')}. {_advice(error)}"
            return
        try:
            with watchdog.watch(connection.host, limit * 2 * len(senders)):
                for fault in _refusals(connection, senders):
                    yield f"{where} {fault}"
        except (OSError, smtplib.SMTPException) as error:
            yield f"{where}: {describe(error)}. It broke off when a sender was named."
        finally:
            connection.end()


def _refusals(connection: OutboxConnection, senders: Sequence[str]) -> Iterator[str]:
    """Name each sender, and a recipient too: many servers judge the sender only then (Postfix smtpd_delay_reject)."""
    host = connection.host
    for sender in map(ascii_address, senders):
        stage, (code, reply) = Stage.MAIL, host.mail(sender)
        if 200 <= code < 300:
            stage, (code, reply) = Stage.RCPT, host.rcpt(ascii_address(senders[-1]))
        text = one_line(reply.decode("utf-8", "replace"))
        meaning = meaning_of(stage, code, text)
        if meaning not in {Meaning.ACCEPTED, Meaning.LATER}:
            yield f"refuses the sender {sender}: {code} {text}. {_sender_advice(meaning)}"
        host.rset()


def _sender_advice(meaning: Meaning) -> str:
    username = current_app.config["MAIL_USERNAME"]
    if not meaning.is_about_us:
        return "It was asked to take a mail to our own address: does that mailbox exist?"
    if not username:
        return "No sign-in is set: set EVENTAPP_MAIL_USERNAME and EVENTAPP_MAIL_PASSWORD."
    return (
        f"Let the login {username} send as this address (Postfix: smtpd_sender_login_maps; Exchange: SendAs),"
        " or set EVENTAPP_MAIL_DEFAULT_SENDER and EVENTAPP_REPLY_ADDRESS to addresses that it may send as."
    )


def _advice(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_advice(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _extension_advice(error)
    if isinstance(error, (TimeoutError, smtplib.SMTPServerDisconnected, ssl.SSLError)):
        return _encryption_advice()
    return next((sentence for kind, sentence in _ADVICE if isinstance(error, kind)), _ADVICE[-1][1])


#: The first that fits is said.
_ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (
        smtplib.SMTPAuthenticationError,
        "Check EVENTAPP_MAIL_USERNAME and EVENTAPP_MAIL_PASSWORD; many providers want an app password.",
    ),
    (smtplib.SMTPException, "Ask whoever runs the mail server."),
    (socket.gaierror, "The name is not known: check EVENTAPP_MAIL_SERVER."),
    (ConnectionRefusedError, "Nothing listens there: check EVENTAPP_MAIL_SERVER and EVENTAPP_MAIL_PORT."),
    (OSError, "It cannot be reached: check EVENTAPP_MAIL_SERVER, EVENTAPP_MAIL_PORT and the firewall."),
)


def _certificate_advice(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in OTHER_NAME:
        return "Its certificate is for another name: set EVENTAPP_MAIL_SERVER to the name that stands in it."
    return TRUST


def _extension_advice(error: smtplib.SMTPNotSupportedError) -> str:
    config = current_app.config
    if "AUTH" in str(error):
        if not (config["MAIL_USE_TLS"] or config["MAIL_USE_SSL"]):
            return "Most servers offer sign-in over TLS only: set EVENTAPP_MAIL_USE_TLS=true (STARTTLS)."
        return (
            "It offers no sign-in at this port: submission is port 587 or 465; where none is needed, leave"
            " EVENTAPP_MAIL_USERNAME empty."
        )
    return (
        "It offers no STARTTLS at this port: submission is port 587, or 465 with EVENTAPP_MAIL_USE_SSL=true;"
        " on a machine of your own set EVENTAPP_MAIL_USE_TLS=false."
    )


def _encryption_advice() -> str:
    config = current_app.config
    if config["MAIL_USE_SSL"]:
        return (
            "TLS from the first octet is port 465. For port 587 set EVENTAPP_MAIL_USE_SSL=false and"
            " EVENTAPP_MAIL_USE_TLS=true (STARTTLS)."
        )
    if config["MAIL_PORT"] == IMPLICIT_TLS_PORT:
        return "Port 465 wants TLS from the first octet: set EVENTAPP_MAIL_USE_SSL=true."
    return (
        "It said nothing that can be understood. A port that wants TLS from the first octet, such as 465, needs"
        " EVENTAPP_MAIL_USE_SSL=true; else check EVENTAPP_MAIL_SERVER, EVENTAPP_MAIL_PORT and the firewall."
    )
