"""An organiser gives seats out of order and puts people back into the queue; whatever the order, the seats add up."""

import random

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, Mode, PoolKind
from eventapp.messages.models import OutboxMessage
from eventapp.registrations import manage_people, moving_people
from eventapp.registrations.correcting import correct_address
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.doubles import merge_doubles
from eventapp.registrations.errors import NobodyElseWaits, NoSeatFree, QueueEnded
from eventapp.registrations.models import CallReason, PhoneAccess, Registration, RegistrationStatus
from eventapp.registrations.sign_up import Choices
from eventapp.registrations.states import StepNotAllowed
from tests.registrations.reading import read
from tests.support.builders import (
    make_event,
    make_federation,
    make_pool,
    make_session,
    registration_of,
    sign_up,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
ACTOR = organiser_actor(7)


def join(event, number, **values):
    for each in range(number):
        sign_up(event, f"p{each}@example.se", name=f"Person {each}", **values)
    return [registration_of(event, f"p{each}@example.se") for each in range(number)]


def last_mail(email):
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == email).order_by(OutboxMessage.id.desc())
    return db.session.scalars(query).first()


def details_of(action):
    return db.session.scalars(sa.select(AuditEntry.details).where(AuditEntry.action == action)).one()


def pool_of(event):
    return next(pool for pool in event.pools if pool.kind is PoolKind.EVENT)


def test_no_seat_is_given_in_a_full_event(session):
    event = make_event(seats=1)
    third = join(event, 3)[2]
    session.commit()
    with pytest.raises(NoSeatFree), write():
        moving_people.give_seat(third.id, "Leder en workshop", ACTOR)
    assert registration_of(event, third.email).status is RegistrationStatus.WAITLISTED


def test_a_seat_more_goes_to_the_one_it_was_added_for(session):
    event = make_event(seats=1)
    version = event.version
    _first, second, third = join(event, 3)
    moving_people.give_seat(third.id, "Leder en workshop", ACTOR, adds_seat=True)

    assert third.status is RegistrationStatus.CONFIRMED
    assert second.status is RegistrationStatus.WAITLISTED
    assert (pool_of(event).capacity, pool_of(event).taken) == (2, 2)
    assert event.version == version + 1, "whoever has the page of seats open is told"
    assert details_of("give_seat") == {"reason": "Leder en workshop"}
    assert details_of("add_seat") == {"changed": {"capacity_event": [1, 2]}}
    mail = read(last_mail(third.email))
    assert mail.method == "REQUEST"
    assert "Arrangören har gett dig en plats." in mail.text
    assert find_seat_problems() == []


def test_only_what_is_full_grows(session):
    event = make_event(seats=9, on_site=1, attendance=Attendance.HYBRID)
    people = join(event, 2, mode=Mode.ON_SITE)
    moving_people.give_seat(people[1].id, "Skäl", ACTOR, adds_seat=True)
    assert {pool.kind: pool.capacity for pool in event.pools} == {PoolKind.EVENT: 9, PoolKind.ON_SITE: 2}
    assert find_seat_problems() == []


def test_somebody_with_a_seat_gets_no_second_one(session):
    event = make_event(seats=2)
    (person,) = join(event, 1)
    with pytest.raises(StepNotAllowed):
        moving_people.give_seat(person.id, "Skäl", ACTOR, adds_seat=True)


def test_moved_to_the_queue_one_stands_last_and_the_next_gets_the_seat(session):
    event = make_event(seats=1)
    first, second, third = join(event, 3)
    moving_people.move_to_queue(first.id, "Fel grupp", ACTOR)

    assert [person.status.value for person in (first, second, third)] == [
        "waitlisted",
        "confirmed",
        "waitlisted",
    ]
    assert first.queue_number > third.queue_number
    mail = read(last_mail(first.email))
    assert (mail.method, mail.entry.status.value) == ("CANCEL", "CANCELLED")
    assert "Du står på plats 2." in mail.text
    assert details_of("move_to_queue") == {"reason": "Fel grupp"}
    assert find_seat_problems() == []


def test_nobody_is_moved_to_a_queue_that_would_give_the_seat_right_back(session):
    event = make_event(seats=1)
    (person,) = join(event, 1)
    session.commit()
    with pytest.raises(NobodyElseWaits), write():
        moving_people.move_to_queue(person.id, "Skäl", ACTOR)
    assert registration_of(event, person.email).status is RegistrationStatus.CONFIRMED
    assert find_seat_problems() == []


@pytest.mark.parametrize("values", [{"has_waiting_list": False}, {"queue_ends_hours": 24 * 30}])
def test_nobody_is_moved_to_a_queue_that_is_closed(session, values):
    event = make_event(seats=2, **values)
    (person,) = join(event, 1)
    with pytest.raises(QueueEnded):
        moving_people.move_to_queue(person.id, "Skäl", ACTOR)


def test_somebody_without_an_address_is_to_be_called(session):
    event = make_event(seats=2)
    sign_up(event, "", name="Alias Tall")
    caller = registration_of(event, "")
    caller.phone_access = PhoneAccess(reference="tall-älv-42", pin_hash="x")
    manage_people.remove_participant(caller.id, "Fel dag", ACTOR, tells_reason=False)
    assert caller.phone_access.call_about is CallReason.REMOVED


def test_a_seat_moves_with_the_person_to_another_host_s_share(session):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=1)
    shares = [make_pool(event, PoolKind.SHARE, 1, federation_id=host.id) for host in hosts]
    sign_up(event, federation_id=hosts[0].id)
    person = registration_of(event)
    choices = Choices(name="Kim", mode=Mode.ONLINE)
    manage_people.edit_participant(person.id, choices, hosts[1].id, ACTOR)

    session.refresh(shares[0])
    session.refresh(shares[1])
    assert [share.taken for share in shares] == [0, 1]
    names = [host.short_name for host in hosts]
    assert details_of("change")["changed"]["federation"] == names
    assert find_seat_problems() == []


def test_a_common_seat_goes_back_when_the_new_host_has_one_to_give(session):
    host = make_federation()
    event = make_event(hosts=[make_federation(), host], seats=1)
    share = make_pool(event, PoolKind.SHARE, 1, federation_id=host.id)
    sign_up(event)
    manage_people.edit_participant(
        registration_of(event).id, Choices(name="Kim", mode=Mode.ONLINE), host.id, ACTOR
    )
    session.refresh(share)
    session.refresh(pool_of(event))
    assert (share.taken, pool_of(event).taken) == (1, 0)
    assert find_seat_problems() == []


def test_editing_leaves_what_the_organiser_has_not_seen(session):
    event = make_event()
    sign_up(event, needs="Hörslinga", food="Vegan", advance_question="Varför?")
    person = registration_of(event)
    manage_people.edit_participant(person.id, Choices(name="Robin", mode=Mode.ONLINE), None, ACTOR)
    assert (person.name, person.needs, person.food, person.advance_question) == (
        "Robin",
        "Hörslinga",
        "Vegan",
        "Varför?",
    )


def test_the_reason_is_mailed_only_where_it_is_to_be(session):
    event = make_event(seats=9)
    people = join(event, 2)
    manage_people.remove_participant(people[0].id, "Anmäld av misstag", ACTOR, tells_reason=True)
    manage_people.remove_participant(people[1].id, "Hemligt", ACTOR, tells_reason=False)
    told, untold = read(last_mail(people[0].email)), read(last_mail(people[1].email))
    assert "Skäl: Anmäld av misstag." in told.text
    assert told.method == untold.method == "CANCEL"
    assert "Hemligt" not in untold.text + untold.html


def test_a_sensitive_event_s_reason_is_never_mailed(session):
    event = make_event(is_sensitive=True, neutral_title="Kunskapsdag")
    (person,) = join(event, 1)
    manage_people.remove_participant(person.id, "Våld", ACTOR, tells_reason=True)
    assert "Våld" not in read(last_mail(person.email)).text


def test_mails_are_in_the_person_s_language(session):
    event = make_event(seats=1)
    people = join(event, 2, language="en")
    moving_people.move_to_queue(people[0].id, "Skäl", ACTOR)
    assert read(last_mail(people[0].email)).message["Content-Language"] == "en"


STEPS = ("give", "raise", "queue", "remove", "back", "edit", "address", "merge")


def take(step, people, luck, number):
    one, other = luck.choice(people), luck.choice(people)
    choices = Choices(
        name=one.name,
        mode=luck.choice([Mode.ON_SITE, Mode.ONLINE]),
        sessions={1: luck.choice(take.workshops)} if luck.random() < 0.5 else {},
    )
    match step:
        case "give" | "raise":
            moving_people.give_seat(one.id, "Skäl", ACTOR, adds_seat=step == "raise")
        case "queue":
            moving_people.move_to_queue(one.id, "Skäl", ACTOR)
        case "remove":
            manage_people.remove_participant(one.id, "Skäl", ACTOR, tells_reason=True)
        case "back":
            manage_people.bring_back(one.id, ACTOR)
        case "edit":
            manage_people.edit_participant(one.id, choices, luck.choice(take.hosts), ACTOR)
        case "address":
            correct_address(one.id, f"ny{number}@example.se", ACTOR)
        case "merge":
            merge_doubles(one.id, other.id, ACTOR, takes_over=True)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_steps_of_an_organiser_the_doctor_finds_nothing(session, seed):
    luck = random.Random(seed)
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=2, on_site=2, attendance=Attendance.HYBRID)
    make_pool(event, PoolKind.SHARE, 2, federation_id=hosts[1].id)
    workshops = [make_session(event, slot=1, seats=2), make_session(event, slot=1, seats=1)]
    take.workshops, take.hosts = [each.id for each in workshops], [hosts[0].id, hosts[1].id, None]
    for each in range(8):
        mode = luck.choice([Mode.ON_SITE, Mode.ONLINE])
        sign_up(event, f"p{each}@example.se", mode=mode, federation_id=luck.choice(take.hosts))
    session.commit()
    done = 0
    for number in range(40):
        people = list(session.scalars(sa.select(Registration).order_by(Registration.id)))
        try:
            with write():
                take(luck.choice(STEPS), people, luck, number)
        except DomainError:
            continue
        done += 1
        assert find_seat_problems() == []
    assert done > 10
