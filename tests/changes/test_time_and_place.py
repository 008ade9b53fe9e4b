"""Another time, place or way of attending: what is foretold is what happens, to calendars, seats and the queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.calendars.services import create_entry
from eventapp.changes.plans import Plan
from eventapp.changes.refusals import EventCalledOff, TimeHasPassed
from eventapp.changes.time_and_place import (
    TimeAndPlace,
    change_time_and_place,
    plan_time_and_place,
    time_and_place_of,
)
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.core.transactions import write
from eventapp.events.editing import claim_version
from eventapp.events.kinds import Attendance, EventStatus, Mode, PoolKind
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.messages.installation import set_up_installation
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.mode_seats import TooFewSeatsForMode
from eventapp.registrations.models import (
    CallReason,
    PhoneAccess,
    Registration,
    RegistrationStatus,
    SeatHold,
    SessionChoice,
)
from eventapp.registrations.services import cancel_registration
from eventapp.reminders.services import enqueue_due_reminders
from tests.registrations.reading import ReadMail, read
from tests.support.builders import make_event, make_pool, make_session, registration_of, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

START, DAY, LENGTH = swedish("2027-11-08 09:00"), timedelta(days=1), timedelta(hours=2)
HYBRID = {"attendance": Attendance.HYBRID, "venue_name": "Stadshuset", "venue_address": "Storgatan 1"}
ON_SITE = HYBRID | {"attendance": Attendance.ON_SITE}


@pytest.fixture(autouse=True)
def _october(at: Any) -> None:
    at("2027-10-01 12:00")


def wanted(event: Event, **changed: Any) -> TimeAndPlace:
    return replace(time_and_place_of(event), **changed)


def change(event: Event, *, moves_programme: bool = True, **changed: Any) -> Plan:
    """Foretell a change, make it, and make sure that both say the same and the seats are right."""
    new = wanted(event, **changed)
    db.session.flush()
    with count_queries() as asked:
        plan = plan_time_and_place(event, new, moves_programme=moves_programme)
    assert not [statement for statement in asked if not statement.startswith("SELECT")]
    claimed = claim_version(event.id, event.version)
    done = change_time_and_place(claimed, new, moves_programme=moves_programme, actor=SYSTEM)
    db.session.flush()
    assert find_seat_problems() == []
    names = ("updates", "invitees", "promoted", "promoted_calls", "calls")
    assert [getattr(plan, name) for name in names] == [getattr(done, name) for name in names]
    return plan


def mails(kind: str, address: str = "kim@example.se") -> list[ReadMail]:
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.recipient == address)
    return [read(one) for one in db.session.scalars(query.order_by(OutboxMessage.id))]


def call_in(event: Event, alias: str = "Alias") -> PhoneAccess:
    """Sign somebody up who has no address."""
    sign_up(event, "", name=alias)
    registration = registration_of(event, "")
    access = PhoneAccess(reference=f"ek lax {registration.id}", pin_hash="x")
    registration.phone_access = access
    db.session.flush()
    return access


def test_new_time_and_place_come_in_one_mail_with_the_entry_raised_once() -> None:
    event = make_event(starts_at=START, **ON_SITE)
    sign_up(event)
    access = call_in(event)
    new = {"starts_at": START + DAY, "ends_at": START + DAY + LENGTH, "venue_name": "Folkets hus"}

    assert change(event, **new) == Plan(updates=1, calls=1)

    (told,) = mails("event_moved")
    assert told.subject.startswith("Ny tid: ")
    assert "Ny plats: Folkets hus, Storgatan 1" in told.text
    assert (told.method, told.entry.sequence.value) == ("REQUEST", "1")
    assert told.entry.dtstart.value.astimezone(UTC) == START + DAY
    assert told.entry.location.value == "Folkets hus, Storgatan 1"
    assert access.call_about is CallReason.MOVED


def test_what_is_not_material_reaches_nobody_and_is_in_the_trail() -> None:
    event = make_event(starts_at=START, **HYBRID)
    sign_up(event)
    assert change(event, directions="Gå runt hörnet", meeting_url="https://mote.example/2") == Plan()

    assert mails("event_moved") == []
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.record_kind == "event")).one()
    assert entry.details["changed"]["directions"] == ["", "Gå runt hörnet"]
    assert entry.event_id == event.id


def test_place_reaches_those_who_come_and_another_way_in_those_who_connect() -> None:
    event = make_event(starts_at=START, **HYBRID)
    sign_up(event)
    sign_up(event, "online@example.se", mode=Mode.ONLINE)
    assert change(event, venue_address="Nygatan 2").updates == 1
    assert change(event, other_way_in="Ring 08-100 00 00").updates == 1

    (told,) = mails("event_moved")
    assert told.subject.startswith("Ny plats: ")
    assert told.method == "REQUEST"
    (told,) = mails("event_moved", "online@example.se")
    assert "Ring 08-100 00 00" in told.text
    assert told.method is None


def test_the_programme_goes_along_as_the_clocks_show_it_over_the_end_of_summer_time() -> None:
    start = swedish("2027-10-25 09:00")
    event = make_event(starts_at=start, ends_at=start + LENGTH, registration_closes_at=start - DAY)
    workshop = make_session(event, slot=1, starts_at=start + timedelta(hours=1), ends_at=start + LENGTH)
    sign_up(event, sessions={1: workshop.id})
    moved = swedish("2027-11-08 09:00")

    assert change(event, starts_at=moved, ends_at=moved + LENGTH) == Plan(updates=1)

    assert workshop.starts_at == swedish("2027-11-08 10:00")
    assert event.registration_closes_at == swedish("2027-11-07 09:00")
    assert "10.00–11.00" in mails("event_moved")[0].description


def test_workshops_left_where_they_were_clash_and_are_counted() -> None:
    event = make_event(starts_at=START, ends_at=START + LENGTH)
    workshop = make_session(event, slot=1, starts_at=START, ends_at=START + LENGTH)
    sign_up(event, sessions={1: workshop.id})
    sign_up(event, "utan@example.se")
    new = {"starts_at": START + DAY, "ends_at": START + DAY + LENGTH}

    assert change(event, moves_programme=False, **new) == Plan(updates=2, clashes=1)
    assert workshop.starts_at == START


def test_only_one_way_left_takes_people_along_with_their_seats() -> None:
    event = make_event(starts_at=START, seats=None, on_site=1, online=5, **HYBRID)
    sign_up(event)
    sign_up(event, "waits@example.se")
    sign_up(event, "gone@example.se")
    cancel_registration(registration_of(event, "gone@example.se").id)
    sign_up(event, "online@example.se", mode=Mode.ONLINE)

    plan = change(event, attendance=Attendance.ONLINE, meeting_url="https://mote.example/1")

    assert plan == Plan(updates=1, promoted=1, changed_modes=2)
    assert {pool.kind: pool.taken for pool in event.pools} == {PoolKind.ON_SITE: 0, PoolKind.ONLINE: 3}
    assert registration_of(event, "waits@example.se").status is RegistrationStatus.CONFIRMED
    assert registration_of(event, "gone@example.se").mode is Mode.ONLINE
    (told,) = mails("event_moved")
    assert "Nu deltar du digitalt." in told.text
    assert "/delta/" in told.description
    assert mails("event_moved", "online@example.se") == []


def test_people_are_not_moved_to_where_there_is_no_room() -> None:
    event = make_event(starts_at=START, seats=None, on_site=5, online=1, **HYBRID)
    sign_up(event)
    sign_up(event, "tva@example.se")
    new = wanted(event, attendance=Attendance.ONLINE)
    for act in (
        plan_time_and_place,
        lambda *args, **more: change_time_and_place(*args, **more, actor=SYSTEM),
    ):
        with pytest.raises(TooFewSeatsForMode) as refused:
            act(event, new, moves_programme=True)
    assert "2 personer deltar på plats och 1 digitala platser är lediga" in str(refused.value.sentence)


def test_one_more_way_to_take_part_is_told_and_changes_no_entry() -> None:
    event = make_event(starts_at=START, **ON_SITE)
    sign_up(event)
    assert change(event, attendance=Attendance.HYBRID, meeting_url="https://mote.example/1").updates == 1
    (told,) = mails("event_moved")
    assert "Nu går det också att delta digitalt." in told.text
    assert told.method is None


def test_without_a_date_the_entry_goes_and_a_new_one_comes_with_the_new_date() -> None:
    event = make_event(starts_at=START)
    sign_up(event)
    uid = registration_of(event).calendar_entry.uid
    change(event, starts_at=None, ends_at=None, period="Våren 2028")
    change(event, starts_at=START + 90 * DAY, ends_at=START + 90 * DAY + LENGTH, period=None)

    gone, back = mails("event_moved")
    assert gone.subject.startswith("Framflyttat: ")
    assert "Våren 2028" in gone.text
    assert "Posten i kalendern tas bort med den bifogade filen." in gone.text
    assert (gone.method, gone.entry.uid.value, gone.entry.sequence.value) == ("CANCEL", uid, "1")
    assert "PARTSTAT=NEEDS-ACTION" in gone.calendar
    assert back.subject.startswith("Nu finns ett datum: ")
    assert (back.method, back.entry.sequence.value) == ("REQUEST", "0")
    assert back.entry.uid.value != uid
    assert back.entry.dtstart.value.astimezone(UTC) == START + 90 * DAY


def test_while_there_is_no_date_a_freed_seat_goes_on_and_the_entry_comes_later() -> None:
    event = make_event(starts_at=START, seats=1)
    sign_up(event)
    sign_up(event, "waits@example.se")
    change(event, starts_at=None, ends_at=None, period="Våren 2028")
    cancel_registration(registration_of(event).id)
    change(event, starts_at=START + 90 * DAY, ends_at=START + 90 * DAY + LENGTH, period=None)

    assert mails("waitlist_promoted", "waits@example.se")[0].method is None
    assert mails("event_moved", "waits@example.se")[-1].method == "REQUEST"


def test_an_ended_queue_that_opens_by_the_move_gives_its_idle_seat(at: Any) -> None:
    event = make_event(starts_at=START, seats=1)
    sign_up(event)
    sign_up(event, "waits@example.se")
    event.queue_ends_hours = 48
    at("2027-11-07 12:00")
    cancel_registration(registration_of(event).id)

    plan = change(event, starts_at=START + 9 * DAY, ends_at=START + 9 * DAY + LENGTH)

    assert plan == Plan(promoted=1)
    assert mails("event_moved", "waits@example.se") == []
    assert mails("waitlist_promoted", "waits@example.se")[0].entry.dtstart.value == START + 9 * DAY


def test_queued_reminders_are_taken_back(at: Any) -> None:
    event = make_event(starts_at=START)
    sign_up(event)
    at("2027-11-07 10:00")
    db.session.commit()
    with write():
        enqueue_due_reminders()
    change(event, starts_at=START + 30 * DAY, ends_at=START + 30 * DAY + LENGTH)
    states = db.session.scalars(sa.select(OutboxMessage.status).where(OutboxMessage.kind == "reminder"))
    assert set(states) == {MessageStatus.WITHDRAWN}


def test_a_sensitive_event_tells_neither_theme_nor_place() -> None:
    event = make_event(starts_at=START, title="Temat", is_sensitive=True, neutral_title="Möte", **ON_SITE)
    sign_up(event)
    change(event, venue_name="Jourhuset")
    (told,) = mails("event_moved")
    assert told.subject == "Ny plats"
    everything = told.text + told.html + told.calendar
    assert "Jourhuset" not in everything
    assert "Temat" not in everything
    assert "Den står i din anmälan." in told.text


def test_a_hostile_place_is_text_in_the_mail() -> None:
    event = make_event(starts_at=START, **ON_SITE)
    sign_up(event)
    change(event, venue_name='<b>"Huset" & Co</b>')
    (told,) = mails("event_moved")
    assert 'Ny plats: <b>"Huset" & Co</b>, Storgatan 1' in told.text
    assert 'Ny plats: <b>"Huset" & Co</b>, Storgatan 1' in told.html
    markup = told.message.get_body(("html",))
    assert markup is not None
    assert "<b>" not in markup.get_content()


def test_who_is_invited_and_silent_gets_the_new_time_too() -> None:
    event = make_event(starts_at=START)
    invitee = Invitee(
        public_id=new_public_id(),
        event_id=event.id,
        federation_id=event.coordinating_host.id,
        email="bjuden@example.se",
        email_key="bjuden@example.se",
        created_at=START,
        invited_at=START,
    )
    invitee.calendar_entry = create_entry(invitee.email, "svar@anmalan.example")
    db.session.add(invitee)
    db.session.flush()

    plan = change(event, starts_at=START + DAY, ends_at=START + DAY + LENGTH)

    assert plan == Plan(invitees=1)
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == invitee.email)
    told = read(db.session.scalars(query).one())
    assert told.entry.dtstart.value.astimezone(UTC) == START + DAY
    assert change(event, other_way_in="Ring 08-100 00 00") == Plan()


def test_english_readers_are_told_in_english() -> None:
    event = make_event(starts_at=START, **ON_SITE)
    sign_up(event, language="en")
    change(event, starts_at=START + DAY, ends_at=START + DAY + LENGTH)
    assert mails("event_moved")[0].subject.startswith("New time: ")


@pytest.mark.parametrize(
    ("status", "start", "error"),
    [
        (EventStatus.CANCELLED, START, EventCalledOff),
        (EventStatus.PUBLISHED, swedish("2026-11-08 09:00"), TimeHasPassed),
    ],
)
def test_what_is_called_off_or_would_be_over_is_not_moved(
    status: EventStatus, start: datetime, error: type[Exception]
) -> None:
    event = make_event(starts_at=START, status=status)
    new = wanted(event, starts_at=start, ends_at=start + LENGTH)
    with pytest.raises(error):
        plan_time_and_place(event, new, moves_programme=True)
    with pytest.raises(error):
        change_time_and_place(event, new, moves_programme=True, actor=SYSTEM)


def test_what_is_over_is_corrected_without_a_word(at: Any) -> None:
    event = make_event(starts_at=START, **ON_SITE)
    sign_up(event)
    at("2027-12-01 12:00")
    assert change(event, venue_name="Rätt hus") == Plan()
    assert event.venue_name == "Rätt hus"


def fill(event: Event, number: int, workshop_id: int) -> None:
    """Put people with seats and entries on an event, every second one in a workshop, every tenth without address."""
    pool = make_pool(event, PoolKind.EVENT, number, taken=number)
    for one in range(number):
        email = f"person.{one}@example.se" if one % 10 else ""
        registration = Registration(
            public_id=new_public_id(),
            event_id=event.id,
            status=RegistrationStatus.CONFIRMED,
            name="Namn",
            email=email,
            email_key=email,
            mode=Mode.ONLINE,
            created_at=START,
            calendar_entry=create_entry(email, "svar@anmalan.example") if email else None,
            holds=[SeatHold(pool_id=pool.id)],
            choices=[SessionChoice(session_id=workshop_id, slot=1)] if one % 2 else [],
        )
        registration.phone_access = (
            None if email else PhoneAccess(reference=f"{event.id} {one}", pin_hash="x")
        )
        db.session.add(registration)
    sign_up(event, "waits@example.se")
    db.session.commit()


def test_three_hundred_are_moved_in_one_transaction_with_the_queries_of_thirty() -> None:
    set_up_installation()
    asked = []
    for number in (30, 300):
        event = make_event(seats=None, starts_at=START)
        fill(event, number, make_session(event, slot=1).id)
        new = wanted(event, starts_at=START + DAY, ends_at=START + DAY + LENGTH)
        event_id, version = event.id, event.version
        with count_queries() as statements, write():
            claimed = claim_version(event_id, version)
            plan = change_time_and_place(claimed, new, moves_programme=True, actor=SYSTEM)
        assert plan == Plan(updates=number * 9 // 10 + 1, calls=number // 10)
        asked.append([one for one in statements if one.startswith("SELECT")])
    made = sa.select(sa.func.count()).where(OutboxMessage.kind == "event_moved")
    assert db.session.scalar(made) == 28 + 271
    assert len(asked[0]) == len(asked[1]) <= 20
