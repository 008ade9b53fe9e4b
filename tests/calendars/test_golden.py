"""Every calendar message that there is, as text to be reviewed in `golden/`; a change of one is seen in the diff.

`RENEW_GOLDEN=1 pytest tests/calendars/test_golden.py` writes them anew.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.changes.cancelling import cancel_event
from eventapp.changes.programme import remove_item
from eventapp.changes.time_and_place import change_time_and_place, time_and_place_of
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, Mode
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.invitations.answering import accept_invitation, decline_invitation
from eventapp.invitations.services import invite_people, remove_invitees
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.changing import change_registration
from eventapp.registrations.correcting import correct_address
from eventapp.registrations.manage_people import remove_participant, send_confirmation
from eventapp.registrations.moving_people import move_to_queue
from eventapp.registrations.services import cancel_registration, return_attendee
from eventapp.registrations.sign_up import Choices, SignUp
from tests.support.builders import (
    make_event,
    make_federation,
    make_invitee,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.calendar_answers import answer, receive_mail
from tests.support.calendar_client import read_entry
from tests.support.mail_tree import assert_sound

GOLDEN = Path(__file__).parent / "golden"
RENEWS = bool(os.environ.get("RENEW_GOLDEN"))
KIM, ROBIN = "kim@kommun.example", "robin@kommun.example"
VOLATILE = (
    (re.compile(r"(?<=//eventapp )[0-9.]+"), "VERSION"),
    (re.compile(r"(?<=/delta/)[A-Za-z0-9_-]+"), "TOKEN"),
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def noon(app, session, at):
    at("2027-10-01 12:00")


def day(**overrides) -> Event:
    """The joint day: hybrid, with workshops, of two hosts of which one has signed."""
    host = make_federation(
        name="Samordningsförbundet Sundbybergs stad", office_email="kansli@sundbyberg.example"
    )
    values = {
        "hosts": [host, make_federation(name="Samordningsförbundet Nacka", is_signer=False)],
        "slug": "demokratidagen-2027",
        "title": "Demokratidagen 2027: 100 år av rösträtt",
        "title_en": "Democracy Day 2027: 100 years of the vote",
        "summary": "En dag om demokrati; för alla som arbetar i verksamheterna, åäö.",
        "attendance": Attendance.HYBRID,
        "venue_name": "Stadshuset",
        "venue_address": "Sturegatan 1, Sundbyberg",
        "directions": "Ingång från torget.",
        "starts_at": swedish("2027-11-08 09:00"),
        "ends_at": swedish("2027-11-08 16:00"),
    }
    event: Event = make_event(**values | overrides)
    event.public_id = "dag"
    for number, title in enumerate(("Att lyssna", "Bemötande")):
        make_session(
            event, slot=number + 1, title=title, place=f"Sal {number + 1}", public_id=f"pass-{number}"
        )
    return event


def sensitive(**overrides) -> Event:
    return day(
        slug="kunskapsseminarium",
        is_sensitive=True,
        title="Våld i nära relation",
        title_en=None,
        summary="Om våld.",
        neutral_title="Kunskapsseminarium",
        attendance=Attendance.ONLINE,
        **overrides,
    )


def seated(event: Event, **overrides) -> int:
    """Give Kim a seat, on site where there is one, in all workshops; returns the registration's id."""
    sessions = {session.slot: session.id for session in event.sessions}
    sign_up(event, KIM, **{"sessions": sessions} | overrides)
    arrive()
    return registration_of(event, KIM).id


def invited(event: Event, **overrides) -> int:
    invitee = make_invitee(event, KIM, name="Kim Åkesson Öberg", **overrides)
    invite_people(event.id, [invitee.id], SYSTEM, "batch")
    arrive()
    return invitee.id


def arrive() -> None:
    db.session.execute(sa.update(OutboxMessage).values(status=MessageStatus.SENT))


def change(event: Event, **values) -> None:
    event = lock_event(event.id)
    change_time_and_place(
        event, replace(time_and_place_of(event), **values), moves_programme=True, actor=SYSTEM
    )


def later(event: Event) -> dict:
    return {"starts_at": event.starts_at + timedelta(days=7), "ends_at": event.ends_at + timedelta(days=7)}


def reply(partstat: str) -> None:
    mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    receive_mail(answer(read_entry(mail.payload, KIM), partstat, attendee=KIM))


# Each ends with the message that is looked at: the last with a calendar.


def registered():
    seated(day())


def registered_online():
    seated(day(), mode=Mode.ONLINE)


def registered_in_english():
    seated(day(), language="en")


def registered_online_in_english():
    seated(day(), mode=Mode.ONLINE, language="en")


def registered_sensitive():
    seated(sensitive())


def registered_several_days():
    seated(day(ends_at=swedish("2027-11-10 15:00")))


def registered_over_the_change_of_clocks():
    seated(day(starts_at=swedish("2027-10-30 18:00"), ends_at=swedish("2027-10-31 12:00")))


def promoted():
    event = day(seats=1)
    sign_up(event, ROBIN)
    sign_up(event, KIM)
    cancel_registration(registration_of(event, ROBIN).id)


def moved_in_time():
    event = day()
    seated(event)
    change(event, **later(event))


def moved_to_another_place():
    event = day()
    seated(event)
    change(event, venue_name="Kulturhuset", venue_address="Torget 2")


def moved_online_in_english():
    event = day()
    seated(event, language="en")
    change(event, attendance=Attendance.ONLINE)


def date_gone():
    event = day()
    seated(event)
    change(event, starts_at=None, ends_at=None, period="Våren 2028")


def date_set():
    event = day()
    seated(event)
    when = later(event)
    change(event, starts_at=None, ends_at=None, period="Våren 2028")
    change(event, **when, period=None)


def workshop_changed():
    event = day()
    kim = seated(event)
    change_registration(kim, Choices(name="Kim", mode=Mode.ON_SITE, sessions={2: event.sessions[1].id}))


def workshop_gone():
    event = day()
    seated(event)
    remove_item(event, "pass-0", SYSTEM)


def confirmed_again():
    event = day()
    kim = seated(event, mode=Mode.ONLINE)
    db.session.execute(sa.update(OutboxMessage).values(created_at=swedish("2027-09-01 12:00")))
    send_confirmation(kim, SYSTEM)


def cancelled_by_the_person():
    cancel_registration(seated(day()))


def cancelled_by_the_person_in_english():
    cancel_registration(seated(day(), language="en"))


def cancelled_sensitive():
    cancel_registration(seated(sensitive()))


def removed_by_the_organiser():
    remove_participant(seated(day()), "Dubbelanmälan", SYSTEM, tells_reason=True)


def moved_back_to_the_queue():
    event = day(seats=1)
    kim = seated(event)
    sign_up(event, ROBIN)
    move_to_queue(kim, "Plats behövs", SYSTEM)


def called_off():
    event = day()
    seated(event)
    cancel_event(lock_event(event.id), "Föreläsaren är sjuk", SYSTEM)


def called_off_in_english():
    event = day()
    seated(event, language="en")
    cancel_event(lock_event(event.id), "Föreläsaren är sjuk", SYSTEM)


def back_again():
    kim = seated(day())
    cancel_registration(kim)
    return_attendee(kim)


def address_corrected_new():
    event = day()
    kim = seated(event)
    correct_address(kim, ROBIN, SYSTEM)
    drop("address_left")


def address_corrected_old():
    correct_address(seated(day()), ROBIN, SYSTEM)


def invitation():
    invited(day())


def invitation_in_english():
    invited(day(), language="en")


def invitation_sensitive():
    invited(sensitive())


def invitation_moved():
    event = day()
    invited(event)
    change(event, **later(event))


def invitation_called_off():
    event = day()
    invited(event)
    cancel_event(lock_event(event.id), "Föreläsaren är sjuk", SYSTEM)


def invitation_withdrawn():
    event = day()
    remove_invitees(event.id, [invited(event)], SYSTEM)


def invitation_declined_by_link():
    decline_invitation(invited(day()))


def invitation_taken_up_by_form():
    event = day()
    kim = invited(event)
    form = SignUp(choices=Choices(name="Kim Åkesson Öberg", mode=Mode.ON_SITE), email=KIM)
    accept_invitation(event.id, form, form_id="1", network="n", invitee_id=kim)


def invitation_taken_up_with_another_address():
    event = day()
    kim = invited(event)
    form = SignUp(choices=Choices(name="Kim", mode=Mode.ON_SITE), email=ROBIN)
    accept_invitation(event.id, form, form_id="1", network="n", invitee_id=kim)


def invitation_accepted_online():
    invited(day(attendance=Attendance.ONLINE))
    reply("ACCEPTED")


def invitation_accepted_but_full():
    event = day(attendance=Attendance.ONLINE, seats=1)
    invited(event)
    sign_up(event, ROBIN)
    latest = sa.select(OutboxMessage).where(OutboxMessage.recipient == KIM)
    entry = read_entry(db.session.scalars(latest).one().payload, KIM)
    receive_mail(answer(entry, "ACCEPTED", attendee=KIM))


def drop(kind: str) -> None:
    db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.kind == kind))


SCENES: list[Callable[[], None]] = [
    registered,
    registered_online,
    registered_in_english,
    registered_online_in_english,
    registered_sensitive,
    registered_several_days,
    registered_over_the_change_of_clocks,
    promoted,
    moved_in_time,
    moved_to_another_place,
    moved_online_in_english,
    date_gone,
    date_set,
    workshop_changed,
    workshop_gone,
    confirmed_again,
    cancelled_by_the_person,
    cancelled_by_the_person_in_english,
    cancelled_sensitive,
    removed_by_the_organiser,
    moved_back_to_the_queue,
    called_off,
    called_off_in_english,
    back_again,
    address_corrected_new,
    address_corrected_old,
    invitation,
    invitation_in_english,
    invitation_sensitive,
    invitation_moved,
    invitation_called_off,
    invitation_withdrawn,
    invitation_declined_by_link,
    invitation_taken_up_by_form,
    invitation_taken_up_with_another_address,
    invitation_accepted_online,
    invitation_accepted_but_full,
]
WITHOUT_ANSWERS = [
    registered,
    registered_online,
    moved_in_time,
    cancelled_by_the_person,
    called_off,
    back_again,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_message_is_the_golden_one(scene):
    scene()
    compare(scene.__name__)


@pytest.mark.parametrize("scene", WITHOUT_ANSWERS, ids=lambda scene: scene.__name__)
def test_message_where_nobody_reads_answers_is_the_golden_one(app, scene):
    app.config["REPLY_ADDRESS"] = ""
    scene()
    compare(f"{scene.__name__}_unanswered")


def test_every_golden_file_has_its_scene():
    named = {scene.__name__ for scene in SCENES} | {
        f"{scene.__name__}_unanswered" for scene in WITHOUT_ANSWERS
    }
    assert {path.stem for path in GOLDEN.glob("*.ics")} == named


def compare(name: str) -> None:
    """Compare the last calendar message with its file; every mail on the way is sound."""
    seen: list[bytes] = []
    numbers: dict[str, str] = {}
    for payload in db.session.scalars(sa.select(OutboxMessage.payload).order_by(OutboxMessage.id)):
        mail = assert_sound(payload)
        seen += [
            part.get_payload(decode=True)
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        ]
    lasting = [uid for octets in seen for uid in re.findall(r"\nUID:(.*)\r", unfolded(octets))]
    numbers = {uid: f"UID-{number}" for number, uid in zip(itertools.count(1), dict.fromkeys(lasting))}
    text = unfolded(seen[-1]).replace("\r", "")
    for uid, number in numbers.items():
        text = text.replace(uid, number)
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    path = GOLDEN / f"{name}.ics"
    if RENEWS:
        path.write_text(text)
    assert text == path.read_text()


def unfolded(octets: bytes) -> str:
    return octets.decode().replace("\r\n ", "")
