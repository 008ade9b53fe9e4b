"""An organiser without a mouse makes, publishes, moves and calls off an event, writes to people and invites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.messages.models import OutboxMessage
from tests.browser.keyboard import Keyboard
from tests.browser.states.editing import ready_draft
from tests.browser.states.organisers import sign_in_link
from tests.support.builders import sign_up

FORM = "main form[method=post]"

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def keyboard(browser: Any, site: str) -> Iterator[Keyboard]:
    """The keyboard of somebody who has signed in with it."""
    context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    with write():
        link = sign_in_link()
    keyboard = Keyboard(context.new_page())
    keyboard.open(f"{site}{link}")
    keyboard.follow("main form button")
    yield keyboard
    context.close()


def read(event: Event) -> Event:
    """Return the event as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Event, event.id, populate_existing=True)


def mails_of(kind: str) -> int:
    """Count the mails of a kind."""
    db.session.rollback()
    query = sa.select(sa.func.count()).where(OutboxMessage.kind == kind)
    return db.session.scalar(query) or 0


def test_an_event_is_made_and_one_that_is_ready_published_moved_and_called_off(
    keyboard: Keyboard, site: str
) -> None:
    keyboard.follow("main a[href$='/evenemang/nytt']")
    keyboard.write("[name=title]", "Gjort med tangenter")
    keyboard.choose("[name=kind]")
    keyboard.follow(f"{FORM} button")
    assert keyboard.page.url.endswith("/redigera")
    assert keyboard.page.get_by_role("heading", level=1).inner_text() == "Gjort med tangenter"

    with write():
        event = ready_draft(title="Flyttas och ställs in")
    keyboard.open(f"{site}/arrangor/evenemang/{event.public_id}/redigera")
    keyboard.follow("main form[action$='/publicera'] button")
    assert read(event).status is EventStatus.PUBLISHED

    with write():
        sign_up(db.session.get_one(Event, event.id))
    before = read(event).starts_at
    keyboard.follow("main a[href$='/tid-och-plats']")
    keyboard.tab_to("[name=start_clock]")
    keyboard.page.keyboard.press("ArrowUp")
    keyboard.follow(f"{FORM} button")
    assert (read(event).starts_at, mails_of("event_moved")) == (before, 0)
    keyboard.follow(f"{FORM} button")
    assert read(event).starts_at != before
    assert mails_of("event_moved") == 1

    keyboard.follow("main a[href$='/stall-in']")
    keyboard.write("[name=reason]", "Föreläsaren är sjuk.")
    keyboard.follow(f"{FORM} button")
    assert read(event).status is EventStatus.CANCELLED
    assert mails_of("event_cancelled") == 1


def test_people_are_written_to_and_invited(keyboard: Keyboard, site: str) -> None:
    with write():
        event = ready_draft(title="Skriv och bjud in", status=EventStatus.PUBLISHED)
        sign_up(event)
    keyboard.open(f"{site}/arrangor/evenemang/{event.public_id}")
    keyboard.follow("main a[href$='/utskick']")
    keyboard.follow("main a[href$='/utskick/nytt']")
    keyboard.write("[name=subject]", "Snart ses vi")
    keyboard.write("[name=text]", "Hej {namn}")
    keyboard.follow(f"{FORM} button")
    assert mails_of("mailing") == 0
    keyboard.follow("main form[action$='/skicka'] button")
    assert mails_of("mailing") == 1

    keyboard.open(f"{site}/arrangor/evenemang/{event.public_id}/inbjudna")
    keyboard.follow("main a[href$='/inbjudna/klistra']")
    keyboard.write("[name=people]", "Robin Ek robin@example.se")
    keyboard.follow(f"{FORM} button")
    keyboard.open(f"{site}/arrangor/evenemang/{event.public_id}/inbjudna")
    keyboard.follow("main a[href*='/bjud-in']")
    keyboard.follow(f"{FORM} button")
    db.session.rollback()
    robin = db.session.scalars(sa.select(Invitee).where(Invitee.event_id == event.id)).one()
    assert (robin.name, robin.invited_at is not None) == ("Robin Ek", True)
