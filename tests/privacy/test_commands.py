"""`purge` tells how much of each class of data it takes away, whatever class is due."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from eventapp.cli import main
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.limits import count_hit
from eventapp.federations.services import sign_in
from eventapp.feedback.models import Feedback, FeedbackKind
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.labels import COUNTED, what_label
from eventapp.privacy.models import What
from eventapp.registrations.models import FormSubmission, NamelessQuestion
from tests.support.builders import (
    make_contributor,
    make_event,
    make_invitee,
    make_question,
    sign_up,
)
from tests.support.calendar_answers import receive_mail
from tests.support.organisers import make_organiser

LATER = timedelta(days=400)
#: Written down beside another class, and never due by itself.
NEVER_DUE = {What.ERASED, What.CALENDAR, What.LOG_DETAILS}


def _answered(event):
    question = make_question(event, retention_days=30)
    sign_up(event, answers={question.id: ["Ja"]})


def _add(*records):
    db.session.add_all(records)
    db.session.flush()


def _sent(event, *, about=None):
    """Make the one mail of a sign-up look sent: to the person, or to somebody of whom nothing else is kept."""
    sign_up(event)
    message = db.session.query(OutboxMessage).one()
    message.finished_at = clock.now()
    message.about = about or message.about


def _copy():
    database = Path(db.engine.url.database)
    database.with_name(f"{database.name}.before-upgrade-20200101T000000").touch()


#: What makes one record of each class that can be due, for an event.
MAKERS = {
    What.ASKERS: lambda event: sign_up(event, advance_question="Hur når vi fler?"),
    What.NEEDS: lambda event: sign_up(event, needs="Hörslinga"),
    What.ANSWERS: _answered,
    What.QUESTIONS: lambda event: _add(NamelessQuestion(event_id=event.id, text="Hur når vi fler?")),
    What.REGISTRATIONS: sign_up,
    What.CONTRIBUTORS: lambda event: make_contributor(event, email="talare@exempel.se"),
    What.INVITEES: make_invitee,
    What.MAIL_ADDRESSES: lambda event: _sent(event, about="borta"),
    What.MAIL_CONTENT: _sent,
    What.REPLIES: lambda _event: receive_mail(b"From: brev@example.se\r\nSubject: Hej\r\n\r\nHej\r\n"),
    What.FORMS: lambda event: _add(
        FormSubmission(form_id="x", event_id=event.id, outcome={}, created_at=clock.now())
    ),
    What.LIMITS: lambda _event: count_hit("sign-up", "192.0.2.1"),
    What.SIGN_INS: lambda _event: sign_in(make_organiser().id),
    What.COPIES: lambda _event: _copy(),
    What.FEEDBACK: lambda _event: _add(
        Feedback(form_id="x", kind=FeedbackKind.FAULT, text="Trasigt", created_at=clock.now())
    ),
}


@pytest.fixture
def purge(process_settings, monkeypatch, capsys):
    """Run the command in this process: `purge("--dry-run")`; returns exit code and what it printed."""

    def command(*arguments):
        for name, value in process_settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["eventapp", "purge", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().out

    return command


@pytest.mark.parametrize("what", MAKERS)
def test_each_class_that_is_due_is_told_and_taken(what, session, purge, at):
    at("2031-03-01 12:00")
    MAKERS[what](make_event())
    session.commit()
    at(clock.now() + LATER)

    for arguments, begin in (["--dry-run"], "Would take away: "), ([], "Took away: "):
        code, told = purge(*arguments)
        assert not code
        assert told.startswith(begin)
        assert f"1 {COUNTED[what]}" in told
    assert COUNTED[what] not in purge("--dry-run")[1]


def test_every_class_has_its_words_and_its_test(app):
    assert set(MAKERS) | NEVER_DUE == set(What) == set(COUNTED)
    with app.test_request_context():
        assert all(what_label(what) for what in What)
