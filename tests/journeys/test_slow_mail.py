"""A mail server that hangs: people sign up as ever, and every mail goes out once it is back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.messages.models import MailBreaker, MessageStatus, OutboxMessage
from tests.support.builders import make_event
from tests.support.mail_server import MailServer
from tests.support.processes import RunningServer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.usefixtures("session")

SEATS, PEOPLE, AT_ONCE = 15, 24, 8
#: Seconds in which everything must have gone out; a try that hangs ends after two.
RECOVERY = 90


def hang_at_greeting(server: MailServer) -> None:
    """Say nothing when greeted."""
    server.hang(at="EHLO")


def hang_at_content(server: MailServer) -> None:
    """Take the mail and say nothing."""
    server.hang(at="DATA")


def come_back(server: MailServer) -> None:
    """Work again, and let no pause between tries be waited for: their lengths are tested with the outbox."""
    server.recover()
    with write():
        db.session.execute(sa.update(OutboxMessage).values(next_try_at=clock.now()))
        db.session.execute(sa.delete(MailBreaker))


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for what another process does; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def rush(url: str, slug: str, first: int) -> Counter[str]:
    """Let people sign up, eight at a time, and look at the event in between; count what they were told."""

    def sign_up(number: int) -> str:
        visitor = Visitor(url)
        assert visitor.get(f"/evenemang/{slug}").code == 200
        answer = visitor.sign_up(slug, f"person.{number}@slow.example")
        return f"{answer.code} {answer.heading}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(sign_up, range(first, first + PEOPLE)))


@pytest.mark.parametrize("trouble", [hang_at_greeting, hang_at_content])
def test_people_sign_up_as_ever_and_all_mail_goes_out_when_the_server_is_back(
    serve: Callable[..., RunningServer], smtp_server: MailServer, trouble: Callable[[MailServer], None]
) -> None:
    slugs = [make_event(seats=SEATS).slug for _ in range(2)]
    db.session.commit()
    url = serve(workers=2, worker=True).url
    well = rush(url, slugs[0], 0)
    wait_until(lambda: len(smtp_server.messages) == PEOPLE, RECOVERY)

    trouble(smtp_server)
    in_trouble = rush(url, slugs[1], PEOPLE)

    assert in_trouble == well == {"200 Du är anmäld": SEATS, "200 Du står i kö": PEOPLE - SEATS}
    come_back(smtp_server)
    wait_until(lambda: len({mail.recipients for mail in smtp_server.messages}) == 2 * PEOPLE, RECOVERY)
    copies = Counter(mail.message["Message-ID"] for mail in smtp_server.messages)
    assert len(copies) == 2 * PEOPLE
    wait_until(is_all_sent, RECOVERY)
    assert Visitor(url).get("/halsa").code == 200


def is_all_sent() -> bool:
    """Tell whether every mail is marked as handed over."""
    db.session.rollback()
    return set(db.session.scalars(sa.select(OutboxMessage.status))) == {MessageStatus.SENT}
