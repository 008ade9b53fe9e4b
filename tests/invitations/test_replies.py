"""Answers from calendars: what each does to seats, queue, lists and mails, and what does nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, Audience, EventStatus, QuestionKind
from eventapp.federations.models import Federation
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.invitations.services import invite_people
from eventapp.invitations.standing import Standing
from eventapp.messages.mailbox import Tray
from eventapp.messages.models import MessageStatus, OutboxMessage, ReceivedMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration
from tests.invitations.people import person_of
from tests.messages.test_incoming import POSTFIX
from tests.registrations.reading import ReadMail, read
from tests.support.builders import make_event, make_invitee, make_question, registration_of, sign_up
from tests.support.calendar_answers import answer, receive_mail

pytestmark = pytest.mark.both_databases

KIM = "kim@kommun.example"
ROBIN = "robin.ek@kommun.example"


@pytest.fixture
def event(app, session, at):
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    at("2027-10-01 12:00")
    event = make_event(seats=1)
    sign_up(event, KIM)
    db.session.commit()
    return event


def get(octets, is_whole=True):
    """Take a mail as the worker does, and return where it was put."""
    with write():
        tray = receive_mail(octets, is_whole)
    db.session.expire_all()
    return tray


def later(**much):
    return clock.now() + timedelta(**much)


def entry_of(event, address=KIM) -> CalendarEntry:
    query = sa.select(CalendarEntry).where(CalendarEntry.address == address).order_by(CalendarEntry.id.desc())
    return db.session.scalars(query).first()


def mails(address=KIM) -> list[ReadMail]:
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return [read(message) for message in db.session.scalars(query)]


def kinds(address=KIM) -> list[str]:
    query = sa.select(OutboxMessage.kind).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def noted() -> list[tuple[str, str]]:
    query = sa.select(ReceivedMessage.action, ReceivedMessage.why).order_by(ReceivedMessage.id)
    return [tuple(row) for row in db.session.execute(query)]


def status_of(event, address=KIM):
    return registration_of(event, address).status


def test_no_in_the_calendar_frees_the_seat_for_the_first_in_the_queue(event):
    sign_up(event, "forst@kommun.example")
    sign_up(event, "sedan@kommun.example")
    db.session.commit()
    assert get(answer(entry_of(event))) is Tray.DONE
    assert status_of(event) is RegistrationStatus.CANCELLED
    assert status_of(event, "forst@kommun.example") is RegistrationStatus.CONFIRMED
    assert status_of(event, "sedan@kommun.example") is RegistrationStatus.WAITLISTED
    assert mails("forst@kommun.example")[-1].method == "REQUEST"
    assert kinds() == ["registration_confirmed", "registration_declined"]
    told = mails()[-1]
    assert told.entry is None
    assert "Du tackade nej i kalendern" in told.text
    assert "/anmalan/" in told.text
    assert find_seat_problems() == []
    assert noted() == [("apply", "fits")]


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE"])
def test_yes_and_perhaps_are_noted_and_keep_the_seat(event, partstat):
    get(answer(entry_of(event), partstat, more="COMMENT:Kommer lite sent"))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert entry_of(event).partstat == partstat
    assert kinds() == ["registration_confirmed"]
    assert db.session.scalars(sa.select(ReceivedMessage.comment)).one() == "Kommer lite sent"


def test_same_answer_twice_does_one_thing(event):
    sign_up(event, "forst@kommun.example")
    sign_up(event, "sedan@kommun.example")
    db.session.commit()
    said = answer(entry_of(event))
    assert [get(said), get(said)] == [Tray.DONE, Tray.DONE]
    get(answer(entry_of(event), stamped_at=clock.now()))
    assert status_of(event, "sedan@kommun.example") is RegistrationStatus.WAITLISTED
    assert noted() == [("apply", "fits"), ("ignore", "stale")]


def test_older_answer_that_comes_late_is_passed_over(event):
    entry = entry_of(event)
    get(answer(entry, "ACCEPTED", stamped_at=later(minutes=-1)))
    get(answer(entry_of(event), "DECLINED", stamped_at=later(minutes=-2)))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted()[-1] == ("ignore", "stale")


def test_answer_stamped_in_the_future_does_not_outlive_now(event, at):
    get(answer(entry_of(event), "ACCEPTED", stamped_at=later(days=300)))
    at("2027-10-02 12:00")
    get(answer(entry_of(event), "DECLINED"))
    assert status_of(event) is RegistrationStatus.CANCELLED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"sender": "granne@kommun.example"}, "other_sender"),
        ({"attendee": "granne@kommun.example"}, "other_attendee"),
        ({"partstat": "DELEGATED"}, "delegated"),
        ({"sequence": 7}, "unknown_revision"),
    ],
)
def test_doubtful_answer_changes_nothing_and_the_person_is_asked_once_a_day(event, said, why):
    for _time in range(3):
        get(answer(entry_of(event), **said))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert kinds() == ["registration_confirmed", "answer_held"]
    assert kinds("granne@kommun.example") == []
    assert noted() == [("hold", why)] * 3
    asked = mails()[-1]
    assert asked.entry is None
    assert "/avboka" in asked.text or why == "delegated"


def test_sender_that_our_own_server_did_not_prove_is_asked(app, event):
    app.config["REPLY_AUTHSERV_ID"] = "mx.anmalan.example"
    fail = "Authentication-Results: mx.anmalan.example; dmarc=fail"
    get(answer(entry_of(event), headers=fail))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    passed = "Authentication-Results: mx.anmalan.example; dmarc=pass header.from=kommun.example"
    get(answer(entry_of(event), headers=passed))
    assert status_of(event) is RegistrationStatus.CANCELLED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"organizer": "annan@ort.example"}, "other_organizer"),
        ({"partstat": "NEEDS-ACTION"}, "no_answer"),
        ({"method": "REQUEST"}, "other_method"),
        ({"method": "CANCEL"}, "other_method"),
        ({"partstat": "ACCEPTED", "sequence": -1}, "older_revision"),
    ],
)
def test_what_is_no_answer_of_ours_does_nothing(event, said, why):
    entry = entry_of(event)
    entry.sequence = 1
    db.session.commit()
    get(answer(entry, **said))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert kinds() == ["registration_confirmed"]
    assert noted() == [("ignore", why)]


def test_somebody_elses_uid_frees_nobodys_seat(event):
    entry = entry_of(event)
    guessed = CalendarEntry(
        public_id="x",
        uid=entry.uid.replace(entry.uid[20:24], "0000"),
        address=KIM,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    get(answer(guessed, organizer="svar@anmalan.example"))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted() == [("ignore", "unknown_entry")]


def test_wish_for_another_time_is_shown_and_nothing_changed(event):
    get(answer(entry_of(event), "TENTATIVE", method="COUNTER", more="COMMENT:Kan vi ta 10?"))
    received = db.session.scalars(sa.select(ReceivedMessage)).one()
    assert (received.action, received.answer, received.comment) == ("tell", "COUNTER", "Kan vi ta 10?")
    assert received.event_id == event.id
    assert status_of(event) is RegistrationStatus.CONFIRMED


def test_answer_after_the_beginning_is_passed_over(event, at):
    at("2027-10-15 14:30")
    get(answer(entry_of(event)))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted() == [("ignore", "RegistrationNotOpen")]


def test_yes_after_a_no_is_asked_about_with_the_way_back(event):
    get(answer(entry_of(event)))
    get(answer(entry_of(event), "ACCEPTED", stamped_at=later(minutes=1)))
    assert status_of(event) is RegistrationStatus.CANCELLED
    assert noted()[-1] == ("hold", "comes_back")
    assert "anmäla dig igen" in mails()[-1].text


def test_old_no_after_the_event_moved_is_asked_about(event):
    entry = entry_of(event)
    entry.sequence = 3
    db.session.commit()
    get(answer(entry, sequence=2))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted() == [("hold", "older_revision")]


def test_bounce_marks_the_mail_as_failed_with_the_servers_words(event):
    message = db.session.scalars(sa.select(OutboxMessage)).one()
    message.status = MessageStatus.SENT
    db.session.commit()
    report = POSTFIX.replace("abcdefghjkmnpqrstuvw@anmalan.example", message.message_id)
    get(report.replace("\n", "\r\n").encode())
    message = db.session.scalars(sa.select(OutboxMessage)).one()
    assert message.status is MessageStatus.FAILED
    assert "User unknown" in (message.server_answer or "")
    assert noted() == [("apply", "bounced")]
    assert status_of(event) is RegistrationStatus.CONFIRMED


def test_bounce_of_a_stranger_is_put_aside(event):
    assert get(POSTFIX.replace("\n", "\r\n").encode()) is Tray.REVIEW
    assert noted() == [("ignore", "unknown_mail")]


def test_letter_from_a_participant_goes_to_the_office_and_the_answer_to_them(event):
    letter = f"From: Kim <{KIM}>\r\nSubject: Parkering?\r\n\r\nFinns det <parkering>?\r\n"
    get(letter.encode())
    office = db.session.scalars(sa.select(Federation)).first().office_email
    forwarded = mails(office)[-1]
    assert "Finns det <parkering>?" in forwarded.text
    assert forwarded.reply_to == KIM
    assert forwarded.subject == "Från en deltagare: Parkering?"
    assert noted() == [("tell", "forwarded")]


def test_letters_of_strangers_offices_and_machines_go_nowhere(event):
    office = db.session.scalars(sa.select(Federation)).first().office_email
    for head in (
        "From: okand@ort.example",
        f"From: {office}",
        f"From: {KIM}\r\nAuto-Submitted: auto-replied",
    ):
        get(f"{head}\r\nSubject: x\r\n\r\nHej\r\n".encode())
    assert mails(office) == []
    assert [action for action, _why in noted()] == ["ignore"] * 3


def test_flood_of_letters_is_not_passed_on(event):
    office = db.session.scalars(sa.select(Federation)).first().office_email
    for number in range(15):
        get(f"From: {KIM}\r\nMessage-ID: <{number}@x>\r\n\r\nHej {number}\r\n".encode())
    assert len(mails(office)) == 10


@pytest.mark.parametrize("noise", [b"", b"\x00\xff\xfe" * 300, b"Content-Type: text/calendar\r\n\r\nx"])
def test_noise_changes_nothing(event, noise):
    get(noise)
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted()[0][0] == "ignore"


def test_mail_that_is_too_large_is_put_aside_unread(event):
    assert get(answer(entry_of(event))[:300], is_whole=False) is Tray.REVIEW
    assert status_of(event) is RegistrationStatus.CONFIRMED


@pytest.fixture
def invited(event):
    """Somebody invited to an event with two seats, one of them taken."""
    open_event = make_event(seats=2, audience=Audience.INVITED)
    invitee = make_invitee(open_event, ROBIN, unit="Insats Unga framåt")
    db.session.commit()
    with write():
        invite_people(open_event.id, [invitee.id], SYSTEM, "lista")
    return open_event


def test_invited_person_who_accepts_has_a_seat_and_one_entry(invited):
    before = entry_of(invited, ROBIN)
    uid, sequence = before.uid, before.sequence
    get(answer(before, "ACCEPTED"))
    registration = registration_of(invited, ROBIN)
    assert registration.status is RegistrationStatus.CONFIRMED
    assert (registration.name, registration.organisation) == ("Robin Ek", "Insats Unga framåt")
    assert registration.is_eligible
    assert registration.calendar_entry.uid == uid
    assert db.session.scalars(sa.select(ReceivedMessage.about)).one() == registration.public_id
    assert person_of(invited, ROBIN).standing is Standing.ACCEPTED
    told = mails(ROBIN)[-1]
    # Online there is a way in to tell, so the entry is updated, and the answer stands.
    assert (told.method, int(told.entry.sequence.value)) == ("REQUEST", sequence + 1)
    assert registration.calendar_entry.partstat == "ACCEPTED"


def test_calendar_of_who_accepts_to_come_in_person_knows_already(event):
    day = make_event(seats=2, attendance=Attendance.ON_SITE, venue_name="Stadshuset")
    invitee = make_invitee(day, ROBIN)
    db.session.commit()
    with write():
        invite_people(day.id, [invitee.id], SYSTEM, "lista")
    get(answer(entry_of(day, ROBIN), "ACCEPTED"))
    assert status_of(day, ROBIN) is RegistrationStatus.CONFIRMED
    assert kinds(ROBIN) == ["invitation", "registration_confirmed"]
    assert mails(ROBIN)[-1].entry is None
    get(answer(entry_of(day, ROBIN), "DECLINED", stamped_at=later(minutes=1)))
    assert status_of(day, ROBIN) is RegistrationStatus.CANCELLED
    assert person_of(day, ROBIN).standing is Standing.DECLINED


def test_invited_person_gets_the_form_where_more_has_to_be_asked(invited):
    make_question(invited, QuestionKind.TEXT, is_required=True)
    db.session.commit()
    get(answer(entry_of(invited, ROBIN), "ACCEPTED"))
    assert db.session.scalar(sa.select(Registration).where(Registration.event_id == invited.id)) is None
    assert kinds(ROBIN) == ["invitation", "invitation_needs_form"]
    assert "/inbjudan/" in mails(ROBIN)[-1].text


def test_invited_person_who_accepts_when_all_is_taken_waits_without_an_entry(invited):
    for number in range(2):
        sign_up(invited, f"annan-{number}@kommun.example")
    db.session.commit()
    get(answer(entry_of(invited, ROBIN), "ACCEPTED"))
    assert status_of(invited, ROBIN) is RegistrationStatus.WAITLISTED
    assert mails(ROBIN)[-1].method == "CANCEL"
    assert person_of(invited, ROBIN).standing is Standing.WAITING


def test_invited_person_who_accepts_where_there_is_no_queue_is_told(invited):
    invited.has_waiting_list = False
    for number in range(2):
        sign_up(invited, f"annan-{number}@kommun.example")
    db.session.commit()
    get(answer(entry_of(invited, ROBIN), "ACCEPTED"))
    assert kinds(ROBIN)[-1] == "invitation_full"
    assert mails(ROBIN)[-1].method == "CANCEL"


def test_invited_person_who_declines_is_noted_and_gets_no_mail(invited):
    get(answer(entry_of(invited, ROBIN), "DECLINED"))
    invitee = db.session.scalars(sa.select(Invitee)).one()
    assert invitee.answer is InviteeAnswer.DECLINED
    assert kinds(ROBIN) == ["invitation"]
    assert person_of(invited, ROBIN).standing is Standing.DECLINED


def test_invited_person_who_says_perhaps_is_still_silent(invited):
    get(answer(entry_of(invited, ROBIN), "TENTATIVE"))
    assert person_of(invited, ROBIN).standing is Standing.SILENT
    assert entry_of(invited, ROBIN).partstat == "TENTATIVE"


def test_assistant_who_answers_for_somebody_invited_takes_no_seat(invited):
    get(answer(entry_of(invited, ROBIN), "ACCEPTED", sender="assistent@kommun.example"))
    assert db.session.scalar(sa.select(Registration).where(Registration.event_id == invited.id)) is None
    assert kinds(ROBIN)[-1] == "invitation_needs_form"
    assert noted() == [("hold", "other_sender")]


def test_no_in_the_calendar_after_cancelling_on_the_page_is_nothing_new(event):
    registration = registration_of(event, KIM)
    with write():
        cancel_registration(registration.id)
    get(answer(entry_of(event)))
    assert kinds() == ["registration_confirmed", "registration_cancelled"]


def test_answer_to_a_called_off_event_is_passed_over(event):
    event.status = EventStatus.CANCELLED
    db.session.commit()
    get(answer(entry_of(event)))
    assert status_of(event) is RegistrationStatus.CONFIRMED
    assert noted() == [("ignore", "RegistrationNotOpen")]
