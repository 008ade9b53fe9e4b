"""Signing up, cancelling, coming back and changing: seats, queue and mails move together."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, EventStatus, Mode, PoolKind
from eventapp.events.part_models import SeatPool
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.changing import change_registration
from eventapp.registrations.errors import (
    EventFull,
    RegistrationNotOpen,
    WayOfAttendingFull,
    WorkshopFull,
)
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.services import cancel_registration, return_attendee
from eventapp.registrations.sign_up import Choices
from tests.support.builders import (
    make_event,
    make_federation,
    make_pool,
    make_session,
    registration_of,
    sign_up,
    swedish,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

CONFIRMED, WAITLISTED, CANCELLED = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.CANCELLED,
)


def taken(event):
    """Return the taken seats by kind of pool, workshops by their title."""
    pools = db.session.scalars(sa.select(SeatPool).where(SeatPool.event_id == event.id))
    return {pool.session.title if pool.session else pool.kind.value: pool.taken for pool in pools}


def mails(address="kim@example.se"):
    """Return the kinds of mails made for an address, in order."""
    query = sa.select(OutboxMessage.kind).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def test_a_free_seat_is_taken_and_confirmed_by_mail():
    event = make_event(seats=2)

    outcome = sign_up(event)

    assert outcome.status is CONFIRMED
    assert taken(event) == {"event": 1}
    assert mails() == ["registration_confirmed"]


def test_every_limited_pool_gives_a_seat_or_none_does():
    event = make_event(seats=5, on_site=1, attendance=Attendance.HYBRID)
    workshop = make_session(event, slot=1, seats=1, title="Workshop A")
    sign_up(event, "a@example.se", mode=Mode.ON_SITE, sessions={1: workshop.id})

    with pytest.raises(WorkshopFull):
        sign_up(event, "b@example.se", mode=Mode.ONLINE, sessions={1: workshop.id})

    assert taken(event) == {"event": 1, "on_site": 1, "Workshop A": 1}
    assert mails("b@example.se") == []


def test_a_full_way_of_attending_leads_to_the_queue_while_the_other_is_open():
    event = make_event(seats=5, on_site=1, attendance=Attendance.HYBRID)
    sign_up(event, "a@example.se", mode=Mode.ON_SITE)

    assert sign_up(event, "b@example.se", mode=Mode.ON_SITE).place == 1
    assert sign_up(event, "c@example.se", mode=Mode.ONLINE).status is CONFIRMED


def test_the_queue_is_numbered_in_order_of_joining():
    event = make_event(seats=1)
    sign_up(event, "a@example.se")

    places = [sign_up(event, f"{name}@example.se").place for name in "bcd"]

    assert places == [1, 2, 3]
    assert mails("b@example.se") == ["waitlist_joined"]


def test_cancelling_gives_the_seat_to_the_first_in_line():
    event = make_event(seats=1)
    for name in "abc":
        sign_up(event, f"{name}@example.se")

    cancel_registration(registration_of(event, "a@example.se").id)

    assert registration_of(event, "a@example.se").status is CANCELLED
    assert registration_of(event, "b@example.se").status is CONFIRMED
    assert registration_of(event, "c@example.se").status is WAITLISTED
    assert mails("b@example.se") == ["waitlist_joined", "waitlist_promoted"]
    assert taken(event) == {"event": 1}


def test_whoever_cannot_have_the_freed_seat_keeps_the_place_and_the_next_is_tried():
    event = make_event(seats=2, on_site=1, online=1, attendance=Attendance.HYBRID)
    sign_up(event, "room@example.se", mode=Mode.ON_SITE)
    sign_up(event, "net@example.se", mode=Mode.ONLINE)
    sign_up(event, "wants-room@example.se", mode=Mode.ON_SITE)
    sign_up(event, "wants-net@example.se", mode=Mode.ONLINE)

    cancel_registration(registration_of(event, "net@example.se").id)

    assert registration_of(event, "wants-net@example.se").status is CONFIRMED
    assert registration_of(event, "wants-room@example.se").status is WAITLISTED


def test_cancelling_twice_gives_back_one_seat():
    event = make_event(seats=2)
    sign_up(event)
    sign_up(event, "other@example.se")
    registration = registration_of(event)

    cancel_registration(registration.id)
    cancel_registration(registration.id)

    assert taken(event) == {"event": 1}
    assert mails().count("registration_cancelled") == 1


def test_cancelling_erases_needs_and_food():
    event = make_event(serves_food=True)
    sign_up(event, needs="Hörslinga", food="Halal")

    registration = cancel_registration(registration_of(event).id)

    assert (registration.needs, registration.food) == ("", "")


def test_leaving_the_queue_frees_nothing():
    event = make_event(seats=1)
    sign_up(event, "a@example.se")
    sign_up(event)

    cancel_registration(registration_of(event).id)

    assert taken(event) == {"event": 1}


def test_an_address_that_is_registered_changes_nothing_and_gets_the_truth_by_mail():
    event = make_event(seats=2)
    sign_up(event, "Kim@Example.se", name="Kim")

    outcome = sign_up(event, "kim@example.se", name="Någon annan")

    assert (outcome.status, outcome.place) == (CONFIRMED, None)
    assert registration_of(event, "Kim@Example.se").name == "Kim"
    assert taken(event) == {"event": 1}
    assert mails("Kim@Example.se") == ["registration_confirmed", "already_registered"]


def test_a_registered_address_is_told_what_a_new_one_would_be_when_it_is_full():
    event = make_event(seats=1)
    sign_up(event)
    sign_up(event, "b@example.se")

    assert sign_up(event).place == 2
    assert sign_up(event, "new@example.se").place == 2


def test_coming_back_takes_a_seat_again_with_a_new_calendar_entry():
    event = make_event(seats=2)
    sign_up(event)
    registration = registration_of(event)
    first_uid = registration.calendar_entry.uid
    cancel_registration(registration.id)

    return_attendee(registration.id)

    again = registration_of(event)
    assert again.status is CONFIRMED
    assert again.calendar_entry.uid != first_uid
    assert mails() == ["registration_confirmed", "registration_cancelled", "registration_confirmed"]


def test_coming_back_to_a_full_event_means_the_end_of_the_queue():
    event = make_event(seats=1)
    sign_up(event, "a@example.se")
    sign_up(event, "b@example.se")
    cancel_registration(registration_of(event, "a@example.se").id)
    sign_up(event, "c@example.se")

    registration = return_attendee(registration_of(event, "a@example.se").id)

    assert registration.status is WAITLISTED
    assert registration.queue_number > registration_of(event, "c@example.se").queue_number


def test_a_change_moves_the_seats_and_lets_the_next_in():
    event = make_event(seats=3, on_site=1, attendance=Attendance.HYBRID)
    sign_up(event, mode=Mode.ON_SITE)
    sign_up(event, "next@example.se", mode=Mode.ON_SITE)

    change_registration(registration_of(event).id, Choices(name="Kim", mode=Mode.ONLINE))

    assert registration_of(event).mode is Mode.ONLINE
    assert registration_of(event, "next@example.se").status is CONFIRMED
    assert taken(event) == {"event": 2, "on_site": 1}


def test_a_change_to_a_full_way_of_attending_changes_nothing():
    event = make_event(seats=3, on_site=1, attendance=Attendance.HYBRID)
    sign_up(event, "a@example.se", mode=Mode.ON_SITE)
    sign_up(event, mode=Mode.ONLINE)

    with pytest.raises(WayOfAttendingFull):
        change_registration(registration_of(event).id, Choices(name="Kim", mode=Mode.ON_SITE))

    assert taken(event) == {"event": 2, "on_site": 1}


def test_a_change_of_workshop_frees_the_old_seat():
    event = make_event()
    first = make_session(event, slot=1, seats=1, title="A")
    second = make_session(event, slot=1, seats=1, title="B")
    sign_up(event, sessions={1: first.id})

    change_registration(
        registration_of(event).id, Choices(name="Kim", mode=Mode.ONLINE, sessions={1: second.id})
    )

    assert taken(event) == {"event": 1, "A": 0, "B": 1}


def test_one_keeps_ones_own_full_workshop_when_changing_something_else():
    event = make_event(seats=1)
    workshop = make_session(event, slot=1, seats=1, title="A")
    sign_up(event, sessions={1: workshop.id})

    changed = change_registration(
        registration_of(event).id, Choices(name="Nytt namn", mode=Mode.ONLINE, sessions={1: workshop.id})
    )

    assert changed.name == "Nytt namn"
    assert taken(event) == {"event": 1, "A": 1}


def test_a_change_of_nothing_sends_nothing():
    event = make_event()
    sign_up(event)

    change_registration(registration_of(event).id, Choices(name="Kim Åkesson Öberg", mode=Mode.ONLINE))

    assert mails() == ["registration_confirmed"]


def test_somebody_promoted_gets_the_wished_workshops_that_have_room():
    event = make_event(seats=1)
    full = make_session(event, slot=1, seats=1, taken=1, title="Full")
    free = make_session(event, slot=2, seats=1, title="Ledig")
    sign_up(event, "a@example.se")
    sign_up(event, sessions={1: full.id, 2: free.id})

    cancel_registration(registration_of(event, "a@example.se").id)

    promoted = registration_of(event)
    assert [choice.session_id for choice in promoted.choices] == [free.id]
    assert taken(event) == {"event": 1, "Full": 1, "Ledig": 1}


def test_a_share_is_used_first_and_the_rest_of_the_event_when_it_is_full():
    federation, other = make_federation(), make_federation()
    event = make_event(seats=1, hosts=[federation, other])
    make_pool(event, PoolKind.SHARE, 1, federation_id=other.id)

    outcomes = [sign_up(event, f"{number}@example.se", federation_id=other.id).status for number in range(3)]

    assert outcomes == [CONFIRMED, CONFIRMED, WAITLISTED]
    assert taken(event) == {"share": 1, "event": 1}


def test_a_share_is_not_for_others():
    federation, other = make_federation(), make_federation()
    event = make_event(seats=1, hosts=[federation, other])
    make_pool(event, PoolKind.SHARE, 5, federation_id=other.id)
    sign_up(event, "a@example.se", federation_id=federation.id)

    assert sign_up(event, federation_id=federation.id).status is WAITLISTED


def test_a_seat_goes_back_where_it_came_from():
    federation, other = make_federation(), make_federation()
    event = make_event(seats=1, hosts=[federation, other])
    make_pool(event, PoolKind.SHARE, 1, federation_id=other.id)
    sign_up(event, federation_id=other.id)

    cancel_registration(registration_of(event).id)

    assert taken(event) == {"share": 0, "event": 0}


@pytest.mark.parametrize(
    "facts",
    [
        {"status": EventStatus.CANCELLED},
        {"starts_at": None, "period": "Hösten 2027, datum kommer"},
        {"registration_opens_at": swedish("2999-01-01 08:00")},
        {"registration_closes_at": swedish("2021-01-01 08:00")},
        {"starts_at": swedish("2021-11-08 09:00")},
    ],
)
def test_nobody_signs_up_while_it_is_not_open(facts):
    event = make_event(**facts)

    with pytest.raises(RegistrationNotOpen):
        sign_up(event)


def test_full_without_a_queue_is_refused():
    event = make_event(seats=1, has_waiting_list=False)
    sign_up(event, "a@example.se")

    with pytest.raises(EventFull):
        sign_up(event)


def test_after_the_queue_has_ended_a_free_seat_is_for_whoever_comes_first(at):
    at("2027-10-01 09:00")
    event = make_event(seats=1, starts_at=swedish("2027-10-20 09:00"), queue_ends_hours=24)
    sign_up(event, "a@example.se")
    sign_up(event, "waits@example.se")
    at("2027-10-19 10:00")

    cancel_registration(registration_of(event, "a@example.se").id)

    assert registration_of(event, "waits@example.se").status is WAITLISTED
    assert sign_up(event, "quick@example.se").status is CONFIRMED


def test_nothing_changes_once_the_event_has_begun(at):
    at("2027-10-01 09:00")
    event = make_event(starts_at=swedish("2027-10-20 09:00"))
    sign_up(event)
    at("2027-10-20 09:01")

    with pytest.raises(RegistrationNotOpen):
        cancel_registration(registration_of(event).id)
