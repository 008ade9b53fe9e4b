"""A worker that was away drops what time has overtaken, sends what is still true, and one reminder at most."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from eventapp import worker
from eventapp.core.extensions import db
from eventapp.core.settings import ROOT
from eventapp.core.transactions import write
from eventapp.events import mail_lifetimes
from eventapp.events.mail_lifetimes import LIFETIMES, Until
from eventapp.events.models import Event
from eventapp.invitations import mail as invitation_mail
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations import event_mail, mail, organiser_mail
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, make_invitee, registration_of, sign_up, swedish

START = swedish("2027-11-08 09:00")
END = START + timedelta(hours=2)
#: Mails whose sentences are about what is to come, and until when each of them is true: said here once more, by hand.
BEFORE_START = {
    "waitlist_joined",
    "moved_to_queue",
    "queue_closed",
    "invitation",
    "invitation_full",
    "invitation_needs_form",
    "invitation_reminder",
    "invitation_changed",
    "reminder",
    "join_link",
}
BEFORE_END = {
    "registration_confirmed",
    "registration_changed",
    "registration_declined",
    "waitlist_promoted",
    "already_registered",
    "answer_held",
    "event_moved",
    "workshop_changed",
    "workshop_removed",
    "confirm_requirement",
}
ALWAYS_TRUE = {"registration_cancelled", "event_cancelled", "registration_removed", "invitation_called_off"}

AWAY = [timedelta(minutes=40), timedelta(days=1), timedelta(days=7)]
BACK = [
    START - timedelta(days=8),
    START - timedelta(days=6),
    START - timedelta(minutes=40),
    START - timedelta(minutes=1),
    START + timedelta(minutes=1),
    END - timedelta(minutes=1),
    END + timedelta(minutes=1),
    END + timedelta(days=1),
]


@pytest.fixture(autouse=True)
def _mail_server(app, session, smtp_server):
    app.config.update(MAIL_SERVER=smtp_server.host, MAIL_PORT=smtp_server.port)


def queue_everything(event: Event) -> None:
    """Let the services and the mails' functions queue one of each that a person can get before an event."""
    sign_up(event, "seat@example.se")
    sign_up(event, "gone@example.se")
    sign_up(event, "queue@example.se")
    seat, gone, queued = (registration_of(event, f"{who}@example.se") for who in ("seat", "gone", "queue"))
    mail.registration_changed(seat, is_calendar_change=False)
    mail.registration_declined(seat, had_seat=True)
    mail.answer_held(seat, has_declined=False)
    mail.already_registered(seat)
    mail.queue_closed(queued)
    cancel_registration(gone.id)  # moves the first in the queue up
    organiser_mail.registration_removed(gone, had_seat=False, reason="")
    event_mail.event_cancelled(gone, had_seat=False)
    invitee = make_invitee(event)
    host = event.coordinating_host
    invitation_mail.invitation(invitee, event, host, is_registered=True, batch="b")
    invitation_mail.invitation_reminder(invitee, event, host, batch="b")
    invitation_mail.invitation_changed(invitee, event)
    invitation_mail.invitation_needs_form(invitee, event, day="20271101")
    invitation_mail.invitation_full(invitee, event)
    invitation_mail.invitation_called_off(invitee, event)


def work(at, back: datetime) -> None:
    """Run the worker from when it is back until nothing is left to do."""
    for minute in range(4):
        at(back + timedelta(seconds=minute))
        while worker.run_often() + worker.remind():
            pass


def sent() -> list[OutboxMessage]:
    query = sa.select(OutboxMessage).where(OutboxMessage.status == MessageStatus.SENT)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def untrue(kinds: set[str], back: datetime) -> set[str]:
    return kinds & ((BEFORE_START if back >= START else set()) | (BEFORE_END if back >= END else set()))


def be_away(at, away: timedelta, back: datetime) -> set[str]:
    at(min(back - away, START - timedelta(minutes=2)))
    with write():
        event = make_event(starts_at=START, ends_at=END, seats=2)
        queue_everything(event)
    work(at, back)
    return {message.kind for message in sent()}


@pytest.mark.parametrize("away", AWAY, ids=["40 minutes", "a day", "a week"])
@pytest.mark.parametrize(
    "back", BACK, ids=[f"{(back - START) / timedelta(minutes=1):+.0f} min" for back in BACK]
)
def test_nothing_untrue_goes_out_and_what_is_true_does(at, away, back):
    kinds = be_away(at, away, back)

    assert untrue(kinds, back) == set()
    assert kinds >= ALWAYS_TRUE
    assert kinds >= {"registration_confirmed", "waitlist_promoted"} or back >= END
    reminders = Counter(one.recipient for one in sent() if one.kind in {"reminder", "join_link"})
    assert max(reminders.values(), default=0) <= 1


def test_without_the_table_the_past_would_be_announced(at, monkeypatch):
    monkeypatch.setattr(mail_lifetimes, "LIFETIMES", dict.fromkeys(LIFETIMES, Until.ALWAYS))

    assert untrue(be_away(at, AWAY[1], BACK[-1]), BACK[-1]) >= {"registration_confirmed", "invitation_full"}


def test_a_mail_server_that_was_away_lets_one_reminder_through(at, smtp_server):
    at(START - timedelta(days=9))
    with write():
        sign_up(make_event(starts_at=START, ends_at=END))
    work(at, START - timedelta(days=9))
    for moment in (START - timedelta(days=7), START - timedelta(days=1), START - timedelta(minutes=60)):
        at(moment)
        worker.remind()
    work(at, START - timedelta(minutes=40))

    assert [one.kind for one in sent()] == ["registration_confirmed", "join_link"]


def test_every_mail_says_how_long_it_is_true():
    folders = {path.name for path in (ROOT / "templates").glob("*/mail/*") if path.name != "shared"}

    assert set(LIFETIMES) == folders
    assert {kind for kind, until in LIFETIMES.items() if until is Until.ENDS} == BEFORE_END
    starts = {kind for kind, until in LIFETIMES.items() if until in {Until.STARTS, Until.QUEUE_ENDS}}
    assert starts == BEFORE_START - {"reminder", "join_link"}


def test_no_more_place_in_the_queue_is_told_when_the_queue_has_ended(at):
    at(START - timedelta(days=9))
    with write():
        event = make_event(starts_at=START, ends_at=END, seats=1, queue_ends_hours=48)
        sign_up(event, "seat@example.se")
        sign_up(event, "queue@example.se")
    at(START - timedelta(hours=47))
    worker.settle_queues()
    work(at, START - timedelta(hours=47))

    assert registration_of(event, "queue@example.se").status is RegistrationStatus.WAITLISTED
    assert [one.kind for one in sent() if one.recipient == "queue@example.se"] == ["queue_closed"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 2
