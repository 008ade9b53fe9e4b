"""What each mail says, whom it comes from, and which calendar message it carries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.federations.declaration import declaration_notice
from eventapp.messages.models import OutboxMessage
from eventapp.registrations import event_mail, mail
from eventapp.registrations.event_mail import event_cancelled
from eventapp.registrations.event_news import EventChange
from eventapp.registrations.links import cancel_url, join_url, own_token, own_url
from eventapp.registrations.models import Registration, RegistrationStatus, SessionChoice
from eventapp.registrations.workshop_mail import Loss, workshop_changed, workshop_removed
from tests.registrations.reading import ReadMail, read
from tests.support.builders import make_event, make_federation, make_session, swedish
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")

REPLY_ADDRESS = "svar@anmalan.example"
HOSTILE = 'Ond\r\nBcc: x@y.example\x0b\x0c\x1c"><b>;,\\ ^n 😀 {{ 7*7 }} %(x)s'


def register(event: Event, **overrides: Any) -> Registration:
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "event_id": event.id,
        "status": RegistrationStatus.CONFIRMED,
        "name": "Kim Åström",
        "email": "Kim.A@mottagare.example",
        "email_key": "kim.a@mottagare.example",
        "mode": event.modes[0],
        "created_at": clock.now(),
    }
    registration = Registration(**values | overrides)
    registration.event = event
    db.session.add(registration)
    db.session.flush()
    return registration


def make_day(**overrides: Any) -> Event:
    """The democracy day: on site and online, three hours on a Monday."""
    values: dict[str, Any] = {
        "title": "Demokratidagen 2027",
        "summary": "En dag om demokrati.",
        "attendance": Attendance.HYBRID,
        "venue_name": "Stadshuset",
        "venue_address": "Sturegatan 1, Sundbyberg",
        "starts_at": swedish("2027-11-08 09:00"),
        "ends_at": swedish("2027-11-08 12:00"),
    }
    event: Event = make_event(**values | overrides)
    return event


def event_moved(registration: Registration, old_start: datetime, old_end: datetime) -> OutboxMessage | None:
    """Tell that the event was to be at another time."""
    change = EventChange(old_start=old_start, old_end=old_end, is_new_time=True)
    return event_mail.event_moved(registration, change, old_mode=registration.mode)


def every_mail(registration: Registration) -> dict[str, OutboxMessage | None]:
    """Return each mail there is, of one registration that is given a seat first."""
    event = registration.event
    assert event.starts_at
    assert event.ends_at
    sent = {
        "registration_confirmed": mail.registration_confirmed(registration),
        "waitlist_joined": mail.waitlist_joined(registration, 3),
        "waitlist_promoted": mail.waitlist_promoted(registration, event.sessions),
        "registration_changed": mail.registration_changed(registration, is_calendar_change=True),
        "event_moved": event_moved(registration, event.starts_at - timedelta(days=7), event.ends_at),
        "already_registered": mail.already_registered(registration),
        "queue_closed": mail.queue_closed(registration),
        "link_requested": mail.link_requested(registration.email, [registration], registration.language),
    }
    for workshop in event.sessions[:1]:
        earlier = ("Sal Z", event.starts_at, event.ends_at)
        sent["workshop_changed"] = workshop_changed(registration, workshop, earlier, event.sessions[1:])
        sent["workshop_removed"] = workshop_removed(registration, workshop, Loss.GONE)
    registration.status = RegistrationStatus.CANCELLED
    sent["registration_cancelled"] = mail.registration_cancelled(registration, had_seat=True)
    event.status = EventStatus.CANCELLED
    sent["event_cancelled"] = event_cancelled(registration, had_seat=True)
    return sent


def facts_of(seen: ReadMail) -> tuple[str | None, str, str, str]:
    """Return method, SEQUENCE, STATUS and PARTSTAT."""
    return (
        seen.method,
        seen.entry.sequence.value,
        seen.entry.status.value,
        seen.entry.attendee.params["PARTSTAT"][0],
    )


def test_a_confirmation_says_what_when_where_and_how_to_change() -> None:
    registration = register(make_day())
    seen = read(mail.registration_confirmed(registration))

    assert seen.subject == "Du är anmäld: Demokratidagen 2027, 8 nov 2027"
    lines = seen.text.splitlines()
    for line in (
        "Hej Kim Åström",
        "Du är anmäld till Demokratidagen 2027.",
        "När: måndag 8\N{NO-BREAK SPACE}november 2027 kl.\N{NO-BREAK SPACE}09.00–12.00",
        "Var: Stadshuset, Sturegatan 1, Sundbyberg",
        "Kalenderinbjudan följer med mejlet. Tackar du nej i kalendern avbokas din plats.",
        f"Vill du ändra eller avboka? Öppna din anmälan: {own_url(registration)}",
        "Länken är personlig. Skicka den inte vidare.",
        "Frågor? Ring 08-123 45 67 eller svara på det här mejlet.",
    ):
        assert line in lines
    assert {own_url(registration), cancel_url(registration)} <= set(seen.hrefs)


def test_an_invitation_comes_from_its_organizer_and_has_the_tree_that_calendars_read() -> None:
    registration = register(make_day())
    seen = read(mail.registration_confirmed(registration))

    assert seen.types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert seen.sender == (registration.event.coordinating_host.name, REPLY_ADDRESS)
    assert seen.reply_to is None
    assert seen.entry.organizer.value == f"mailto:{REPLY_ADDRESS}"
    assert seen.entry.attendee.value == "mailto:Kim.A@mottagare.example"
    assert "METHOD:REQUEST\r\n" in seen.calendar
    assert facts_of(seen) == ("REQUEST", "0", "CONFIRMED", "NEEDS-ACTION")


def test_a_mail_without_calendar_is_answered_to_the_office() -> None:
    registration = register(make_day())
    seen = read(mail.waitlist_joined(registration, 4))

    host = registration.event.coordinating_host
    assert seen.sender == (host.name, "anmalan@anmalan.example")
    assert seen.reply_to == host.office_email
    assert seen.types == ["multipart/alternative", "text/plain", "text/html"]
    assert "du står på plats 4 i kön" in seen.text


def test_where_answers_are_not_read_the_file_is_published_and_answers_go_to_the_office() -> None:
    registration = register(make_day(hosts=[make_federation(reads_answers=False)]))
    seen = read(mail.registration_confirmed(registration))

    assert seen.method == "PUBLISH"
    assert "METHOD:PUBLISH\r\n" in seen.calendar
    assert "ATTENDEE" not in seen.calendar
    assert seen.sender[1] == "anmalan@anmalan.example"
    assert seen.reply_to == registration.event.coordinating_host.office_email
    assert "Kalenderfilen är bifogad." in seen.text
    for said in (seen.text, seen.html, seen.description):
        assert "acka" not in said  # neither "Tackar du nej" nor "Tacka nej"


def test_the_entry_follows_the_registration_through_its_life() -> None:
    event = make_day()
    registration = register(event)
    first = read(mail.registration_confirmed(registration))
    assert registration.calendar_entry
    registration.calendar_entry.partstat = "ACCEPTED"
    changed = read(mail.registration_changed(registration, is_calendar_change=True))
    plain = read(mail.registration_changed(registration, is_calendar_change=False))
    assert event.starts_at
    assert event.ends_at
    moved = read(event_moved(registration, event.starts_at - timedelta(days=1), event.ends_at))
    cancelled = read(mail.registration_cancelled(registration, had_seat=True))
    again = read(mail.registration_confirmed(registration))

    assert facts_of(changed) == ("REQUEST", "1", "CONFIRMED", "ACCEPTED")
    assert plain.method is None
    assert facts_of(moved) == ("REQUEST", "2", "CONFIRMED", "NEEDS-ACTION")
    assert facts_of(cancelled) == ("CANCEL", "3", "CANCELLED", "DECLINED")
    assert facts_of(again) == ("REQUEST", "0", "CONFIRMED", "NEEDS-ACTION")
    same = {seen.entry.uid.value for seen in (first, changed, moved, cancelled)}
    assert len(same) == 1
    assert again.entry.uid.value not in same
    assert cancelled.entry.summary.value == "Demokratidagen 2027"
    assert "Kan du inte komma?" in first.description


def test_a_called_off_event_is_marked_and_leaves_the_calendar() -> None:
    event = make_day(cancellation_reason="Föreläsaren är sjuk")
    registration = register(event)
    mail.registration_confirmed(registration)
    event.status = EventStatus.CANCELLED
    seen = read(event_cancelled(registration, had_seat=True))

    assert seen.subject == "Inställt: Demokratidagen 2027"
    assert (
        "Demokratidagen 2027 den 8\N{NO-BREAK SPACE}november 2027 är inställt. Föreläsaren är sjuk."
        " Du behöver inte göra något."
    ) in seen.text
    assert "Posten i kalendern tas bort med den bifogade filen." in seen.text
    assert facts_of(seen) == ("CANCEL", "1", "CANCELLED", "NEEDS-ACTION")
    assert seen.entry.summary.value == "INSTÄLLT: Demokratidagen 2027"
    assert "/delta/" not in seen.calendar


def test_those_in_the_queue_get_no_calendar_message() -> None:
    event = make_day()
    registration = register(event, status=RegistrationStatus.WAITLISTED, queue_number=1)
    assert event.starts_at
    assert event.ends_at
    moved = read(event_moved(registration, event.starts_at - timedelta(days=1), event.ends_at))
    cancelled = read(event_cancelled(registration, had_seat=False))
    assert (moved.method, cancelled.method) == (None, None)
    assert "Du står kvar i kön." in moved.text
    assert "kalender" not in moved.text + cancelled.text


def test_a_moved_event_tells_the_new_and_the_earlier_time() -> None:
    registration = register(make_day())
    mail.registration_confirmed(registration)
    seen = read(event_moved(registration, swedish("2027-11-05 13:00"), swedish("2027-11-05 15:00")))
    assert seen.subject == "Ny tid: Demokratidagen 2027"
    for said in (" ".join(seen.text.split()), seen.html):
        assert "Ny tid: måndag 8 november 2027 kl. 09.00–12.00" in said
        assert "Tidigare tid: fredag 5 november 2027 kl. 13.00–15.00" in said
    assert "Din anmälan gäller. En ny kalenderfil är bifogad." in seen.text


def test_online_the_way_in_stands_in_text_place_and_conference_of_the_entry() -> None:
    registration = register(make_day(), mode=Mode.ONLINE)
    seen = read(mail.registration_confirmed(registration))
    link = join_url(registration)

    assert f"Var: Digitalt. Anslut här när det börjar: {link}" in seen.text.splitlines()
    assert link in seen.description.splitlines()
    assert seen.entry.location.value == f"Digitalt {link}"
    assert f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Anslut till mötet:{link}\r\n" in seen.calendar


def test_no_calendar_part_opens_a_registration() -> None:
    registration = register(make_day(), mode=Mode.ONLINE)
    token = own_token(registration)
    for kind, queued in every_mail(registration).items():
        assert token not in read(queued).calendar, kind
        assert "/anmalan/" not in read(queued).calendar, kind


def test_the_chosen_workshops_stand_in_mail_and_entry() -> None:
    event = make_day()
    chosen = make_session(
        event,
        slot=1,
        title="Tillgänglighet i praktiken",
        place="Sal B",
        starts_at=swedish("2027-11-08 10:00"),
        ends_at=swedish("2027-11-08 11:00"),
    )
    make_session(event, slot=1, title="En annan")
    registration = register(event)
    registration.choices.append(SessionChoice(session_id=chosen.id, slot=1))
    db.session.flush()
    seen = read(mail.registration_confirmed(registration))

    line = "Workshop: Tillgänglighet i praktiken, kl.\N{NO-BREAK SPACE}10.00–11.00, Sal B"
    assert line in seen.text
    assert line.replace("\N{NO-BREAK SPACE}", " ") in seen.html
    assert line in seen.description
    assert "En annan" not in seen.text + seen.html + seen.description


@pytest.mark.parametrize("signers", [[True], [True, True], [True, False, True], [False]])
def test_the_notice_stands_exactly_once_in_every_channel_of_every_mail(signers: list[bool]) -> None:
    event = make_day(hosts=[make_federation(is_signer=is_signer) for is_signer in signers])
    notice = declaration_notice(event.federations)
    for kind, queued in every_mail(register(event)).items():
        seen = read(queued)
        said = [seen.text, seen.html] + ([seen.description] if seen.method else [])
        for text in said:
            assert text.count(notice) == 1 if notice else "undertecknat" not in text, kind


def test_a_sensitive_event_tells_only_date_time_host_and_link() -> None:
    event = make_day(
        is_sensitive=True,
        title="Att upptäcka våldsutsatthet",
        neutral_title="Kunskapsseminarium med samordningsförbundet",
        summary="Om hemligheten",
        venue_name="Kvinnojouren",
        directions="Vid hemligheten",
        cancellation_reason="Hemligt skäl",
    )
    workshop = make_session(event, slot=1, title="Hemlig workshop", place="Hemlig sal")
    registration = register(event)
    registration.choices.append(SessionChoice(session_id=workshop.id, slot=1))
    db.session.flush()

    for kind, queued in every_mail(registration).items():
        seen = read(queued)
        assert "Kunskapsseminarium" not in seen.subject, kind
        everything = (seen.subject + seen.text + seen.html + seen.calendar).lower()
        for secret in ("våld", "hemlig", "kvinnojour"):
            assert secret not in everything, kind
        for said in (seen.text, seen.html):
            assert "Kunskapsseminarium" not in said, kind
            assert "Sturegatan" not in said, kind
            assert event.coordinating_host.name in said, kind
        if seen.method:
            assert "CLASS:PRIVATE\r\n" in seen.calendar, kind
            assert "Kunskapsseminarium" in seen.entry.summary.value
    assert read(mail.registration_confirmed(registration)).subject == "Bekräftelse på din anmälan"


def test_hostile_names_and_titles_stay_text() -> None:
    event = make_day(title=HOSTILE, hosts=[make_federation(name=HOSTILE)], venue_name=HOSTILE)
    registration = register(event, name=HOSTILE, mode=Mode.ONLINE)
    for kind, queued in every_mail(registration).items():
        seen = read(queued)
        assert seen.message.defects == [], kind
        assert seen.message["Bcc"] is None, kind
        assert [address.addr_spec for address in seen.message["To"].addresses] == [registration.email], kind
        assert "<b>" in seen.html, kind  # escaped: it survived the stripping of tags
        assert "49" not in seen.html, kind
        if seen.method:
            assert seen.entry.attendee.value == "mailto:Kim.A@mottagare.example", kind
            assert "\nBcc" not in seen.calendar, kind


def test_a_title_as_long_as_may_be_is_read_whole_from_the_entry() -> None:
    title = "Åäö, " * 40
    seen = read(mail.registration_confirmed(register(make_day(title=title))))
    assert seen.entry.summary.value == title.strip()
    assert len(seen.calendar.encode()) < 32 * 1024


def test_a_mail_is_in_the_language_of_the_registration() -> None:
    event = make_day(title_en="Democracy Day 2027")
    registration = register(event, language="en", mode=Mode.ONLINE)
    queued = mail.registration_confirmed(registration)
    seen = read(queued)
    assert seen.message["Content-Language"] == "en"
    assert "Democracy Day 2027" in seen.subject
    assert "Monday 8\N{NO-BREAK SPACE}November 2027, 09:00–12:00" in seen.text
    assert "/en/anmalan/" in seen.text
    assert seen.entry.url.value.endswith(f"/en/evenemang/{event.slug}")


def test_the_same_step_is_mailed_once_and_a_new_one_again(at: Any) -> None:
    at("2027-10-01 12:00")
    event = make_day()
    waiting = register(event, status=RegistrationStatus.WAITLISTED, queue_number=5)
    assert mail.waitlist_joined(waiting, 1)
    assert mail.waitlist_joined(waiting, 1) is None
    assert mail.queue_closed(waiting)
    assert mail.queue_closed(waiting) is None
    assert mail.already_registered(waiting)
    assert mail.already_registered(waiting) is None
    waiting.queue_number = 6
    assert mail.waitlist_joined(waiting, 1)
    assert mail.registration_changed(waiting, is_calendar_change=False)
    assert mail.registration_changed(waiting, is_calendar_change=False)
    at("2027-10-01 12:11")
    assert mail.already_registered(waiting)


def test_a_lost_link_is_answered_with_every_registration_of_the_address() -> None:
    first, second = register(make_day()), register(make_day(title="Webbinariet"))
    seen = read(mail.link_requested(first.email, [first, second], "sv"))
    for registration in (first, second):
        assert own_url(registration) in seen.text.splitlines()
        assert own_url(registration) in seen.hrefs
    assert "Demokratidagen 2027" in seen.text
    assert "Webbinariet" in seen.html
    assert seen.types == ["multipart/alternative", "text/plain", "text/html"]


def test_who_is_signed_up_already_hears_the_truth_with_the_link() -> None:
    event = make_day()
    seat = register(event)
    waiting = register(
        event, email="b@m.example", email_key="b@m.example", status=RegistrationStatus.WAITLISTED
    )
    assert "Du är redan anmäld till Demokratidagen 2027." in read(mail.already_registered(seat)).text
    told = read(mail.already_registered(waiting))
    assert told.subject == "Du står redan i kö: Demokratidagen 2027"
    assert own_url(waiting) in told.text


def test_full_wishes_are_named_to_who_comes_from_the_queue() -> None:
    event = make_day()
    full = make_session(event, slot=1, title="Fullsatt", seats=1, taken=1)
    seen = read(mail.waitlist_promoted(register(event), [full]))
    assert seen.subject == "Du har fått en plats: Demokratidagen 2027"
    assert "Någon avbokade och nu är platsen din." in seen.text
    assert "Det här är fullt: Fullsatt." in seen.text
    assert facts_of(seen) == ("REQUEST", "0", "CONFIRMED", "NEEDS-ACTION")


def test_a_confirmation_asks_the_database_no_more_for_six_hosts_than_for_one() -> None:
    asked = []
    for hosts in (1, 6):
        event = make_day(hosts=[make_federation() for _host in range(hosts)])
        registration = register(event)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as statements:
            mail.registration_confirmed(registration)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12
