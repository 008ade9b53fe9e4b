"""The product as it is installed, on a whole mail system: Postfix with STARTTLS and sign-in, filters, Dovecot."""

from __future__ import annotations

import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.federations.models import Federation, Role
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import RegistrationStatus
from tests.support import mail_system as servers
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.calendar_answers import answer
from tests.support.dkim_signer import sign
from tests.support.mail_system import PASSWORD, REPLY, SENDER, MailSystem, wait_until
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.processes import RunningServer, start, start_server

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(300)]

KUND, ARBETE = "kund0@kund.test", "arbete@arbete.test"
#: Identities in DKIM's quoted-printable (RFC 6376 2.11), which OpenDKIM decodes into its own header.
DKIM_INJECTIONS = (
    "x=3B=20dmarc=3Dpass=20@arbete.test",
    "x=3Bdkim=3Dpass=20header.d=3Dkund.test=20@arbete.test",
    "=22x=3B=20dmarc=3Dpass=20header.from=3Dkund.test=22@arbete.test",
)


@pytest.fixture
def mail(mail_system: MailSystem) -> MailSystem:
    """The servers with empty mailboxes, and a login that may send as both addresses."""
    mail_system.empty()
    mail_system.let_send(SENDER, REPLY)
    return mail_system


@pytest.fixture
def product(app, session, database: str, mail: MailSystem, tmp_path: Path) -> Iterator[Product]:
    """The installed product."""
    app.config.update(MAIL_DEFAULT_SENDER=SENDER, REPLY_ADDRESS=REPLY)
    found = Product(mail, database, tmp_path)
    yield found
    found.stop()


class Product:
    """`serve` and `doctor` in production, with the settings of an administrator."""

    def __init__(self, mail: MailSystem, database: str, folder: Path) -> None:
        self.mail, self.folder = mail, folder
        self.server: RunningServer | None = None
        self.fixed = {
            "EVENTAPP_CONFIG": "production",
            "EVENTAPP_SECRET_KEY": "a-key-of-more-than-thirty-two-characters",
            "EVENTAPP_BASE_URL": f"https://{servers.OURS}",
            "EVENTAPP_ALLOWED_HOSTS": "127.0.0.1",
            "EVENTAPP_DATABASE_URL": database,
        }

    def serve(self, **login: str) -> None:
        """Start web and worker, or start them again with another sign-in."""
        self.stop()
        environment = self.fixed | self.mail.settings(**login)
        self.server = start_server(environment, self.folder / "serve.log", worker=True)

    def stop(self) -> None:
        """End them as in service."""
        if self.server is not None:
            code, self.server = self.server.stop(), None
            assert code == 0

    def health(self) -> tuple[int, dict[str, object]]:
        """Return what a monitor sees."""
        assert self.server is not None
        try:
            with urllib.request.urlopen(f"{self.server.url}/halsa", timeout=20) as found:
                return found.status, json.loads(found.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def doctor(self, *, service: str = "submission", username: str = SENDER, **settings: str) -> str:
        """Return what `doctor` says, with its exit code in front."""
        environment = self.fixed | self.mail.settings(service=service, username=username) | settings
        output = self.folder / "doctor.log"
        output.unlink(missing_ok=True)
        process = start(["doctor"], environment, output)
        code = process.process.wait(60)
        return f"{code} {process.printed}"


def states() -> list[MessageStatus]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage.status).order_by(OutboxMessage.id)))


def status_of(event: Event, address: str) -> RegistrationStatus:
    db.session.rollback()
    return registration_of(event, address).status


def sign_up_all(event: Event, *addresses: str) -> None:
    for address in addresses:
        sign_up(event, address)
    db.session.commit()


def decline(event: Event, address: str = KUND, **more: object) -> bytes:
    """Return the mail in which somebody's calendar declines."""
    entry = registration_of(event, address).calendar_entry
    assert entry is not None
    # The invitation's own time stamp is of the same second.
    return answer(entry, stamped_at=clock.now() + timedelta(seconds=2), **more)


@pytest.mark.both_databases
def test_a_confirmation_arrives_signed_and_the_answer_to_it_frees_the_seat(
    product: Product, mail: MailSystem
):
    event = make_event(seats=1)
    sign_up_all(event, KUND)
    product.serve()
    wait_until(lambda: len(mail.mails(KUND)) == 1, "the confirmation")
    (confirmation,) = mail.mails(KUND)
    assert f"Return-Path: <{REPLY}>".encode() in confirmation
    assert b"dkim=pass" in confirmation
    assert b"dmarc=pass (p=none dis=none) header.from=anmalan.test" in confirmation
    mail.send(decline(event), KUND)
    wait_until(lambda: status_of(event, KUND) is RegistrationStatus.CANCELLED, "the answer")
    wait_until(lambda: len(mail.mails(REPLY, "Klart")) == 1, "the tray")
    assert b"dmarc=pass (p=none dis=none) header.from=kund.test" in mail.mails(REPLY, "Klart")[0]


def test_a_bounce_of_any_mail_comes_to_the_mailbox_and_marks_it(product: Product, mail: MailSystem):
    event = make_event(seats=1)
    sign_up_all(event, "ingen@kund.test", "heller-ingen@arbete.test")
    rows = db.session.execute(sa.select(OutboxMessage.recipient, OutboxMessage.payload))
    payloads = {row.recipient: row.payload for row in rows}
    assert b"text/calendar" in (payloads["ingen@kund.test"] or b"")
    assert b"text/calendar" not in (payloads["heller-ingen@arbete.test"] or b"")
    product.serve()
    wait_until(lambda: states() == [MessageStatus.FAILED] * 2, "the bounces")
    answers = db.session.scalars(sa.select(OutboxMessage.server_answer)).all()
    assert all("5.1.1" in (said or "") or "User unknown" in (said or "") for said in answers), answers


@pytest.mark.both_databases
def test_a_login_that_may_not_send_as_the_sender_keeps_the_queue_and_it_is_said_everywhere(
    app, product: Product, mail: MailSystem
):
    mail.let_send(SENDER)
    people = [f"kund{number}@kund.test" for number in range(3)]
    sign_up_all(make_event(), *people)
    product.serve()
    refused = f"553 5.7.1 <{REPLY}>: Sender address rejected: not owned by user {SENDER}"
    assert_said_everywhere(app, product, refused)
    assert "Let the login anmalan@anmalan.test send as this address" in product.doctor()
    assert states() == [MessageStatus.QUEUED] * 3
    mail.let_send(SENDER, REPLY)
    assert_all_go_out(product, people)


def test_without_a_sign_in_the_queue_is_kept_and_it_is_said_everywhere(
    app, product: Product, mail: MailSystem
):
    people = [f"kund{number}@kund.test" for number in range(3)]
    sign_up_all(make_event(), *people)
    product.serve(username="")
    assert_said_everywhere(
        app, product, "554 5.7.1 <…>: Recipient address rejected: Access denied", username=""
    )
    assert "set EVENTAPP_MAIL_USERNAME and EVENTAPP_MAIL_PASSWORD" in product.doctor(username="")
    assert states() == [MessageStatus.QUEUED] * 3
    product.serve()
    assert_all_go_out(product, people)


def assert_said_everywhere(app, product: Product, words: str, **login: str) -> None:
    wait_until(lambda: product.health()[1]["mail"] == "refused", "the monitor's word")
    assert product.health()[0] == 503
    said = product.doctor(**login)
    assert said.startswith("1 ")
    assert words in said
    host = db.session.scalars(sa.select(Federation)).first()
    page = OrganiserBrowser(app, make_organiser((host, Role.VIEWER))).get("/arrangor/").text
    assert "Mejlservern nekar oss att skicka" in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page


def assert_all_go_out(product: Product, people: list[str]) -> None:
    wait_until(lambda: all(len(product.mail.mails(person)) == 1 for person in people), "the mails", 90)
    wait_until(lambda: product.health()[1]["mail"] == "ok", "the monitor's word")
    assert states() == [MessageStatus.SENT] * len(people)
    assert product.health()[0] == 200


def test_doctor_says_what_is_wrong_with_the_way_to_the_server(product: Product, mail: MailSystem):
    submission, submissions = (str(mail.ours.ports[name]) for name in ("submission", "submissions"))
    said = product.doctor()
    assert "The mail server" not in said, said
    assert "The mail server" not in product.doctor(service="submissions")
    for settings, words in (
        ({"EVENTAPP_MAIL_PASSWORD": "fel"}, "Check EVENTAPP_MAIL_USERNAME and EVENTAPP_MAIL_PASSWORD"),
        # Leads to this machine, and stands in no certificate.
        ({"EVENTAPP_MAIL_SERVER": "0.0.0.0"}, "Its certificate is for another name"),
        ({"SSL_CERT_FILE": "/dev/null"}, "Its certificate is signed by nobody whom this machine trusts"),
        ({"EVENTAPP_MAIL_PORT": submissions}, "needs EVENTAPP_MAIL_USE_SSL=true"),
        (
            {
                "EVENTAPP_MAIL_USE_SSL": "true",
                "EVENTAPP_MAIL_USE_TLS": "false",
                "EVENTAPP_MAIL_PORT": submission,
            },
            "TLS from the first octet is port 465",
        ),
        ({"EVENTAPP_MAIL_USE_TLS": "false"}, "Most servers offer sign-in over TLS only"),
    ):
        told = product.doctor(**settings)
        assert told.startswith("1 "), told
        assert words in told, told
        assert PASSWORD not in told
    for service, settings, words in (
        ("bare", {"EVENTAPP_MAIL_USE_TLS": "true"}, "It offers no STARTTLS at this port"),
        ("bare", {"EVENTAPP_MAIL_USE_TLS": "false"}, "Most servers offer sign-in over TLS only"),
    ):
        assert words in product.doctor(service=service, **settings)
    told = product.doctor(username="", EVENTAPP_MAIL_USE_TLS="false")
    assert "530 5.7.0 Must issue a STARTTLS command first" in told


def test_answers_whose_sender_is_not_proven_change_nothing(product: Product, mail: MailSystem):
    event = make_event()
    sign_up_all(event, KUND)
    product.serve()
    wait_until(lambda: len(mail.mails(KUND)) == 1, "the confirmation")
    mail.send(decline(event), KUND, is_signed=False)
    mail.send(
        sign(decline(event), mail.dkim_key("arbete.test"), "arbete.test", "@arbete.test"),
        ARBETE,
        is_signed=False,
    )
    wait_until(lambda: len(mail.mails(REPLY, "Klart")) == 2, "the forged answers")
    assert status_of(event, KUND) is RegistrationStatus.CONFIRMED
    mail.send(decline(event), KUND)
    wait_until(lambda: status_of(event, KUND) is RegistrationStatus.CANCELLED, "the honest answer")


def test_what_a_signature_says_of_itself_is_no_proof(product: Product, mail: MailSystem):
    event = make_event()
    tries = list(itertools.product(DKIM_INJECTIONS, ("incoming", "dkim_only")))
    people = [f"kund{number}@kund.test" for number in range(len(tries))]
    sign_up_all(event, *people)
    product.serve()
    wait_until(lambda: all(mail.mails(person) for person in people), "the confirmations")
    for person, (identity, service) in zip(people, tries, strict=True):
        forged = sign(decline(event, person), mail.dkim_key("arbete.test"), "arbete.test", identity)
        mail.send_directly(forged, ARBETE, service)
    wait_until(lambda: len(received(mail)) == len(tries), "the forged answers")
    for answered in received(mail):
        assert b"dkim=pass (2048-bit key) header.d=arbete.test header.i=" in answered
    believed = [
        attempt
        for person, attempt in zip(people, tries, strict=True)
        if status_of(event, person) is not RegistrationStatus.CONFIRMED
    ]
    assert believed == []


def received(mail: MailSystem) -> list[bytes]:
    """Return what the product has read."""
    return mail.mails(REPLY, "Klart") + mail.mails(REPLY, "Granskas")
