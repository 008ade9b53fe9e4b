"""Known and unknown addresses cost a public form the same work; what is owed to the known comes from the worker."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import template_rendered

from eventapp.core.extensions import db
from eventapp.events.kinds import Mode
from eventapp.events.part_models import SeatPool
from eventapp.messages.models import OutboxMessage
from eventapp.registrations import services
from eventapp.registrations.models import FormSubmission, Registration
from eventapp.registrations.owed_mails import list_owed, send_owed
from tests.support.builders import make_event, sign_up
from tests.support.forms import fill_in, hidden_fields
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")
KNOWN, NEW = "kim@example.se", "new@example.se"


def outbox():
    db.session.rollback()
    query = sa.select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.id)
    return [tuple(row) for row in db.session.execute(query)]


def shape(statement):
    """Return a statement without what differs by its values."""
    return re.sub(r"\s+", " ", statement).strip()


def work_of(app, address, **fields):
    """Return the statements and templates that sending a form takes, and the answer."""
    client, rendered = app.test_client(), []
    sent = hidden_fields(client.get(address).text) | fields
    db.session.commit()

    def note(_sender, template, **_more):
        rendered.append(template.name)

    with template_rendered.connected_to(note), count_queries() as asked:
        answer = client.post(address, data=sent)
    return [shape(one) for one in asked], rendered, answer.status_code


@pytest.mark.both_databases
@pytest.mark.parametrize("values", [{}, {"seats": 5}, {"seats": 1}, {"seats": 9, "on_site": 3, "online": 4}])
def test_sign_up_takes_the_same_statements_and_templates_for_known_and_new(app, values):
    event = make_event(**values)
    sign_up(event, KNOWN, mode=Mode.ONLINE) if "online" in values else sign_up(event, KNOWN)
    if values == {"seats": 1}:
        sign_up(event, "waits@example.se")
    path = f"/evenemang/{event.slug}/anmalan"
    more = {"mode": "online"} if "online" in values else {}
    work_of(app, path, name="Kim", email="first@example.se", **more)
    known, new = (work_of(app, path, name="Kim", email=email, **more) for email in (KNOWN, NEW))
    assert known == new


@pytest.mark.both_databases
def test_told_at_once_the_known_would_cost_less(app, monkeypatch):
    monkeypatch.setattr(
        services, "register_alike", lambda event, form: (services.register_attendee(event, form), False)
    )
    event = make_event(seats=5)
    sign_up(event, KNOWN)
    path = f"/evenemang/{event.slug}/anmalan"
    known, new = (work_of(app, path, name="Kim", email=email) for email in (KNOWN, NEW))
    assert known != new


@pytest.mark.both_databases
def test_lost_link_takes_the_same_statements_and_templates_for_known_and_unknown(app):
    sign_up(make_event(), KNOWN)
    work_of(app, "/min-anmalan", email="first@example.se")
    known, unknown = (work_of(app, "/min-anmalan", email=email) for email in (KNOWN, NEW))
    assert known == unknown
    assert not any("FROM registration" in statement for statement in known[0])


@pytest.mark.both_databases
@pytest.mark.parametrize("values", [{"seats": 5}, {"seats": 1}, {"seats": 9, "on_site": 3, "online": 4}])
def test_second_form_of_a_known_address_leaves_nothing_but_the_mail_with_the_truth(app, values):
    event = make_event(**values)
    sign_up(event, KNOWN, name="Kim")
    db.session.commit()
    before = [tuple(row) for row in db.session.execute(sa.select(SeatPool.id, SeatPool.taken))]
    counter, mails = event.queue_counter, len(outbox())
    mode = {"mode": "on_site"} if "online" in values else {}
    fill_in(app.test_client(), f"/evenemang/{event.slug}/anmalan", name="Annan", email=KNOWN, **mode)
    assert len(outbox()) == mails
    assert send_owed() == 1
    assert outbox()[mails:] == [("already_registered", KNOWN)]
    assert send_owed() == 0
    (one,) = db.session.scalars(sa.select(Registration)).all()
    assert (one.name, one.email) == ("Kim", KNOWN)
    assert [tuple(row) for row in db.session.execute(sa.select(SeatPool.id, SeatPool.taken))] == before
    db.session.refresh(event)
    assert event.queue_counter == counter


@pytest.mark.both_databases
def test_links_are_mailed_to_the_known_and_the_request_is_forgotten(app):
    sign_up(make_event(), KNOWN)
    db.session.commit()
    mails = len(outbox())
    for email in ("Kim@example.se", NEW):
        fill_in(app.test_client(), "/min-anmalan", email=email)
    assert len(list_owed()) == 2
    assert send_owed() == 2
    assert outbox()[mails:] == [("link_requested", KNOWN)]
    assert db.session.scalars(sa.select(FormSubmission)).all() == []


def test_who_was_erased_meanwhile_gets_no_mail(app):
    event = make_event()
    sign_up(event, KNOWN)
    fill_in(app.test_client(), f"/evenemang/{event.slug}/anmalan", name="Kim", email=KNOWN)
    db.session.commit()
    mails = len(outbox())
    for form in db.session.scalars(sa.select(FormSubmission)):
        form.outcome = {**form.outcome, "email": ""}
    db.session.commit()
    assert send_owed() == 1
    assert len(outbox()) == mails
