"""What stands beside the choices of the forms."""

from __future__ import annotations

import pytest

from eventapp.events.kinds import Attendance, Mode
from eventapp.registrations.form_notes import mode_notes
from tests.support.builders import make_event, registration_of, sign_up

pytestmark = pytest.mark.usefixtures("session")
QUEUE = "(fullt, du kan ställa dig i kö)"


def test_who_signs_up_for_a_full_event_queues_in_either_way(app) -> None:
    event = make_event(attendance=Attendance.HYBRID, seats=1)
    sign_up(event)

    with app.test_request_context():
        assert mode_notes(event).notes == {"on_site": QUEUE, "online": QUEUE}


def test_who_has_a_seat_of_a_full_event_may_change_the_way_of_attending(app) -> None:
    event = make_event(attendance=Attendance.HYBRID, seats=1)
    sign_up(event, mode=Mode.ON_SITE)

    with app.test_request_context():
        assert mode_notes(event, registration_of(event)).notes == {}


def test_a_full_way_of_attending_is_marked_for_those_who_attend_in_the_other(app) -> None:
    event = make_event(attendance=Attendance.HYBRID, seats=10, on_site=1, online=3)
    sign_up(event, "a@example.se", mode=Mode.ON_SITE)
    sign_up(event, "b@example.se", mode=Mode.ONLINE)

    with app.test_request_context():
        own = mode_notes(event, registration_of(event, "a@example.se")).notes
        other = mode_notes(event, registration_of(event, "b@example.se")).notes
    assert own == {"online": "(några platser kvar)"}
    assert other == {"on_site": "(fullt)", "online": "(några platser kvar)"}
