"""A workshop goes out of the programme while somebody signs up for it: one waits for the other, without an error."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.changes.programme import remove_item
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.registrations import services
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.errors import WorkshopGone
from eventapp.registrations.links import change_url
from eventapp.registrations.models import Registration
from tests.support.builders import make_event, make_session, registration_of, sign_up
from tests.support.forms import hidden_fields

pytestmark = pytest.mark.both_databases
LONGEST_WAIT = 20


@pytest.fixture
def event(session):
    event = make_event(title="Dagen")
    make_session(event, slot=1, seats=5, title="Att lyssna")
    make_session(event, slot=1, title="Att tala")
    db.session.commit()
    return event


def post_while_it_goes(app, event, path, **fields):
    """Send a form that has been checked when the workshop it names goes, and is saved after that."""
    public_id, event_id = event.sessions[0].public_id, event.id
    client = app.test_client()
    page = hidden_fields(client.get(path).text)
    answers, is_checked = [], threading.Event()

    def send():
        answers.append(client.post(path, data=page | {"session_1": public_id} | fields))

    def note(_connection):
        # The transaction in which the form was checked ends: from here on it waits to write.
        if threading.current_thread() is sender:
            is_checked.set()

    sender = threading.Thread(target=send)
    engine = db.engine
    sa.event.listen(engine, "rollback", note)
    try:
        with write():
            claimed = lock_event(event_id)
            sender.start()
            assert is_checked.wait(LONGEST_WAIT)
            remove_item(claimed, public_id, SYSTEM)
        sender.join(LONGEST_WAIT)
    finally:
        sa.event.remove(engine, "rollback", note)
    return answers[0]


def test_who_signs_up_for_it_is_asked_to_choose_again_with_everything_kept(app, event):
    answer = post_while_it_goes(
        app, event, f"/evenemang/{event.slug}/anmalan", name="Kim Exempel", email="kim@example.se"
    )
    assert answer.status_code == 200
    assert "Programmet har ändrats. Välj workshop igen." in answer.text
    assert "Kim Exempel" in answer.text
    assert "Att tala" in answer.text
    assert "Att lyssna" not in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0
    assert find_seat_problems() == []


def test_who_changes_to_it_keeps_what_they_had(app, event):
    sign_up(event)
    db.session.commit()
    path = "/" + change_url(registration_of(event)).split("/", 3)[3]
    answer = post_while_it_goes(app, event, path, name="Kim Nytt Namn")
    assert answer.status_code == 200
    assert "Programmet har ändrats. Välj workshop igen." in answer.text
    assert "Kim Nytt Namn" in answer.text
    assert registration_of(event).choices == []
    assert find_seat_problems() == []


def test_without_the_guard_the_database_refuses_and_the_person_meets_an_error(event, monkeypatch):
    workshop = event.sessions[0]
    gone = workshop.id
    remove_item(lock_event(event.id), workshop.public_id, SYSTEM)
    with pytest.raises(WorkshopGone):
        sign_up(event, sessions={1: gone})
    monkeypatch.setattr(services, "require_workshops", lambda _event_id, _choices: None)
    with pytest.raises(sa.exc.IntegrityError):
        _sign_up_and_save(event, gone)


def test_a_workshop_that_is_in_another_slot_now_cannot_be_had_in_the_old_one(event):
    workshop = event.sessions[0]
    workshop.slot = 2
    db.session.flush()
    with pytest.raises(WorkshopGone):
        sign_up(event, sessions={1: workshop.id})


def _sign_up_and_save(event: Event, workshop_id: int) -> None:
    sign_up(event, sessions={1: workshop_id})
    db.session.flush()
