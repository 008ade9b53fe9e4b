"""A real SMTP server that keeps what it is given, and fails on request."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

FOREVER = 1_000_000


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_ports(count: int) -> list[int]:
    """Return as many ports that nobody listens on, each another."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(probe.getsockname()[1]) for probe in probes]


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as it came over the wire, and to whom."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed by the standard library."""
        return message_from_bytes(self.raw, policy=policy.SMTP)


@dataclass
class MailServer:
    """The server and its script.

    It takes everything until told otherwise; `recover` makes it take everything again. `port` stays the same over
    `go_down` and `come_up`.
    """

    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    messages: list[ReceivedMail] = field(default_factory=list)
    #: How often a client said EHLO or HELO.
    greetings: int = 0

    def __post_init__(self) -> None:
        self._controller: Controller | None = None
        self.recover()

    def settings(self) -> dict[str, str]:
        """Return the environment variables that make a process of the product use this server."""
        return {
            "EVENTAPP_MAIL_SERVER": self.host,
            "EVENTAPP_MAIL_PORT": str(self.port),
            "EVENTAPP_MAIL_USE_TLS": "false",
            "EVENTAPP_MAIL_USE_SSL": "false",
        }

    def to(self, address: str) -> list[ReceivedMail]:
        """Return the mails to one address, in the order they came."""
        return [mail for mail in self.messages if address in mail.recipients]

    def refuse_recipient(self, address: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """Answer so to every RCPT TO of the address: a 5xx is final, a 4xx is for now."""
        self._recipient_answers[address] = answer

    def refuse_sender(self, address: str, answer: str = "553 5.7.1 Sender address rejected") -> None:
        """Answer so to every MAIL FROM of the address."""
        self._sender_answers[address] = answer

    def refuse_recipients(self, answer: str) -> None:
        """Answer so to every RCPT TO that has no answer of its own; `{address}` in it becomes the recipient."""
        self._any_recipient_answer = answer

    def answer_data(self, answer: str = "451 4.3.0 Try again later", times: int = FOREVER) -> None:
        """Answer so, and keep nothing, after the next mails' DATA."""
        self._data_answer, self._data_answers_left = answer, times

    def drop_after_data(self, times: int = 1) -> None:
        """Keep the next mails but break the connection instead of answering: did it arrive or not?"""
        self._drops_left = times

    def hang(self, *, at: str = "EHLO") -> None:
        """Stop answering at EHLO or at DATA, with the connection left open."""
        self._hangs_at = at

    def recover(self) -> None:
        """Forget the script and take everything."""
        self._recipient_answers: dict[str, str] = {}
        self._sender_answers: dict[str, str] = {}
        self._any_recipient_answer = ""
        self._data_answer, self._data_answers_left = "", 0
        self._drops_left = 0
        self._hangs_at = ""

    def come_up(self) -> None:
        """Listen on the port."""
        self._controller = Controller(self, hostname=self.host, port=self.port, ready_timeout=10)
        self._controller.start()

    def go_down(self) -> None:
        """Refuse connections, as a machine does on which no mail server runs."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    async def handle_EHLO(  # noqa: N802 (aiosmtpd asks for this name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet, unless told to hang."""
        self.greetings += 1
        await self._hang_at("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, unless the script has an answer."""
        if address in self._sender_answers:
            return self._sender_answers[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, unless the script has an answer."""
        if address in self._recipient_answers:
            return self._recipient_answers[address]
        if self._any_recipient_answer:
            return self._any_recipient_answer.format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, unless the script has an answer."""
        await self._hang_at("DATA")
        if self._data_answers_left:
            self._data_answers_left -= 1
            return self._data_answer
        raw = envelope.original_content or b""
        self.messages.append(ReceivedMail(str(envelope.mail_from), tuple(envelope.rcpt_tos), raw))
        if self._drops_left:
            self._drops_left -= 1
            server.transport.abort()
        return "250 OK"

    async def _hang_at(self, step: str) -> None:
        while self._hangs_at == step:  # noqa: ASYNC110 (the test sets it from another thread)
            await asyncio.sleep(0.02)
