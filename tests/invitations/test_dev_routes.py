"""Answering an invitation in the development inbox: a real answer, by the same entrance."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.app import create_app
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.messages import dev_mails
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import RegistrationStatus
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.forms import hidden_fields

MAIL = "20261108T090000000000-00000001"


@pytest.fixture
def inbox(database, tmp_path, monkeypatch):
    """A development application in whose inbox a confirmation lies."""
    monkeypatch.setattr(dev_mails, "FOLDER", tmp_path)
    app = create_app({"CONFIG": "development", "SQLALCHEMY_DATABASE_URI": database})
    with app.app_context():
        sign_up(make_event(seats=1))
        db.session.commit()
        (tmp_path / f"{MAIL}.eml").write_bytes(db.session.scalars(sa.select(OutboxMessage.payload)).one())
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("partstat", "status"),
    [
        ("ACCEPTED", RegistrationStatus.CONFIRMED),
        ("TENTATIVE", RegistrationStatus.CONFIRMED),
        ("DECLINED", RegistrationStatus.CANCELLED),
    ],
)
def test_buttons_answer_as_the_calendar_would(inbox, partstat, status):
    page = inbox.get(f"/dev/mail/{MAIL}").text
    for button in ("Tacka ja", "Tacka nej", "Kanske"):
        assert f">{button}<" in page
    token = hidden_fields(page)["csrf_token"]
    sent = {"csrf_token": token, "partstat": partstat}
    answer = inbox.post(f"/dev/mail/{MAIL}/svar", data=sent, follow_redirects=True)
    assert "Svaret är mottaget" in answer.text
    db.session.expire_all()
    registration = registration_of(db.session.scalars(sa.select(Event)).one())
    assert registration.status is status
    assert registration.calendar_entry.partstat == partstat


def test_what_is_no_answer_is_refused(inbox):
    token = hidden_fields(inbox.get(f"/dev/mail/{MAIL}").text)["csrf_token"]
    for partstat in ("", "DELEGATED", "x"):
        sent = {"csrf_token": token, "partstat": partstat}
        assert inbox.post(f"/dev/mail/{MAIL}/svar", data=sent).status_code == 400


def test_there_is_no_such_address_outside_development(client):
    assert client.post(f"/dev/mail/{MAIL}/svar").status_code == 404
