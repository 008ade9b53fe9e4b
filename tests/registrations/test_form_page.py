"""The blank form comes from memory, and is never another than the event's form now."""

from __future__ import annotations

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance
from eventapp.registrations.queries import find_active
from tests.support.builders import make_event, make_question, sign_up
from tests.support.forms import hidden_fields
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")


def open_form(client, event):
    """Return the text of the page with the form."""
    return client.get(f"/evenemang/{event.slug}/anmalan").text


def test_two_blank_forms_differ_in_their_hidden_fields_alone(client):
    event = make_event()
    first, second = (open_form(client, event) for _time in range(2))
    assert hidden_fields(first)["form_id"] != hidden_fields(second)["form_id"]
    for name, value in hidden_fields(first).items():
        first = first.replace(value, hidden_fields(second)[name]) if value else first
    assert first == second


def test_a_question_added_later_is_asked_at_once(client):
    event = make_event()
    assert "Hur reser du?" not in open_form(client, event)
    make_question(event, label="Hur reser du?")
    assert "Hur reser du?" in open_form(client, event)


def test_whether_there_is_a_seat_is_said_as_it_is_now(client):
    event = make_event(attendance=Attendance.HYBRID, on_site=2)
    assert "(några platser kvar)" in open_form(client, event)
    sign_up(event)
    assert "(några platser kvar)" in open_form(client, event)
    sign_up(event, "b@example.se")
    assert "(fullt, du kan ställa dig i kö)" in open_form(client, event)


def test_the_form_takes_five_queries_and_sending_it_fifteen(client):
    address = f"/evenemang/{make_event().slug}/anmalan"
    db.session.commit()
    with count_queries() as opened:
        fields = hidden_fields(client.get(address).text) | {"name": "Kim", "email": "kim@example.se"}
    with count_queries() as sent:
        assert client.post(address, data=fields).status_code == 303
    assert len(opened) <= 5
    assert len(sent) <= 15


def test_an_address_is_looked_for_in_the_index_and_not_among_all(app):
    with count_queries() as asked:
        find_active(1, "kim@example.se")
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (1, "kim@example.se"))
    assert "uq_registration_active (event_id=? AND email_key=?)" in plan.fetchone()[3]


def test_what_one_visitor_adds_to_the_address_is_not_shown_to_the_next(client):
    address = f"/evenemang/{make_event().slug}/anmalan"
    client.get(f"{address}?from=somebody")
    assert "somebody" not in client.get(address).text
