"""What a reminder says, and what it does not."""

from __future__ import annotations

import pytest

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance
from eventapp.federations.declaration import declaration_notice
from eventapp.registrations.links import cancel_url, join_url, own_url
from eventapp.reminders.mail import join_link, reminder
from tests.support.builders import make_event, registration_of, sign_up, swedish

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def registration(at):
    """One person on an online event that is as an organiser fills it in."""
    at("2027-10-01 12:00")
    event = make_event(
        starts_at=swedish("2027-11-08 09:00"), title="Öppet samtal", meeting_url="https://meet.example/hemlig"
    )
    sign_up(event)
    return registration_of(event)


@pytest.mark.parametrize("build", [reminder, join_link])
def test_both_parts_have_the_links_the_rules_and_the_notice_once(registration, build):
    mail = build(registration)

    for part in (mail.text, mail.html):
        assert part.count(declaration_notice(registration.event.federations)) == 1
        for address in (join_url(registration), cancel_url(registration), "/samtalsregler"):
            assert address in part
        assert "meet.example" not in part
    assert mail.calendar is None
    assert mail.reply_to == registration.event.coordinating_host.office_email


def test_a_reminder_says_when_and_leads_to_the_own_page(registration):
    mail = reminder(registration)

    assert mail.subject == "Påminnelse: Öppet samtal, måndag 8 nov 2027 kl. 09.00"
    assert "Vi ses måndag 8\N{NO-BREAK SPACE}november 2027 kl.\N{NO-BREAK SPACE}09.00." in mail.text
    assert own_url(registration) in mail.text


def test_the_join_link_says_when_the_page_opens(registration):
    registration.event.join_opens_minutes = 1

    assert "öppnar 1 minut innan" in join_link(registration).text


def test_a_reminder_on_site_has_the_place_and_no_way_in(at):
    at("2027-10-01 12:00")
    event = make_event(attendance=Attendance.ON_SITE, venue_name="Stadshuset")
    sign_up(event)
    text = reminder(registration_of(event)).text

    assert "Stadshuset" in text
    assert "/delta/" not in text


@pytest.mark.parametrize("build", [reminder, join_link])
def test_a_sensitive_event_is_not_named(registration, build):
    registration.event.is_sensitive = True
    registration.event.neutral_title = "Webbinarium"
    db.session.flush()
    mail = build(registration)

    assert "Öppet samtal" not in mail.subject + mail.text + mail.html
    assert "8 nov" in mail.subject


def test_a_reminder_follows_the_language_of_the_sign_up(registration):
    registration.language = "en"

    assert "Monday 8\N{NO-BREAK SPACE}November 2027, 09:00" in reminder(registration).text
    assert "/en/anmalan/" in reminder(registration).text
