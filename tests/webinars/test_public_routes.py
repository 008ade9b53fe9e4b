"""The join page over HTTP: what it says, and when the meeting's own link stands on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.services import cancel_registration
from tests.support.builders import make_event, registration_of, sign_up, swedish

pytestmark = pytest.mark.usefixtures("session")

START = swedish("2027-11-08 09:00")
MEETING = "https://meet.example/rum-7"


@pytest.fixture
def registration(at):
    """Somebody online, with the page opening half an hour before."""
    at("2027-10-01 12:00")
    event = make_event(starts_at=START, meeting_url=MEETING, other_way_in="Ring 08-123 45 67, kod 7")
    sign_up(event)
    return registration_of(event)


def page(client, registration):
    return client.get(f"/delta/{join_token(registration)}")


def test_before_the_set_minute_it_says_when_it_opens(client, registration, at):
    at(START - timedelta(minutes=30, seconds=1))
    text = page(client, registration).text

    assert "måndag 8\N{NO-BREAK SPACE}november 2027 kl.\N{NO-BREAK SPACE}08.30" in text
    assert MEETING not in text


def test_from_the_set_minute_it_shows_the_ways_in(client, registration, at):
    at(START - timedelta(minutes=30))
    text = page(client, registration).text

    assert f'href="{MEETING}"' in text
    assert "Ring 08-123 45 67, kod 7" in text


def test_after_the_end_it_is_over(client, registration, at):
    at(registration.event.ends_at)
    text = page(client, registration).text

    assert "Evenemanget är slut" in text
    assert MEETING not in text


def test_who_has_cancelled_sees_no_way_in(client, registration, at):
    cancel_registration(registration.id)
    at(START)
    text = page(client, registration).text

    assert "avbokad" in text
    assert MEETING not in text


def test_a_cancelled_event_has_no_way_in(client, registration, at):
    registration.event.status = EventStatus.CANCELLED
    at(START)

    assert "inställt" in page(client, registration).text


def test_who_waits_sees_no_way_in(client, at):
    at("2027-10-01 12:00")
    event = make_event(starts_at=START, meeting_url=MEETING, seats=1)
    sign_up(event, "first@example.se")
    sign_up(event)
    at(START)

    assert MEETING not in page(client, registration_of(event)).text


def test_who_comes_in_person_is_told_so(client, at):
    at("2027-10-01 12:00")
    event = make_event(starts_at=START, meeting_url=MEETING, attendance=Attendance.HYBRID)
    sign_up(event, mode=Mode.ON_SITE)
    at(START)
    text = page(client, registration_of(event)).text

    assert "anmäld på plats" in text
    assert MEETING not in text


def test_a_link_that_is_no_web_address_is_not_shown(client, registration, at):
    registration.event.meeting_url = "javascript:alert(1)"
    at(START)

    assert "javascript:" not in page(client, registration).text


def test_the_address_is_kept_by_nobody(client, registration):
    headers = page(client, registration).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_token_for_something_else_opens_nothing(client, registration):
    for token in (own_token(registration), "x-y", "å", f"{join_token(registration)}a"):
        assert client.get(f"/delta/{token}").status_code == 404


def test_a_revoked_link_opens_nothing(client, registration):
    token = join_token(registration)
    registration.join_version += 1
    db.session.flush()

    assert client.get(f"/delta/{token}").status_code == 404


def test_a_sensitive_event_keeps_its_neutral_name(client, registration):
    registration.event.is_sensitive, registration.event.neutral_title = True, "Webbinarium om en rättighet"
    text = page(client, registration).text

    assert "Webbinarium om en rättighet" in text
    assert registration.event.title not in text


def test_it_is_there_in_english(client, registration):
    assert client.get(f"/en/delta/{join_token(registration)}").status_code == 200
